// Which features of the kernel the rules of a text need to be enforced.
#pragma once

#include <set>
#include <string>

#include "profgen/policy.hpp"

namespace profgen::inline v0::bundle {

// Adds those of all rules and headers of the tree, whatever its conditions say.
void add_features(const policy::Tree& tree, std::set<std::string>& features);

}  // namespace profgen::inline v0::bundle
