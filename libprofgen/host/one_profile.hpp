// The text of one profile of a file, without the file's other profiles.
#pragma once

#include <string>

#include "profgen/policy.hpp"
#include "profgen/result.hpp"

namespace profgen::inline v0::host {

// What stands before and between the profiles (abi, variables, includes) and the top profile `item`
// as it is.
[[nodiscard]] std::string only_profile(const policy::Tree& tree, const policy::Item& item);
// The same with an empty body and flags=(unconfined): name, attachment and its conditions stay.
[[nodiscard]] std::string only_header_unconfined(const policy::Tree& tree,
                                                 const policy::Item& item);
// A profile of this name that confines nothing and attaches to nothing by a pattern of its own. An
// Error where the name cannot be written.
[[nodiscard]] Result<std::string> bare_unconfined(const std::string& name);

}  // namespace profgen::inline v0::host
