// ProfileBundle: its status, from the view of a run.
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "kube/objects/field.hpp"
#include "kube/objects/kinds.hpp"
#include "kube/objects/objects.hpp"
#include "kube/objects/time_text.hpp"

namespace profgen::inline v0::kube {
namespace {

using fleet::NodeState;
using fleet::RunState;

constexpr std::size_t most_denials = 20, longest_line = 240;

std::string phase_of(const fleet::RunView& view) {
  switch (view.state) {
    case RunState::done:
      return "Done";
    case RunState::stopped:
    case RunState::half_rolled_back:
      return "Stopped";
    case RunState::rolled_back:
      return "RolledBack";
    case RunState::aborted:
      return "Aborted";
    case RunState::running:
      break;
  }
  if (view.phase.starts_with("rolling")) return "RollingBack";
  if (view.phase.starts_with("wave")) return "Enforcing";
  return view.phase.starts_with("complain") ? "Complain" : "Preflight";
}

// "2/4" of "wave 2 of 4: baking"; the complain stage is "0/4".
std::string wave_of(const fleet::RunView& view) {
  const auto words = text::split(view.phase, ' ');
  if (view.phase.starts_with("complain")) return "0/" + std::to_string(view.wave_sizes.size());
  if (words.size() < 4 || words[0] != "wave") return "";
  return std::string(words[1]) + "/" + std::string(words[3].substr(0, words[3].find(':')));
}

// A word for a condition's reason: "half-rolled-back" → "HalfRolledBack".
std::string reason_of(std::string_view name) {
  std::string out;
  bool begins = true;
  for (const char c : name) {
    if (c == '-')
      begins = true;
    else
      out += begins && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (c != '-') begins = false;
  }
  return out;
}

bool is_bad(NodeState state) {
  return state == NodeState::failed || state == NodeState::unreachable;
}

// The first node that is not well, and how many more are not.
std::string bad_nodes(const fleet::RunView& view) {
  std::string out;
  std::size_t more = 0;
  for (const fleet::NodeView& node : view.nodes) {
    if (!is_bad(node.state)) continue;
    if (out.empty())
      out = node.name + ": " + node.reason + (node.remedy.empty() ? "" : " (" + node.remedy + ")");
    else
      ++more;
  }
  return out + (more == 0 ? "" : "; and " + std::to_string(more) + " more");
}

}  // namespace

Json status_patch(const fleet::RunView& view, const std::vector<std::string>& denials,
                  std::int64_t now_us) {
  constexpr std::array states = {NodeState::waiting,     NodeState::complaining, NodeState::final,
                                 NodeState::relaxed,     NodeState::rolled_back, NodeState::failed,
                                 NodeState::unreachable, NodeState::left_out};
  std::array<std::size_t, states.size()> counts{};
  std::size_t taking_part = 0;
  for (const fleet::NodeView& node : view.nodes) {
    ++counts[static_cast<std::size_t>(node.state)];
    taking_part += node.state == NodeState::left_out ? 0 : 1;
  }
  const auto count = [&](NodeState state) { return counts[static_cast<std::size_t>(state)]; };
  Json by_state = Json::object();  // all of them: a merge patch leaves what is not named
  for (const NodeState state : states) by_state[std::string(name_of(state))] = count(state);

  const std::string reason = reason_of(name_of(view.state));
  const std::string message =
      text::printable(view.why.empty() ? view.phase : view.why, longest_line);
  const bool done = view.state == RunState::done;
  const std::size_t failed = count(NodeState::failed) + count(NodeState::unreachable);
  const bool degraded = failed != 0 || (view.state != RunState::running && !done);
  Json conditions = Json::array({
      condition("Progressing", view.state == RunState::running,
                view.state == RunState::running ? phase_of(view) : reason,
                text::printable(view.phase, longest_line)),
      condition("Done", done, reason, message),
      condition("Degraded", degraded, failed != 0 ? "NodesFailed" : reason,
                failed != 0 ? text::printable(bad_nodes(view), longest_line)
                : degraded  ? message
                            : "no node has failed"),
  });
  const std::int64_t since_us = view.state == RunState::running ? view.phase_since_us : now_us;
  for (Json& one : conditions) one["lastTransitionTime"] = time_text(since_us);
  Json lines = Json::array();
  for (std::size_t i = denials.size() - std::min(denials.size(), most_denials); i < denials.size();
       ++i)
    lines.push_back(text::printable(denials[i], longest_line));
  const auto or_null = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
  Json status = {{"phase", phase_of(view)},
                 {"phaseText", or_null(view.phase)},
                 {"run", view.run},
                 {"fleet", view.fleet},
                 {"wave", or_null(wave_of(view))},
                 {"why", or_null(view.why.empty() ? "" : message)},
                 {"nodes", taking_part},
                 {"final", count(NodeState::final)},
                 {"failed", failed},
                 {"counts", std::move(by_state)},
                 {"conditions", std::move(conditions)},
                 {"denials", std::move(lines)},
                 {"startTime", time_text(view.started_us)},
                 {"updateTime", time_text(now_us)},
                 {"doneTime", or_null(done ? time_text(now_us) : "")}};
  return {{"status", std::move(status)}};
}

}  // namespace profgen::inline v0::kube
