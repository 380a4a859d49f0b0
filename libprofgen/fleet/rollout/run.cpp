#include "fleet/rollout/run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/overloaded.hpp"

namespace profgen::inline v0::fleet {
namespace {

std::string phase_text(const Run& run) {
  switch (run.phase) {
    case Phase::preflight:
      return "preflight";
    case Phase::plan:
      return "plan";
    case Phase::complain:
      return run.baking ? "complain: baking" : "complain";
    case Phase::wave:
      return fmt::format("wave {} of {}{}", run.wave, run.head.waves.size(),
                         run.baking ? ": baking" : "");
    case Phase::rollback:
      return "rolling back";
  }
  return "";
}

void begin(Run& run, const RunHead& head) {
  run.head = head;
  run.view.run = head.run;
  run.view.fleet = head.fleet;
  run.view.digest = head.digest;
  run.view.bundle = head.bundle;
  run.view.started_us = run.view.phase_since_us = head.time_us;
  run.view.phase = phase_text(run);
  run.nodes.assign(head.nodes.size(), {});
  run.view.nodes.assign(head.nodes.size(), {});
  run.starts.assign(head.profiles.size(), {});
  for (std::size_t i = 0; i < head.nodes.size(); ++i) run.view.nodes[i].name = head.nodes[i];
  for (std::size_t wave = 0; wave < head.waves.size(); ++wave) {
    run.view.wave_sizes.push_back(head.waves[wave].size());
    for (const std::size_t node : head.waves[wave])
      run.nodes[node].wave = run.view.nodes[node].wave = wave + 1;
  }
  for (std::size_t i = 0; i < run.nodes.size(); ++i) {
    run.view.nodes[i].state = state_of(run.nodes[i]);
    if (run.nodes[i].wave == 0) run.view.nodes[i].reason = "not of the bundle's selector";
  }
}

void forget_stage(Run& run) {
  for (auto& starts : run.starts) starts.clear();
  for (NodeView& node : run.view.nodes) node.starts = node.new_denials = 0;
}

void enter(Run& run, const PhaseEntry& entry) {
  const std::size_t before = run.stage();
  if (!entry.baking && (entry.phase != run.phase || entry.wave != run.wave))
    run.view.phase_since_us = entry.time_us;
  run.phase = entry.phase;
  run.wave = entry.wave;
  run.baking = entry.baking;
  if (entry.baking) run.baking_since_us = run.waiting_since_us = entry.time_us;
  if (run.phase != Phase::rollback && run.stage() != before) forget_stage(run);
  run.view.phase = phase_text(run);
}

void ask(Run& run, const AskedEntry& entry) {
  for (const std::size_t i : entry.nodes) {
    if (i >= run.nodes.size()) continue;
    NodeRun& node = run.nodes[i];
    if (entry.step == Step::complain) node.asked = std::max(node.asked, Reached::complain);
    if (entry.step == Step::final) node.asked = Reached::final;
  }
}

void finish_step(NodeRun& node, const NodeEntry& entry) {
  switch (entry.step) {
    case Step::complain:
      node.done = std::max(node.done, Reached::complain);
      node.denying = entry.denying;
      break;
    case Step::final:
      node.done = Reached::final;
      break;
    case Step::relax:
      node.relaxed = true;
      break;
    case Step::rollback:
      node.rolled_back = true;
      break;
  }
}

void hear(Run& run, const NodeEntry& entry) {
  if (entry.node >= run.nodes.size()) return;
  NodeRun& node = run.nodes[entry.node];
  NodeView& view = run.view.nodes[entry.node];
  // A step that is done says nothing of a note that was made before.
  const bool says = !entry.reason.empty() || node.fault != Fault::none;
  const auto fault = [&](Fault kind) {
    if (node.fault == Fault::none) node.fault_stage = run.stage();
    node.fault = kind;
  };
  switch (entry.news) {
    case News::fit:
      node.fit = true;
      node.boot_id = entry.boot_id;
      node.fault = Fault::none;
      break;
    case News::planned:
      node.planned = true;
      node.fault = Fault::none;
      break;
    case News::done:
      finish_step(node, entry);
      node.fault = Fault::none;
      break;
    case News::away:
      fault(Fault::away);
      // It may have started anew, and be another machine for all we know.
      if (node.asked == Reached::nothing) node.planned = false;
      node.fit = false;
      break;
    case News::blocked:
      fault(Fault::blocked);
      node.fit = node.planned = false;
      break;
    case News::bad:
      fault(Fault::bad);
      break;
    case News::left_out:
      node.wave = 0;
      break;
    case News::note:
      break;
  }
  view.state = state_of(node);
  if (!says) return;
  view.reason = entry.reason;
  view.remedy = entry.remedy;
}

void see(Run& run, const SeenEntry& entry) {
  run.known.insert(entry.known.begin(), entry.known.end());
  run.allowed.insert(entry.allowed.begin(), entry.allowed.end());
  run.denied.insert(entry.denied.begin(), entry.denied.end());
  if (entry.node >= run.nodes.size()) return;
  run.nodes[entry.node].cursor = entry.cursor;
  run.nodes[entry.node].cursor_us = entry.time_us;
  run.view.nodes[entry.node].new_denials += entry.new_on_node;
}

void count(Run& run, const StartsEntry& entry) {
  if (entry.node >= run.nodes.size()) return;
  for (const StartsEntry::Start& start : entry.starts)
    if (start.profile < run.starts.size() &&
        run.starts[start.profile]
            .emplace(entry.node, run.nodes[entry.node].boot_id, start.pid, start.started)
            .second)
      ++run.view.nodes[entry.node].starts;
}

void go_on(Run& run, const ResumedEntry& entry) {
  run.waiting_since_us = entry.time_us;
  run.view.state = RunState::running;
  if (!run.breached) run.view.why.clear();
  for (std::size_t i = 0; i < run.nodes.size(); ++i) {
    run.nodes[i].fault = Fault::none;
    run.nodes[i].fit = false;
    run.view.nodes[i].state = state_of(run.nodes[i]);
    if (run.nodes[i].wave != 0) run.view.nodes[i].reason = run.view.nodes[i].remedy = "";
  }
}

}  // namespace

NodeState state_of(const NodeRun& node) {
  if (node.wave == 0) return NodeState::left_out;
  if (node.fault == Fault::away) return NodeState::unreachable;
  if (node.fault != Fault::none) return NodeState::failed;
  if (node.rolled_back) return NodeState::rolled_back;
  if (node.relaxed) return NodeState::relaxed;
  if (node.done == Reached::final) return NodeState::final;
  return node.done == Reached::complain ? NodeState::complaining : NodeState::waiting;
}

void apply(Run& run, const Entry& entry) {
  std::visit(Overloaded{[&](const RunHead& head) { begin(run, head); },
                        [&](const PhaseEntry& one) { enter(run, one); },
                        [&](const AskedEntry& one) { ask(run, one); },
                        [&](const NodeEntry& one) { hear(run, one); },
                        [&](const SeenEntry& one) { see(run, one); },
                        [&](const StartsEntry& one) { count(run, one); },
                        [&](const BreachEntry& one) {
                          run.breached = true;
                          run.by_hand = one.by_hand;
                          run.view.why = one.why;
                          run.view.state = RunState::running;
                        },
                        [&](const ResumedEntry& one) { go_on(run, one); },
                        [&](const EndEntry& one) {
                          run.view.state = one.state;
                          if (!one.why.empty()) run.view.why = one.why;
                        }},
             entry);
}

}  // namespace profgen::inline v0::fleet
