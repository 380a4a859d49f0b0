#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "tools/profgen/fleet/fleet.hpp"
#include "tools/profgen/fleet/fleet_setup.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {
namespace {

constexpr std::string_view nodes_help =
    "Reads the inventory as every command of the fleet does, and lists the nodes: how ssh is "
    "called for\n"
    "each, its groups and labels; canaries are marked. Nothing is connected to. SELECTOR is "
    "KEY=VALUE,\n"
    "KEY!=VALUE, @GROUP, !@GROUP, NAME or !NAME, with commas between; `*` is any text.\n"
    "  profgen fleet nodes -l 'zone=a,@web'     profgen fleet nodes -i prod.yaml --json\n"
    "Exit code 0: done; 2: the selector is wrong or takes no node; 3: the inventory is wrong; 4: "
    "kubectl\n"
    "failed.";

void fleet_nodes_options(po::options_description& options) {
  options.add_options()("inventory,i",
                        po::value<std::string>()->value_name("FILE")->default_value("fleet.yaml"),
                        "the nodes and how to roll out to them (docs/inventory.md)")  //
      ("selector,l", po::value<std::string>()->value_name("SELECTOR")->default_value(""),
       "only these nodes");
}

// USER@HOST:PORT, as far as the inventory says; the rest is ssh_config's.
std::string way_to(const fleet::Node& node) {
  std::string way = node.user.empty() ? node.host : node.user + "@" + node.host;
  const bool brackets = node.port != 0 && node.host.find(':') != std::string::npos;
  if (brackets) way = (node.user.empty() ? "[" : node.user + "@[") + node.host + "]";
  if (node.port != 0) way += ":" + std::to_string(node.port);
  return node.jump.empty() ? way : way + " via " + node.jump;
}

std::string label_words(const fleet::Node& node) {
  std::vector<std::string> words;
  for (const std::string& group : node.groups) words.push_back("@" + group);
  for (const auto& [key, value] : node.labels) words.push_back(key + "=" + value);
  return text::printable(text::join(words, " "));
}

nlohmann::ordered_json node_json(const fleet::Node& node, bool canary) {
  nlohmann::ordered_json json{{"name", node.name}, {"host", node.host}};
  if (!node.user.empty()) json["user"] = node.user;
  if (node.port != 0) json["port"] = node.port;
  if (!node.jump.empty()) json["jump"] = node.jump;
  json["groups"] = node.groups;
  json["labels"] = node.labels;
  json["canary"] = canary;
  json["from"] = node.from;
  return json;
}

void print_nodes(const Call& call, const fleet::Inventory& inventory,
                 const std::vector<std::size_t>& chosen) {
  const auto canary = fleet::Selector::parse(inventory.strategy.canary);
  const auto is_canary = [&](const fleet::Node& node) {
    return !inventory.strategy.canary.empty() && canary && canary->matches(node);
  };
  if (call.common.json) {
    nlohmann::ordered_json json{{"fleet", inventory.fleet},
                                {"nodes", nlohmann::ordered_json::array()}};
    for (const std::size_t i : chosen)
      json["nodes"].push_back(node_json(inventory.nodes[i], is_canary(inventory.nodes[i])));
    std::cout << json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
    return;
  }
  std::size_t name_width = 0, way_width = 0;
  for (const std::size_t i : chosen) {
    name_width = std::max(name_width, inventory.nodes[i].name.size());
    way_width = std::max(way_width, way_to(inventory.nodes[i]).size());
  }
  for (const std::size_t i : chosen) {
    const fleet::Node& node = inventory.nodes[i];
    std::string line = fmt::format("{:<{}}  {:<{}}  {}{}", node.name, name_width, way_to(node),
                                   way_width, label_words(node), is_canary(node) ? "  canary" : "");
    line.erase(line.find_last_not_of(' ') + 1);
    std::cout << line << "\n";
  }
  if (!call.common.quiet)
    std::cout << fmt::format("{} of {} nodes of the fleet {}\n", chosen.size(),
                             inventory.nodes.size(), inventory.fleet);
}

int run_fleet_nodes(const Call& call) {
  if (!call.arguments.empty())
    return refuse("fleet nodes takes no arguments", "nodes are chosen by --selector");
  int code = exit_done;
  const auto inventory = inventory_of(call, code);
  if (!inventory) return code;
  const std::string selector = call.options["selector"].as<std::string>();
  const auto chosen = fleet::select(*inventory, selector);
  if (!chosen) {
    print_error(chosen.error());
    return exit_code_of(chosen.error());
  }
  if (chosen->empty())
    return refuse(fmt::format("the selector `{}` takes none of the {} nodes",
                              text::printable(selector), inventory->nodes.size()),
                  "without it all are listed with their groups and labels");
  print_nodes(call, *inventory, *chosen);
  return exit_done;
}

}  // namespace

CommandInfo fleet_nodes() {
  return {"nodes",    "[-i FILE] [-l SELECTOR]", "list the nodes of the inventory",
          nodes_help, fleet_nodes_options,       run_fleet_nodes};
}

}  // namespace profgen::tool
