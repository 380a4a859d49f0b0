// The phases, their gates, and what ends a run.
#include <fmt/format.h>

#include <algorithm>

#include "base/duration.hpp"
#include "base/text.hpp"
#include "fleet/rollout/run_engine.hpp"

namespace profgen::inline v0::fleet {
namespace {

std::int64_t gate_us(double seconds) { return static_cast<std::int64_t>(seconds * 1e6); }

std::string plural(std::size_t count, const std::string& word, const std::string& more = "s") {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : more);
}

}  // namespace

std::string RunEngine::names_of(const std::vector<std::size_t>& nodes) const {
  constexpr std::size_t most = 5;
  std::string names;
  for (std::size_t n = 0; n < std::min(most, nodes.size()); ++n)
    names += (n == 0 ? "" : ", ") + text::printable(run_.head.nodes[nodes[n]]);
  if (nodes.size() > most) names += fmt::format(" and {} more", nodes.size() - most);
  return names;
}

// Those whose fault counts against this stage's budget: of its wave, or such that failed in it.
std::vector<std::size_t> RunEngine::faulty() const {
  std::vector<std::size_t> nodes;
  for (std::size_t i = 0; i < run_.nodes.size(); ++i) {
    const NodeRun& node = run_.nodes[i];
    if (node.wave == 0 || node.fault == Fault::none) continue;
    if (run_.stage() == 0 || node.wave == run_.stage() ||
        (node.wave < run_.stage() && node.fault_stage == run_.stage()))
      nodes.push_back(i);
  }
  return nodes;
}

std::size_t RunEngine::stage_size() const {
  return static_cast<std::size_t>(std::ranges::count_if(run_.nodes, [&](const NodeRun& node) {
    return run_.phase == Phase::wave ? node.wave == run_.wave : node.wave != 0;
  }));
}

void RunEngine::enter(Phase phase, std::size_t wave) {
  record(PhaseEntry{transport_.now_us(), phase, wave, false});
  counted_.clear();
  begin_work();
}

void RunEngine::end(RunState state, const std::string& why) {
  record(EndEntry{transport_.now_us(), state, why});
}

void RunEngine::decide() {
  if (run_.over()) return;
  if (run_.phase == Phase::rollback) {
    if (open_ == 0) finish_rollback();
    return;
  }
  if (breach_) check_breach();
  if (stop_ || run_.over() || run_.phase == Phase::rollback || open_ != 0) return;
  if (run_.phase == Phase::preflight || run_.phase == Phase::plan) return conclude_checks();
  if (!run_.baking) return record(PhaseEntry{transport_.now_us(), run_.phase, run_.wave, true});
  check_gate();
}

// After preflight and plan: nothing was changed yet, so whatever is wrong stops the run.
void RunEngine::conclude_checks() {
  std::vector<std::size_t> blocked, away;
  bool cannot_compile = false;
  for (const std::size_t i : faulty()) {
    (run_.nodes[i].fault == Fault::away ? away : blocked).push_back(i);
    cannot_compile = cannot_compile || live_[i].cannot_compile;
  }
  const std::string unchanged = "; nothing was changed on any node";
  if (!blocked.empty() && (cannot_compile || !run_.head.leave_blocked)) {
    const NodeView& first = run_.view.nodes[blocked.front()];
    return end(RunState::stopped,
               fmt::format("{} blocked: {}: {}{}{}",
                           plural(blocked.size(), "node") + (blocked.size() == 1 ? " is" : " are"),
                           names_of(blocked), first.reason,
                           first.remedy.empty() ? "" : " (" + first.remedy + ")", unchanged));
  }
  for (const std::size_t i : blocked) {
    const NodeView view = run_.view.nodes[i];
    tell(i, News::left_out, view.reason, view.remedy);
  }
  if (stage_size() == 0) return end(RunState::stopped, "every node is blocked" + unchanged);
  if (const std::size_t budget = run_.gate().max_failed_nodes.of(stage_size());
      away.size() > budget)
    return end(RunState::stopped, fmt::format("{} cannot be reached, {} may be: {}: {}{}",
                                              plural(away.size(), "node"), budget, names_of(away),
                                              run_.view.nodes[away.front()].reason, unchanged));
  if (run_.phase == Phase::preflight) return enter(Phase::plan, 0);
  if (run_.head.strategy.skip_complain) return enter(Phase::wave, 1);
  enter(Phase::complain, 0);
}

// A breach: what was asked for does harm, or did not come about.
void RunEngine::check_breach() {
  breach_ = false;
  if (run_.phase != Phase::complain && run_.phase != Phase::wave) return;
  if (too_many_denials())
    return begin_rollback(
        fmt::format("{}, {} may be",
                    run_.phase == Phase::wave
                        ? plural(run_.denied.size(), "new denial")
                        : fmt::format("{} that enforce mode would deny",
                                      plural(run_.allowed.size(), "access", "es")),
                    run_.gate().max_new_denials),
        false);
  std::vector<std::size_t> bad;
  if (too_many_bad(bad))
    begin_rollback(fmt::format("{} failed, {} may: {}: {}", plural(bad.size(), "node"),
                               run_.gate().max_failed_nodes.of(stage_size()), names_of(bad),
                               run_.view.nodes[bad.front()].reason),
                   false);
}

