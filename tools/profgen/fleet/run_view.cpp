#include "tools/profgen/fleet/run_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>
#include <vector>

#include "base/duration.hpp"
#include "base/text.hpp"
#include "profgen/fleet.hpp"
#include "tools/profgen/fleet/fleet_json.hpp"

namespace profgen::tool {
namespace {

using fleet::NodeState;
using fleet::RunState;

const std::string& colour_of(RunState state, const Style& style) {
  switch (state) {
    case RunState::done:
      return style.green;
    case RunState::running:
      return style.cyan;
    case RunState::stopped:
    case RunState::aborted:
      return style.yellow;
    default:
      return style.red;
  }
}

const std::string& colour_of(NodeState state, const Style& style) {
  switch (state) {
    case NodeState::final:
      return style.green;
    case NodeState::complaining:
      return style.cyan;
    case NodeState::waiting:
    case NodeState::left_out:
      return style.dim;
    case NodeState::rolled_back:
    case NodeState::relaxed:
      return style.yellow;
    default:
      return style.red;
  }
}

struct AlikeNodes {
  std::vector<std::string> names;
  std::uint64_t starts = 0, denials = 0;
};

std::string wave_text(const fleet::RunView& view, std::size_t wave) {
  if (wave == 0 || view.wave_sizes.empty()) return {};
  return fmt::format("wave {} of {}", wave, view.wave_sizes.size());
}

}  // namespace

bool leaves_some_behind(const fleet::RunView& view) {
  return std::any_of(view.nodes.begin(), view.nodes.end(), [](const fleet::NodeView& node) {
    return node.state != NodeState::final && node.state != NodeState::left_out;
  });
}

int code_of_run(const fleet::RunView& view) {
  switch (view.state) {
    case fleet::RunState::done:
      return leaves_some_behind(view) ? exit_findings : exit_done;
    case fleet::RunState::rolled_back:
      return exit_rolled_back;
    case fleet::RunState::half_rolled_back:
      return exit_system;
    default:
      return exit_findings;
  }
}

void print_run_view(const Common& common, const fleet::RunView& view) {
  if (common.json)
    std::cout << run_json(view).dump(2) << "\n";
  else
    std::cout << run_view_text(view, style_for(common, 1));
}

std::string run_view_text(const fleet::RunView& view, const Style& style) {
  std::string out =
      fmt::format("{}{}{}  {} ({}) on {}\n", style.bold, text::printable(view.run), style.reset,
                  text::printable(view.bundle), text::printable(view.digest.substr(0, 19)),
                  text::printable(view.fleet));
  out += fmt::format("{}{}{}", colour_of(view.state, style), name_of(view.state), style.reset);
  if (view.state != RunState::done) out += "  " + text::printable(view.phase);
  if (view.state == RunState::running && view.bake_left_seconds > 0)
    out += fmt::format(", {} to go",
                       duration_text(static_cast<std::int64_t>(view.bake_left_seconds * 1e6)));
  out += "\n";
  if (!view.why.empty()) out += "  " + text::printable(view.why) + "\n";
  // By wave and state; the reason parts them further.
  std::map<std::tuple<std::size_t, NodeState, std::string, std::string>, AlikeNodes> rows;
  for (const fleet::NodeView& node : view.nodes) {
    AlikeNodes& row = rows[{node.wave, node.state, node.reason, node.remedy}];
    row.names.push_back(node.name);
    row.starts += node.starts;
    row.denials += node.new_denials;
  }
  for (const auto& [key, row] : rows) {
    const auto& [wave, state, reason, remedy] = key;
    out += fmt::format("  {:<13}{}{:<12}{} {:>5}  {}", wave_text(view, wave),
                       colour_of(state, style), name_of(state), style.reset, row.names.size(),
                       text::printable(fleet::fold_names(row.names)));
    if (row.starts != 0) out += fmt::format("  {}", counted(row.starts, "start"));
    if (row.denials != 0)
      out += fmt::format("  {}{}{}", style.red, counted(row.denials, "new denial"), style.reset);
    out += "\n";
    if (!reason.empty()) out += "      " + text::printable(reason) + "\n";
    if (!remedy.empty()) out += "      " + text::printable(remedy) + "\n";
  }
  return out;
}

}  // namespace profgen::tool
