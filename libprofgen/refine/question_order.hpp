// The order in which a person is asked.
#pragma once

#include <vector>

#include "profgen/refine.hpp"

namespace profgen::inline v0::refine {

// By Group; the group that settles most first, in it the question that settles most. Equal ones
// keep their order, which is that of severity.
[[nodiscard]] std::vector<const suggest::Proposal*> by_value(
    std::vector<const suggest::Proposal*> proposals);

}  // namespace profgen::inline v0::refine
