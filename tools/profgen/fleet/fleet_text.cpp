#include "tools/profgen/fleet/fleet_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace profgen::tool {
namespace {

using fleet::Answer;

// "3 nodes: web[1-3]".
std::string nodes_text(const std::vector<std::string>& nodes) {
  return fmt::format("{}: {}", counted(nodes.size(), "node"),
                     text::printable(fleet::fold_names(nodes)));
}

std::string_view state_text(Answer::State state) {
  switch (state) {
    case Answer::State::answered:
      return "refused";
    case Answer::State::unreachable:
      return "unreachable";
    case Answer::State::refused:
      return "no access";
    case Answer::State::timed_out:
      return "no reply in time";
    case Answer::State::broken:
      return "cut off";
  }
  return "";
}

const std::string& colour_of(node::Action action, const Style& style) {
  switch (action) {
    case node::Action::add:
      return style.green;
    case node::Action::replace:
    case node::Action::mode:
      return style.yellow;
    case node::Action::blocked:
      return style.red;
    default:
      return style.dim;
  }
}

std::string modes_text(const node::ProfilePlan& plan) {
  if (plan.mode_before.empty()) return plan.mode_after;
  if (plan.mode_before == plan.mode_after) return plan.mode_after;
  return plan.mode_before + " -> " + plan.mode_after;
}

std::string processes_text(const fleet::PlanRow& row) {
  std::string out;
  if (row.confined != 0)
    out += fmt::format("      {} under it: they get the new rules at once\n",
                       counted(row.confined, "process"));
  if (row.unconfined != 0)
    out += fmt::format("      {} without it: confined when started anew\n",
                       counted(row.unconfined, "process"));
  return out;
}

}  // namespace

std::string troubles_text(const std::vector<fleet::Trouble>& troubles, const Style& style) {
  std::string out;
  for (const fleet::Trouble& trouble : troubles) {
    const bool is_note = trouble.state == Answer::State::answered && !trouble.blocks;
    out += fmt::format("{}{}{}{} {}\n    {}\n", is_note ? style.yellow : style.red,
                       is_note ? "note" : state_text(trouble.state),
                       trouble.id.empty() ? "" : " [" + text::printable(trouble.id) + "]",
                       style.reset, nodes_text(trouble.nodes), text::printable(trouble.reason));
    if (!trouble.remedy.empty()) out += fmt::format("    {}\n", text::printable(trouble.remedy));
  }
  return out;
}

bool any_blocks(const std::vector<fleet::Trouble>& troubles) {
  return std::any_of(troubles.begin(), troubles.end(),
                     [](const fleet::Trouble& trouble) { return trouble.blocks; });
}

int code_of_troubles(const std::vector<fleet::Trouble>& troubles) {
  int code = exit_done;
  for (const fleet::Trouble& trouble : troubles) {
    if (trouble.state != Answer::State::answered) return exit_system;
    if (trouble.blocks) code = exit_findings;
  }
  return code;
}

std::string plan_text(const fleet::FleetPlan& plan, const Style& style) {
  std::string out, last;
  for (const fleet::PlanRow& row : plan.rows) {
    if (row.plan.profile != last)
      out += fmt::format("{}{}{} ({})\n", style.bold, text::printable(row.plan.profile),
                         style.reset, text::printable(row.plan.file));
    last = row.plan.profile;
    out += fmt::format("  {}{:<9}{} {:<22} {}\n", colour_of(row.plan.action, style),
                       name_of(row.plan.action), style.reset, text::printable(modes_text(row.plan)),
                       nodes_text(row.nodes));
    for (const node::Problem& problem : row.plan.problems)
      out +=
          fmt::format("      {}{}{}: {}\n", problem.blocks ? style.red : style.yellow,
                      text::printable(problem.text), style.reset, text::printable(problem.remedy));
    for (const std::string& difference : row.plan.differences)
      out += fmt::format("      {}\n", text::printable(difference));
    out += processes_text(row);
  }
  return out + troubles_text(plan.troubles, style);
}

std::string preflight_text(const fleet::FleetPreflight& preflight, const Style& style) {
  std::string out;
  for (const fleet::PreflightRow& row : preflight.rows) {
    out += fmt::format("{}{}{}\n    {}, kernel {} ({}), apparmor_parser {}, abi {}\n", style.bold,
                       nodes_text(row.nodes), style.reset,
                       text::printable(row.os.empty() ? "?" : row.os), text::printable(row.kernel),
                       text::printable(row.machine),
                       text::printable(row.parser.empty() ? "missing" : row.parser),
                       text::printable(row.newest_abi.empty() ? "none" : row.newest_abi));
  }
  return out + troubles_text(preflight.troubles, style);
}

std::string drift_text(const fleet::FleetDrift& drift, const Style& style) {
  std::string out;
  for (const fleet::DriftRow& row : drift.rows) {
    out += fmt::format("{}{}{} {}{}{} on {}\n", style.bold, text::printable(row.item.profile),
                       style.reset, style.yellow, text::printable(row.item.kind), style.reset,
                       nodes_text(row.nodes));
    if (!row.item.detail.empty()) out += fmt::format("    {}\n", text::printable(row.item.detail));
    if (!row.item.who.empty()) out += fmt::format("    by {}\n", text::printable(row.item.who));
  }
  if (!drift.as_desired.empty())
    out += fmt::format("{}as desired{} on {}\n", style.green, style.reset,
                       nodes_text(drift.as_desired));
  return out + troubles_text(drift.troubles, style);
}

std::string status_text_of_fleet(const fleet::FleetStatus& status, const Style& style) {
  std::string out;
  for (const fleet::StatusRow& row : status.rows) {
    out += fmt::format("{}{}{}\n", style.bold, nodes_text(row.nodes), style.reset);
    if (row.digest.empty())
      out += "    nothing was rolled out here\n";
    else
      out += fmt::format("    {} ({}), run {}\n", text::printable(row.digest.substr(0, 19)),
                         name_of(row.stage), text::printable(row.run));
    for (const auto& [profile, mode] : row.profiles)
      out += fmt::format("    {:<12} {}\n", text::printable(mode.empty() ? "not loaded" : mode),
                         text::printable(profile));
  }
  return out + troubles_text(status.troubles, style);
}

}  // namespace profgen::tool
