#include "kube/controller/fleet_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "kube/objects/yaml_text.hpp"

namespace profgen::inline v0::kube {
namespace {

std::string seconds_text(double seconds) { return fmt::format("{}s", std::llround(seconds)); }

std::string nodes_text(const fleet::Amount& amount) {
  return fmt::format("{:g}{}", amount.value, amount.percent ? "%" : "");
}

Json gate_keys(const fleet::Gate& gate) {
  Json out = {{"bake", seconds_text(gate.bake_seconds)},
              {"starts", gate.starts},
              {"max_new_denials", gate.max_new_denials},
              {"max_failed_nodes", nodes_text(gate.max_failed_nodes)},
              {"give_up", seconds_text(gate.give_up_seconds)}};
  if (gate.max_new_denials == UINT64_MAX) out["max_new_denials"] = "any";
  return out;
}

Json rollout_keys(const fleet::Strategy& strategy) {
  Json out = {{"complain", gate_keys(strategy.complain)},
              {"enforce", gate_keys(strategy.enforce)},
              {"waves", Json::array()},
              {"poll", seconds_text(strategy.poll_seconds)},
              {"skip_complain", strategy.skip_complain}};
  for (const fleet::Amount& wave : strategy.waves) out["waves"].push_back(nodes_text(wave));
  if (!strategy.canary.empty()) out["canary"] = strategy.canary;
  if (!strategy.spread.empty()) out["spread"] = strategy.spread;
  return out;
}

// Words that stand in a selector, asked for or not: one too many does no harm.
Json node_keys(const fleet::Node& node, std::string_view asked,
               const std::vector<std::string>& spread) {
  const auto stands = [&](const std::string& word) {
    return asked.find(word) != std::string_view::npos ||
           std::ranges::find(spread, word) != spread.end();
  };
  Json out = {{"host", node.name}};
  for (const auto& [key, value] : node.labels)
    if (stands(key)) out["labels"][key] = value;
  for (const std::string& group : node.groups)
    if (stands(group)) out["groups"].push_back(group);
  return out;
}

}  // namespace

std::string fleet_file(const fleet::Inventory& inventory, std::string_view selectors) {
  const fleet::Strategy& strategy = inventory.strategy;
  const std::string asked = std::string(selectors) + "," + strategy.canary;
  Json out = {{"fleet", inventory.fleet},
              {"transport", "kubernetes"},
              {"rollout", rollout_keys(strategy)},
              {"ssh",
               {{"fan_out", inventory.ssh.fan_out},
                {"request_timeout", seconds_text(inventory.ssh.request_seconds)}}},
              {"nodes", Json::array()}};
  if (inventory.kubernetes) out["kubernetes"] = {{"namespace", inventory.kubernetes->name_space}};
  if (!inventory.adopt.empty()) out["adopt"] = inventory.adopt;
  for (const fleet::Node& node : inventory.nodes)
    out["nodes"].push_back(node_keys(node, asked, strategy.spread));
  return yaml_text(out);
}

}  // namespace profgen::inline v0::kube
