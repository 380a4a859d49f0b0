// One writer a fleet.
#pragma once

#include <memory>
#include <string>

#include "profgen/rollout.hpp"

namespace profgen::inline v0::fleet {

// Held until it is destroyed. An Error of kind system tells who has it, and what for.
[[nodiscard]] Result<std::unique_ptr<FileLock>> lock_fleet(const RunPlace& place,
                                                           const std::string& what);

}  // namespace profgen::inline v0::fleet
