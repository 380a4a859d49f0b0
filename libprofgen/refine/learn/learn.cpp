#include "profgen/learn.hpp"

#include <algorithm>

namespace profgen::inline v0::refine {
namespace {

// The kernel stamps records by a clock that is up to one tick late.
constexpr std::int64_t tick_us = 20'000;

class Learning {
 public:
  Learning(LearnHands& hands, LearnState& state, const LearnOptions& options)
      : hands_(hands), state_(state), options_(options) {}

  Learned run() {
    for (;;) {
      if (Status kept = hands_.keep(state_); !kept) return {LearnEnd::failed, kept.error()};
      std::optional<LearnEnd> end;
      switch (state_.phase) {
        case LearnPhase::exercise:
          end = exercise();
          break;
        case LearnPhase::refine:
          end = refine();
          break;
        case LearnPhase::enforce:
          end = offer();
          break;
        case LearnPhase::done:
          end = LearnEnd::enforced;
          break;
      }
      if (!end) continue;
      if (Status kept = hands_.keep(state_); !kept) return {LearnEnd::failed, kept.error()};
      return {*end, std::nullopt};
    }
  }

 private:
  std::optional<LearnEnd> exercise() {
    // A pass that was cut short goes on with its mark: what was logged since then counts.
    if (state_.mark_us == 0) {
      if (options_.most_passes != 0 && begun_ == options_.most_passes) return LearnEnd::not_quiet;
      ++begun_;
      ++state_.pass;
      state_.mark_us = options_.fixed_logs ? 0 : hands_.now_us() - tick_us;
      if (state_.started_us == 0) state_.started_us = state_.mark_us;
      if (Status kept = hands_.keep(state_); !kept) return LearnEnd::failed;
    }
    if (!options_.fixed_logs && !hands_.exercise(state_)) return LearnEnd::failed;
    state_.phase = LearnPhase::refine;
    return std::nullopt;
  }

  std::optional<LearnEnd> refine() {
    const LearnPass pass = hands_.refine(state_);
    for (const std::string& file : pass.new_files)
      if (std::find(state_.drafted.begin(), state_.drafted.end(), file) == state_.drafted.end())
        state_.drafted.push_back(file);
    state_.wrote = state_.wrote || pass.wrote;
    if (pass.how != LearnPass::How::settled)
      return pass.how == LearnPass::How::left ? LearnEnd::left : LearnEnd::failed;
    const bool again = state_.wrote && !options_.fixed_logs;
    state_.wrote = false;
    state_.phase = again ? LearnPhase::exercise : LearnPhase::enforce;
    if (again) state_.mark_us = 0;
    return std::nullopt;
  }

  std::optional<LearnEnd> offer() {
    switch (hands_.offer_enforce(state_)) {
      case LearnChoice::leave:
        return LearnEnd::left;
      case LearnChoice::failed:
        return LearnEnd::failed;
      case LearnChoice::another_pass:
        if (options_.fixed_logs) return LearnEnd::left;
        state_.phase = LearnPhase::exercise;
        state_.mark_us = 0;
        return std::nullopt;
      case LearnChoice::enforce:
        break;
    }
    if (!hands_.enforce(state_)) return LearnEnd::failed;
    state_.phase = LearnPhase::done;
    return std::nullopt;
  }

  LearnHands& hands_;
  LearnState& state_;
  LearnOptions options_;
  unsigned begun_ = 0;  // passes of this run
};

}  // namespace

Learned learn(LearnHands& hands, LearnState& state, const LearnOptions& options) {
  return Learning(hands, state, options).run();
}

}  // namespace profgen::inline v0::refine
