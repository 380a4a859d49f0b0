// How long to wait before the next attempt.
#pragma once

#include <string_view>

namespace profgen::inline v0::fleet::ssh {

// Doubles with each attempt up to `most`, and differs by up to a quarter between nodes, so that
// thousands do not come back at once; the same for the same node and attempt, so that a run can be
// told again.
[[nodiscard]] double pause_seconds(double first, double most, unsigned attempt,
                                   std::string_view node);

}  // namespace profgen::inline v0::fleet::ssh
