// The kernel that this program runs on, for commands that load policy.
#pragma once

#include <memory>

#include "profgen/kernel.hpp"

namespace profgen::tool {

// nullptr: this build cannot load policy.
[[nodiscard]] std::unique_ptr<host::Kernel> this_kernel();

}  // namespace profgen::tool
