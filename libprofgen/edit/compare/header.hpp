// What stands in the headers of two profiles, and limits, which are no grants.
#pragma once

#include <vector>

#include "profgen/compare.hpp"

namespace profgen::inline v0::edit::by_meaning {

// "mode", "flags", "attachment", "rlimit".
[[nodiscard]] std::vector<Difference> compare_headers(const policy::Profile& before,
                                                      const policy::Profile& after);
[[nodiscard]] std::string_view mode_name(policy::Mode mode);

}  // namespace profgen::inline v0::edit::by_meaning
