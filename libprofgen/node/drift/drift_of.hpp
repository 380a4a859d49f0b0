// Desired, disk and kernel held against each other.
#pragma once

#include "node/state.hpp"
#include "profgen/bundle.hpp"

namespace profgen::inline v0::node {

// One item for each profile of the bundle: the first of "disabled", "disk-missing", "disk-differs",
// "not-loaded", "other-mode", "kernel-differs" that it is, or "as-desired". Whether the kernel has
// what was loaded is told by the hash that the state keeps of it.
[[nodiscard]] Result<DriftReply> drift_of(Machine& machine, const bundle::Bundle& bundle,
                                          Stage stage, const State& state);

}  // namespace profgen::inline v0::node
