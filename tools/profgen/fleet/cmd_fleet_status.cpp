#include <iostream>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "tools/profgen/fleet/fleet.hpp"
#include "tools/profgen/fleet/fleet_json.hpp"
#include "tools/profgen/fleet/fleet_setup.hpp"
#include "tools/profgen/fleet/fleet_text.hpp"
#include "tools/profgen/fleet/run_view.hpp"

namespace profgen::tool {
namespace {

constexpr std::string_view fleet_status_help =
    "What each node has of what was rolled out to it, and in which mode its kernel has it. With "
    "--run\n"
    "a run is told from its journal, without asking any node (RUN, or `last`; -v: all that it "
    "decided\n"
    "and met); --runs lists them.\n"
    "Exit code 0: all nodes replied; 1: a run that is not done on all; 4: some were not reached.";

void fleet_status_options(po::options_description& options) {
  add_fleet_options(options);
  options.add_options()("run", po::value<std::string>()->value_name("RUN"),
                        "how far a rollout has come: its name, or last")  //
      ("runs", "list the rollouts of this fleet");
}

// With -v: all that it decided and met.
int print_told(const Call& call, const FleetSetup& setup, const std::string& run) {
  const auto told = fleet::tell_run(run_place(setup), run);
  if (!told) {
    print_error(told.error());
    return exit_code_of(told.error());
  }
  const Style style = style_for(call.common, 1);
  const std::string* colours[] = {&style.reset, &style.green, &style.yellow, &style.red};
  for (const fleet::ToldEntry& entry : *told)
    std::cout << time_text(entry.time_us) << "  "
              << (entry.where.empty() ? "" : text::printable(entry.where) + ": ")
              << *colours[static_cast<std::size_t>(entry.look)] << text::printable(entry.what)
              << style.reset << "\n";
  return exit_done;
}

int print_run(const Call& call, const FleetSetup& setup, const std::string& word) {
  const auto view = fleet::view_run(run_place(setup), word == "last" ? std::string() : word);
  if (!view) {
    print_error(view.error());
    return exit_code_of(view.error());
  }
  print_run_view(call.common, *view);
  if (call.common.verbose && !call.common.json)
    if (const int code = print_told(call, setup, view->run); code != exit_done) return code;
  return code_of_run(*view) == exit_done ? exit_done : exit_findings;
}

int list_runs(const Call& call, const FleetSetup& setup) {
  const fleet::RunPlace place = run_place(setup);
  const auto names = fleet::runs(place);
  if (!names) {
    print_error(names.error());
    return exit_code_of(names.error());
  }
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const std::string& name : *names) {
    const auto view = fleet::view_run(place, name);
    if (!view) {
      print_error(view.error());
      continue;
    }
    if (call.common.json)
      json.push_back({{"run", name},
                      {"state", name_of(view->state)},
                      {"digest", view->digest},
                      {"started_us", view->started_us}});
    else
      std::cout << time_text(view->started_us) << "  " << name << "  " << name_of(view->state)
                << "  " << view->digest.substr(0, 19) << "\n";
  }
  if (call.common.json) std::cout << json.dump(2) << "\n";
  return exit_done;
}

int run_fleet_status(const Call& call) {
  const bool from_journal = call.options.count("run") != 0 || call.options.count("runs") != 0;
  int code = exit_done;
  auto setup = read_fleet(call, code);
  if (!setup || (!from_journal && !connect(call, *setup, code))) return code;
  if (from_journal) fetch_runs(*setup);
  if (call.options.count("runs") != 0) return list_runs(call, *setup);
  if (from_journal) return print_run(call, *setup, call.options["run"].as<std::string>());
  const fleet::FleetStatus status = fleet::gather_status(
      setup->inventory, fleet::ask_all(*setup->transport, setup->nodes, node::StatusOf{}));
  if (call.common.json)
    std::cout << status_json_of_fleet(status).dump(2) << "\n";
  else
    std::cout << status_text_of_fleet(status, style_for(call.common, 1));
  return code_of_troubles(status.troubles);
}

}  // namespace

CommandInfo fleet_status() {
  return {"status",
          "",
          "what each node has, or how far a rollout has come",
          fleet_status_help,
          fleet_status_options,
          run_fleet_status};
}

}  // namespace profgen::tool
