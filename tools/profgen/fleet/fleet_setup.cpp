#include "tools/profgen/fleet/fleet_setup.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <map>
#include <numeric>

#include "base/text.hpp"
#include "fleet/rollout/fleet_lock.hpp"
#include "profgen/kube.hpp"
#include "profgen/node_programs.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/state_dir.hpp"

namespace profgen::tool {
namespace {

int told(const Error& error) {
  print_error(error);
  return exit_code_of(error);
}

std::string option_or(const Call& call, const char* name, const std::string& otherwise) {
  return call.options.count(name) == 0 ? otherwise : call.options[name].as<std::string>();
}

std::string user_at_host() {
  char host[256] = {};
  if (::gethostname(host, sizeof host - 1) != 0) host[0] = '\0';
  const passwd* entry = ::getpwuid(::geteuid());
  return (entry == nullptr ? std::to_string(::geteuid()) : std::string(entry->pw_name)) + "@" +
         host;
}

// profgen-node stands beside profgen, where it is built and where it is installed.
std::vector<std::string> node_program_paths(const Call& call, const Files& files) {
  if (call.options.count("node-program") != 0)
    return call.options["node-program"].as<std::vector<std::string>>();
  char self[4096];
  const ssize_t length = ::readlink("/proc/self/exe", self, sizeof self);
  std::string dir(self, length > 0 ? static_cast<std::size_t>(length) : 0);
  dir.resize(std::min(dir.find_last_of('/'), dir.size()));
  return fleet::find_node_programs(files, {dir, dir + "/../lib/profgen"});
}

}  // namespace

void add_fleet_options(po::options_description& options) {
  options.add_options()("inventory,i",
                        po::value<std::string>()->value_name("FILE")->default_value("fleet.yaml"),
                        "the nodes and how to roll out to them (docs/inventory.md)")  //
      ("selector,l", po::value<std::string>()->value_name("SELECTOR"),
       "only these nodes: NAME, @GROUP, LABEL=VALUE, LABEL!=VALUE; with commas between, all must "
       "hold")  //
      ("node-program", po::value<std::vector<std::string>>()->value_name("FILE"),
       "the profgen-node that is sent to nodes of its kind of machine (repeatable; default: those "
       "beside profgen)");
}

std::optional<fleet::Inventory> inventory_of(const Call& call, int& code) {
  Result<fleet::ReadInventory> read = fleet::read_inventory(
      *real_files(), *real_processes(), option_or(call, "inventory", "fleet.yaml"));
  if (!read) {
    code = told(read.error());
    return std::nullopt;
  }
  print_diagnostics(read->diagnostics);
  if (!read->inventory) {
    code = exit_input;
    return std::nullopt;
  }
  if (!call.common.quiet) print_diagnostics(read->inventory->warnings);
  return std::move(read->inventory);
}

std::optional<std::vector<std::size_t>> chosen_nodes(const Call& call,
                                                     const fleet::Inventory& inventory,
                                                     const std::string& selector, int& code) {
  std::string both = option_or(call, "selector", {});
  if (!selector.empty()) both += (both.empty() ? "" : ",") + selector;
  Result<std::vector<std::size_t>> nodes = fleet::select(inventory, both);
  if (!nodes) {
    code = told(nodes.error());
    return std::nullopt;
  }
  if (nodes->empty()) {
    code = refuse(both.empty() ? "the inventory has no nodes"
                               : "no node of the inventory is `" + text::printable(both) + "`",
                  "`profgen fleet nodes` lists them with their groups and labels");
    return std::nullopt;
  }
  return std::move(*nodes);
}

std::optional<FleetSetup> read_fleet(const Call& call, int& code, const std::string& selector) {
  auto inventory = inventory_of(call, code);
  if (!inventory) return std::nullopt;
  FleetSetup setup;
  setup.files = real_files();
  setup.inventory = std::move(*inventory);
  setup.state_dir = state_dir(call.common) + "/fleet/" + setup.inventory.fleet;
  if (setup.inventory.kubernetes) setup.cluster = cluster_side(*setup.files, setup.inventory);
  const auto places = chosen_nodes(call, setup.inventory, selector, code);
  if (!places) return std::nullopt;
  std::vector<std::string> names;
  for (const std::size_t place : *places) names.push_back(setup.inventory.nodes[place].name);
  if (!keep_only(setup, names, code)) return std::nullopt;
  return setup;
}

bool keep_only(FleetSetup& setup, const std::vector<std::string>& names, int& code) {
  std::map<std::string_view, const fleet::Node*> by_name;
  for (const fleet::Node& node : setup.inventory.nodes) by_name[node.name] = &node;
  std::vector<fleet::Node> kept;
  for (const std::string& name : names) {
    const auto found = by_name.find(name);
    if (found == by_name.end()) {
      code = refuse(fmt::format("node `{}` of this rollout is not in the inventory any more",
                                text::printable(name)),
                    "put it back, or begin another rollout");
      return false;
    }
    kept.push_back(*found->second);
  }
  setup.inventory.nodes = std::move(kept);
  setup.nodes.resize(names.size());
  std::iota(setup.nodes.begin(), setup.nodes.end(), std::size_t{0});
  return true;
}

bool connect(const Call& call, FleetSetup& setup, int& code) {
  if (setup.cluster) {
    setup.transport =
        kube::kube_transport(*setup.cluster->api, setup.inventory, setup.cluster->writer,
                             setup.inventory.ssh.request_seconds);
    return true;
  }
  auto programs = fleet::read_node_programs(*setup.files, node_program_paths(call, *setup.files));
  if (!programs) {
    code = told(programs.error());
    return false;
  }
  setup.transport = fleet::ssh_transport(setup.inventory, std::move(*programs));
  return true;
}

bool connect_to_lead(const Call& call, FleetSetup& setup, int& code) {
  return connect(call, setup, code) &&
         (!setup.cluster || lead(*setup.cluster, setup.transport, code));
}

bool connect_to_change(const Call& call, FleetSetup& setup, const std::string& what, int& code) {
  auto lock = fleet::lock_fleet(run_place(setup), what);
  if (!lock) {
    code = told(lock.error());
    return false;
  }
  setup.lock = std::move(*lock);
  return connect_to_lead(call, setup, code);
}

void fetch_runs(const FleetSetup& setup) {
  if (setup.cluster) fetch_runs_of(*setup.cluster, {*setup.files, setup.state_dir, user_at_host()});
}

fleet::Observer observer_of(const FleetSetup& setup, fleet::Observer live) {
  return setup.cluster ? setup.cluster->mirror->observer(std::move(live)) : std::move(live);
}

std::optional<FleetSetup> fleet_setup(const Call& call, int& code, const std::string& selector) {
  auto setup = read_fleet(call, code, selector);
  if (!setup || !connect(call, *setup, code)) return std::nullopt;
  return setup;
}

std::optional<node::Stage> stage_option(const Call& call, int& code) {
  const std::string word = option_or(call, "stage", std::string(name_of(node::Stage::final)));
  for (const node::Stage stage : {node::Stage::complain, node::Stage::final})
    if (word == name_of(stage)) return stage;
  code = refuse("there is no such stage", "the stages are complain and final");
  return std::nullopt;
}

std::optional<fleet::RunView> known_run(const Call& call, const FleetSetup& setup, int& code) {
  if (call.arguments.size() > 1) {
    code = refuse("one RUN at a time", "`profgen fleet status --runs` lists them");
    return std::nullopt;
  }
  fetch_runs(setup);
  const auto view =
      fleet::view_run(run_place(setup), call.arguments.empty() ? std::string() : call.arguments[0]);
  if (view) return *view;
  code = told(view.error());
  return std::nullopt;
}

fleet::RunPlace run_place(const FleetSetup& setup) {
  if (setup.cluster) return {*setup.cluster->files, setup.state_dir, user_at_host()};
  return {*setup.files, setup.state_dir, user_at_host()};
}

}  // namespace profgen::tool
