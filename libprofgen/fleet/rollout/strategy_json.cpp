#include "fleet/rollout/strategy_json.hpp"

#include <nlohmann/json.hpp>

namespace profgen::inline v0::fleet {
namespace {

using nlohmann::json;

json amount_json(const Amount& amount) {
  return {{"value", amount.value}, {"percent", amount.percent}};
}

Amount amount_of(const json& value) {
  return {value.at("value").get<double>(), value.at("percent").get<bool>()};
}

json gate_json(const Gate& gate) {
  return {{"bake_seconds", gate.bake_seconds},
          {"starts", gate.starts},
          {"max_new_denials", gate.max_new_denials},
          {"max_failed_nodes", amount_json(gate.max_failed_nodes)},
          {"give_up_seconds", gate.give_up_seconds}};
}

Gate gate_of(const json& value) {
  return {value.at("bake_seconds").get<double>(), value.at("starts").get<std::uint64_t>(),
          value.at("max_new_denials").get<std::uint64_t>(), amount_of(value.at("max_failed_nodes")),
          value.at("give_up_seconds").get<double>()};
}

}  // namespace

json strategy_json(const Strategy& strategy) {
  json waves = json::array();
  for (const Amount& amount : strategy.waves) waves.push_back(amount_json(amount));
  return {{"complain", gate_json(strategy.complain)},
          {"enforce", gate_json(strategy.enforce)},
          {"canary", strategy.canary},
          {"waves", std::move(waves)},
          {"spread", strategy.spread},
          {"poll_seconds", strategy.poll_seconds},
          {"skip_complain", strategy.skip_complain}};
}

Strategy strategy_of(const json& value) {
  Strategy strategy;
  strategy.complain = gate_of(value.at("complain"));
  strategy.enforce = gate_of(value.at("enforce"));
  value.at("canary").get_to(strategy.canary);
  strategy.waves.clear();
  for (const json& amount : value.at("waves")) strategy.waves.push_back(amount_of(amount));
  value.at("spread").get_to(strategy.spread);
  value.at("poll_seconds").get_to(strategy.poll_seconds);
  value.at("skip_complain").get_to(strategy.skip_complain);
  return strategy;
}

}  // namespace profgen::inline v0::fleet
