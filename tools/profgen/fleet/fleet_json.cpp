#include "tools/profgen/fleet/fleet_json.hpp"

#include <nlohmann/json.hpp>

#include "tools/profgen/json_text.hpp"

namespace profgen::tool {
namespace {

using Json = nlohmann::ordered_json;
using fleet::Answer;

std::string_view answer_name(Answer::State state) {
  switch (state) {
    case Answer::State::answered:
      return "refused";
    case Answer::State::unreachable:
      return "unreachable";
    case Answer::State::refused:
      return "no-access";
    case Answer::State::timed_out:
      return "timed-out";
    case Answer::State::broken:
      return "broken";
  }
  return "";
}

Json problems_json(const std::vector<node::Problem>& problems) {
  Json out = Json::array();
  for (const node::Problem& problem : problems)
    out.push_back({{"id", json_text(problem.id)},
                   {"text", json_text(problem.text)},
                   {"remedy", json_text(problem.remedy)},
                   {"blocks", problem.blocks}});
  return out;
}

}  // namespace

Json troubles_json(const std::vector<fleet::Trouble>& troubles) {
  Json out = Json::array();
  for (const fleet::Trouble& trouble : troubles)
    out.push_back({{"state", answer_name(trouble.state)},
                   {"id", json_text(trouble.id)},
                   {"reason", json_text(trouble.reason)},
                   {"remedy", json_text(trouble.remedy)},
                   {"blocks", trouble.blocks},
                   {"nodes", texts_json(trouble.nodes)}});
  return out;
}

Json plan_json(const fleet::FleetPlan& plan) {
  Json rows = Json::array();
  for (const fleet::PlanRow& row : plan.rows)
    rows.push_back({{"profile", json_text(row.plan.profile)},
                    {"file", json_text(row.plan.file)},
                    {"action", name_of(row.plan.action)},
                    {"mode_before", json_text(row.plan.mode_before)},
                    {"mode_after", json_text(row.plan.mode_after)},
                    {"processes_confined", row.confined},
                    {"processes_unconfined", row.unconfined},
                    {"differences", texts_json(row.plan.differences)},
                    {"problems", problems_json(row.plan.problems)},
                    {"nodes", texts_json(row.nodes)}});
  return {{"plan", rows}, {"troubles", troubles_json(plan.troubles)}};
}

Json preflight_json(const fleet::FleetPreflight& preflight) {
  Json rows = Json::array();
  for (const fleet::PreflightRow& row : preflight.rows)
    rows.push_back({{"os", json_text(row.os)},
                    {"kernel", json_text(row.kernel)},
                    {"machine", json_text(row.machine)},
                    {"apparmor_parser", json_text(row.parser)},
                    {"abi", json_text(row.newest_abi)},
                    {"nodes", texts_json(row.nodes)}});
  return {{"preflight", rows}, {"troubles", troubles_json(preflight.troubles)}};
}

Json drift_json(const fleet::FleetDrift& drift) {
  Json rows = Json::array();
  for (const fleet::DriftRow& row : drift.rows)
    rows.push_back({{"profile", json_text(row.item.profile)},
                    {"file", json_text(row.item.file)},
                    {"kind", json_text(row.item.kind)},
                    {"detail", json_text(row.item.detail)},
                    {"who", json_text(row.item.who)},
                    {"nodes", texts_json(row.nodes)}});
  return {{"drift", rows},
          {"as_desired", texts_json(drift.as_desired)},
          {"troubles", troubles_json(drift.troubles)}};
}

Json corrected_json(const fleet::Corrected& corrected) {
  return {{"nodes", texts_json(corrected.nodes)}, {"troubles", troubles_json(corrected.troubles)}};
}

Json status_json_of_fleet(const fleet::FleetStatus& status) {
  Json rows = Json::array();
  for (const fleet::StatusRow& row : status.rows) {
    Json profiles = Json::array();
    for (const auto& [name, mode] : row.profiles)
      profiles.push_back({{"name", json_text(name)}, {"mode", json_text(mode)}});
    rows.push_back({{"digest", json_text(row.digest)},
                    {"run", json_text(row.run)},
                    {"stage", name_of(row.stage)},
                    {"profiles", profiles},
                    {"nodes", texts_json(row.nodes)}});
  }
  return {{"status", rows}, {"troubles", troubles_json(status.troubles)}};
}

Json run_json(const fleet::RunView& view) {
  Json nodes = Json::array();
  for (const fleet::NodeView& node : view.nodes)
    nodes.push_back({{"name", json_text(node.name)},
                     {"state", name_of(node.state)},
                     {"wave", node.wave},
                     {"starts", node.starts},
                     {"new_denials", node.new_denials},
                     {"reason", json_text(node.reason)},
                     {"remedy", json_text(node.remedy)}});
  return {{"run", json_text(view.run)},       {"fleet", json_text(view.fleet)},
          {"bundle", json_text(view.bundle)}, {"digest", json_text(view.digest)},
          {"state", name_of(view.state)},     {"phase", json_text(view.phase)},
          {"why", json_text(view.why)},       {"started_us", view.started_us},
          {"wave_sizes", view.wave_sizes},    {"nodes", nodes}};
}

}  // namespace profgen::tool