bool RunEngine::too_many_denials() const {
  if (run_.phase != Phase::complain && run_.phase != Phase::wave) return false;
  return (run_.phase == Phase::wave ? run_.denied : run_.allowed).size() >
         run_.gate().max_new_denials;
}

bool RunEngine::too_many_bad(std::vector<std::size_t>& bad) const {
  for (const std::size_t i : faulty())
    if (run_.nodes[i].fault == Fault::bad) bad.push_back(i);
  return bad.size() > run_.gate().max_failed_nodes.of(stage_size());
}

bool RunEngine::counts_starts(std::size_t i) const {
  return is_watched(i) && (run_.phase == Phase::complain || run_.nodes[i].wave == run_.wave);
}

bool RunEngine::enough_starts() const {
  return std::ranges::all_of(
      run_.starts, [&](const auto& starts) { return starts.size() >= run_.gate().starts; });
}

std::string RunEngine::missing_starts() const {
  for (std::size_t p = 0; p < run_.starts.size(); ++p)
    if (run_.starts[p].size() < run_.gate().starts)
      return fmt::format("{} of {} under {}", run_.starts[p].size(),
                         plural(run_.gate().starts, "process", "es"),
                         text::printable(run_.head.profiles[p].first));
  return {};
}

void RunEngine::check_gate() {
  const Gate& gate = run_.gate();
  const std::int64_t now = transport_.now_us();
  const std::int64_t baked = run_.baking_since_us + gate_us(gate.bake_seconds);
  if (now < baked) return;
  const bool gives_up =
      gate.give_up_seconds > 0 && now >= run_.waiting_since_us + gate_us(gate.give_up_seconds);
  // Everybody is asked once more, so that no denial of the bake time is missed.
  bool asked = true;
  for (std::size_t i = 0; asked && i < live_.size(); ++i) {
    const NodeRun& node = run_.nodes[i];
    if (node.fault == Fault::none ? is_watched(i) : node.wave != 0 && node.fault != Fault::bad)
      asked = std::max(live_[i].polled_us, live_[i].tried_us) >= baked;
  }
  const std::vector<std::size_t> faults = faulty();
  const std::size_t budget = gate.max_failed_nodes.of(stage_size());
  if (asked && faults.size() > budget)
    return end(RunState::stopped,
               fmt::format("{} failed or cannot be reached, {} may: {}: {}; bring them back and "
                           "resume the run, or roll it back",
                           plural(faults.size(), "node"), budget, names_of(faults),
                           run_.view.nodes[faults.front()].reason));
  if (asked && (enough_starts() || stage_size() == 0)) {
    if (run_.phase == Phase::complain) return enter(Phase::wave, 1);
    if (run_.wave < run_.head.waves.size()) return enter(Phase::wave, run_.wave + 1);
    const std::vector<std::size_t> behind = [&] {
      std::vector<std::size_t> nodes;
      for (std::size_t i = 0; i < run_.nodes.size(); ++i)
        if (run_.nodes[i].wave != 0 && run_.nodes[i].done != Reached::final) nodes.push_back(i);
      return nodes;
    }();
    return end(RunState::done, behind.empty()
                                   ? ""
                                   : fmt::format("but not on {}: {}; resume the run when they can "
                                                 "take part",
                                                 plural(behind.size(), "node"), names_of(behind)));
  }
  if (gives_up)
    end(RunState::stopped,
        fmt::format("the gate did not open in {}: {}", duration_text(gate_us(gate.give_up_seconds)),
                    asked ? missing_starts() + " seen" : "not all nodes answered"));
}

void RunEngine::begin_rollback(const std::string& why, bool by_hand) {
  const std::int64_t now = transport_.now_us();
  const std::size_t wave = run_.wave;
  record(BreachEntry{now, why, by_hand});
  record(PhaseEntry{now, Phase::rollback, wave, false});
  AskedEntry relax{now, Step::relax, {}};
  // The breached wave first.
  for (std::size_t n = run_.head.waves.size(); !by_hand && n-- > 0;)
    for (const std::size_t i : run_.head.waves[n])
      if (run_.nodes[i].asked == Reached::final && at_transport_[i] != nobody)
        relax.nodes.push_back(i);
  if (!relax.nodes.empty()) record(relax);
  // Should the journal be full, relaxing is all the more urgent: go() tells of it later.
  (void)journal_.commit();
  for (const std::size_t i : relax.nodes) send(i, Ask::relax);
  begin_work();
}

void RunEngine::finish_rollback() {
  std::vector<std::size_t> left;
  for (std::size_t i = 0; i < run_.nodes.size(); ++i)
    if (run_.nodes[i].asked != Reached::nothing && !run_.nodes[i].rolled_back) left.push_back(i);
  if (left.empty()) return end(RunState::rolled_back, "");
  for (const std::size_t i : left)
    if (at_transport_[i] == nobody)
      tell(i, News::away, "it is not in the inventory any more",
           "put it back into the inventory and roll the run back once more");
  end(RunState::half_rolled_back,
      fmt::format("{}; {} could not be rolled back: {}; bring them back and roll the run back once "
                  "more",
                  run_.view.why, plural(left.size(), "node"), names_of(left)));
}

}  // namespace profgen::inline v0::fleet
