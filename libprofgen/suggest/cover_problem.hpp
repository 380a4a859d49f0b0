// Which candidate comes first in each proposal of a profile: the weighted cover over all of its
// asks.
#pragma once

#include <vector>

#include "suggest/candidates.hpp"

namespace profgen::inline v0::suggest {

// For each ask the offers that answer it, best rank first; the one of the cheapest cover is moved
// to the front, and the order of the others stays. Where names that share a glob need different
// permissions, the one rule for all of them may be put in front of an ask that needs less.
void put_chosen_first(std::vector<std::vector<Offer>>& offers, CandidateMaker& maker);

}  // namespace profgen::inline v0::suggest
