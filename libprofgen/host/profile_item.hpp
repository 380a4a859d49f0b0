// From a profile of the policy to the place in a file where it is written.
#pragma once

#include <string>
#include <vector>

#include "profgen/policy.hpp"

namespace profgen::inline v0::host {

// The item of a profile in the tree of its own file; nullptr if it is not there.
[[nodiscard]] const policy::Item* item_of(const policy::Tree& tree, const policy::Profile& profile);
// The file that is compiled to load a profile: that of its topmost parent, whose includes may bring
// the profile itself.
[[nodiscard]] std::string loaded_from(const policy::Policy& policy, const policy::Profile& profile);
// `flags=( … )` as written, "" without.
[[nodiscard]] std::string flags_text(const policy::Tree& tree, const policy::Item& item);

}  // namespace profgen::inline v0::host
