// What a node is asked next: a function of what the journal says of it and of the phase.
#include "fleet/rollout/run_engine.hpp"

namespace profgen::inline v0::fleet {
namespace {

// A node that cannot be rolled back is asked so often before the run is told half undone.
constexpr std::uint8_t most_rollback_tries = 10;

}  // namespace

Reached RunEngine::goal(std::size_t i) const {
  const NodeRun& node = run_.nodes[i];
  if (node.wave == 0) return Reached::nothing;
  if (run_.phase == Phase::wave && node.wave <= run_.wave) return Reached::final;
  const bool begun = run_.phase == Phase::complain || run_.phase == Phase::wave;
  return begun && !run_.head.strategy.skip_complain ? Reached::complain : Reached::nothing;
}

bool RunEngine::is_open(std::size_t i) const {
  const NodeRun& node = run_.nodes[i];
  if (node.wave == 0) return false;
  if (run_.phase == Phase::rollback) {
    Ask ask = Ask::rollback;
    return live_[i].under_way != 0 || next_of_rollback(i, ask);
  }
  if (node.fault != Fault::none) return false;
  if (run_.phase == Phase::preflight) return !node.fit;
  if (run_.phase == Phase::plan) return !node.planned;
  return node.done < goal(i);
}

bool RunEngine::is_watched(std::size_t i) const {
  const NodeRun& node = run_.nodes[i];
  if (node.wave == 0 || node.fault == Fault::bad) return false;
  if (run_.phase == Phase::complain) return node.done != Reached::nothing;
  return run_.phase == Phase::wave && node.done == Reached::final;
}

bool RunEngine::next_of_rollback(std::size_t i, Ask& ask) const {
  const NodeRun& node = run_.nodes[i];
  const Live& live = live_[i];
  if (node.asked == Reached::nothing || at_transport_[i] == nobody) return false;
  if (!node.rolled_back) {
    const bool relax = !run_.by_hand && node.asked == Reached::final && !node.relaxed;
    ask = relax && !live.relax_tried ? Ask::relax : Ask::rollback;
    return live.tries < most_rollback_tries;
  }
  // What was denied up to now is of use to whoever makes the next bundle.
  ask = Ask::events;
  return !run_.by_hand && !live.gathered && !node.cursor.empty();
}

bool RunEngine::next_ask(std::size_t i, Ask& ask) const {
  const NodeRun& node = run_.nodes[i];
  const Live& live = live_[i];
  if (node.wave == 0) return false;
  if (run_.phase == Phase::rollback) return next_of_rollback(i, ask);
  if (node.fault == Fault::bad) return false;
  if (!node.fit) {
    ask = Ask::preflight;
    return true;
  }
  if (run_.phase == Phase::preflight) return false;
  if (!node.planned) {
    ask = Ask::plan;
    return true;
  }
  if (node.done < goal(i)) {
    if (!live.fresh)
      ask = Ask::events;
    else
      ask = goal(i) == Reached::final ? Ask::final : Ask::complain;
    return true;
  }
  if (!is_watched(i) || live.poll == Poll::idle) return false;
  ask = live.poll == Poll::events ? Ask::events : Ask::usage;
  return true;
}

void RunEngine::update_open(std::size_t i) {
  const bool open = is_open(i);
  if (open == live_[i].open) return;
  live_[i].open = open;
  open ? ++open_ : --open_;
}

void RunEngine::begin_work() {
  for (Live& live : live_) {
    live.fresh = false;
    live.poll = Poll::events;
  }
  for (const auto& wave : run_.head.waves)
    for (const std::size_t i : wave) {
      update_open(i);
      Ask ask = Ask::preflight;
      if (next_ask(i, ask)) enqueue(i);
    }
}

}  // namespace profgen::inline v0::fleet
