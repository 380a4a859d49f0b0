// A step that changes files or loaded policy, written down before anything is done and kept for
// the way back: STATE_DIR/steps/NUMBER.json. One whose number is greater than the state's revision
// was cut short.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/change/loaded.hpp"
#include "node/state.hpp"

namespace profgen::inline v0::node {

// So many can be gone back over.
inline constexpr std::size_t steps_kept = 20;

struct Step {
  std::uint64_t number = 0;  // the revision that it makes
  std::string operation;     // "apply", "relax", "rollback", "park", "retire"
  std::string run;
  std::int64_t time_us = 0;
  std::vector<std::string>
      files;            // profile files whose policy it loads, below the policy directory
  Modes modes_before;   // of every profile that it may load or park
  State before, after;  // without their revisions; `after` without hashes
  friend bool operator==(const Step&, const Step&) = default;
};

// What its save is called: by that a finished one is known.
[[nodiscard]] std::string command_of(const Step& step);

Status write_step(Machine& machine, const Step& step);
Status remove_step(Machine& machine, std::uint64_t number);
// By number. A damaged one is an Error of kind system.
[[nodiscard]] Result<std::vector<Step>> read_steps(const Machine& machine);
// Keeps the last ones only and gives the first of them; what cannot be removed stays until the next
// time.
std::uint64_t forget_old_steps(Machine& machine);

}  // namespace profgen::inline v0::node
