// Records of what the kernel refused in complain mode too.
#pragma once

#include "profgen/verify.hpp"

namespace profgen::inline v0::suggest {

// The kernel had no name for the object: disconnected, removed, too long.
[[nodiscard]] bool has_no_name(const evidence::Key& key, const evidence::Seen& seen);

}  // namespace profgen::inline v0::suggest
