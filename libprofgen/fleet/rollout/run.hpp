// The state of a run: what its journal's entries amount to.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "fleet/rollout/entry.hpp"

namespace profgen::inline v0::fleet {

// How far the texts of a run have come on a node.
enum class Reached : std::uint8_t { nothing, complain, final };

// Why a node does not go on.
enum class Fault : std::uint8_t {
  none,
  away,     // asked again
  blocked,  // as well; nothing of the run was changed there
  bad,      // not asked again in this run, unless it is resumed
};

struct NodeRun {
  bool fit = false, planned = false;
  Reached asked = Reached::nothing;  // perhaps done
  Reached done = Reached::nothing;   // verified
  bool relaxed = false, rolled_back = false;
  Fault fault = Fault::none;
  std::size_t fault_stage = 0;  // Run::stage() when it came
  std::size_t wave = 0;         // 0: left out
  std::string boot_id;
  std::string cursor;
  std::int64_t cursor_us = 0;        // when that was written down
  std::vector<std::string> denying;  // profiles that the complain stage left as they are
};

struct Run {
  RunHead head;
  RunView view;  // for people; kept up to date
  std::vector<NodeRun> nodes;
  Phase phase = Phase::preflight;
  std::size_t wave = 0;
  bool baking = false;
  std::int64_t baking_since_us = 0;
  std::int64_t waiting_since_us = 0;  // as that, or since the run was resumed
  bool breached = false, by_hand = false;

  // Distinct accesses, by hash.
  std::unordered_set<std::uint64_t> known, allowed, denied;
  // Processes under each profile of the head, of this stage.
  std::vector<std::set<std::tuple<std::size_t, std::string, std::uint32_t, std::uint64_t>>> starts;

  // 0: before the canaries; else the wave.
  [[nodiscard]] std::size_t stage() const { return phase == Phase::wave ? wave : 0; }
  [[nodiscard]] const Gate& gate() const {
    return phase == Phase::wave || head.strategy.skip_complain ? head.strategy.enforce
                                                               : head.strategy.complain;
  }
  [[nodiscard]] bool over() const { return view.state != RunState::running; }
};

// Entries of a journal, in their order; the first is its head. What names a node or profile that
// there is not is left out.
void apply(Run& run, const Entry& entry);

// NodeView::state by what is known of the node.
[[nodiscard]] NodeState state_of(const NodeRun& node);

}  // namespace profgen::inline v0::fleet
