// Desired, disk and kernel of this node, looked at without a fleet: what a timer runs.
#pragma once

#include <iosfwd>

#include "profgen/node_engine.hpp"

namespace profgen::inline v0::node {

enum class Correct : bool { no, yes };

// Compares what the last rollout left with the disk and the kernel and tells what differs, a line
// each; `levels`: with the level as the journal reads it from a service's lines (sd-daemon(3),
// "<4>"). With Correct::yes the bundle is applied once more, unless a profile was relaxed, parked
// or retired since. 0: as desired, or corrected; 1: drift; 4: the node could not be looked at or
// corrected. A node that no bundle was ever applied to is as desired.
[[nodiscard]] int reconcile(Machine& machine, Correct correct, bool levels, std::ostream& out);

}  // namespace profgen::inline v0::node
