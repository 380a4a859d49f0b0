// What a bundle may hold, and whether its list of profiles is that of its texts.
#pragma once

#include <string>

#include "profgen/bundle.hpp"

namespace profgen::inline v0::bundle {

// What is wrong with it, for a person; "" if nothing is.
[[nodiscard]] std::string contents_problem(const Bundle& bundle);

}  // namespace profgen::inline v0::bundle
