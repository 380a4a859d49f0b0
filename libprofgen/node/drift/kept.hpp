// What those who look at a node again and again (reconcile, the agent of a cluster) keep from start
// to start: STATE_DIR/agent.json.
#pragma once

#include <map>
#include <string>

#include "node/state.hpp"

namespace profgen::inline v0::node {

struct Kept {
  std::string boot_id;  // of the last look at the kernel
  // The kernel's hashes of profiles that were loaded at the machine's start from texts as desired,
  // by another compiler than ours: what they are compared with until the next start.
  std::map<std::string, std::string> started_with;
  // The agent's: a new node is taking up bundles, and may have some of them only.
  bool taking_up = false;
  friend bool operator==(const Kept&, const Kept&) = default;
};

// One that is missing or damaged is an empty one: nothing depends on it but how much is told.
[[nodiscard]] Kept read_kept(const Machine& machine);
[[nodiscard]] Status write_kept(Machine& machine, const Kept& kept);

}  // namespace profgen::inline v0::node
