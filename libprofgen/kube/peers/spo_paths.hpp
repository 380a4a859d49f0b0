// Patterns that the schema of security-profiles-operator takes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "profgen/policy.hpp"

namespace profgen::inline v0::kube {

// The pattern without alternatives and with the values of the variable that it begins with; empty
// where it cannot be said so, or only by more than a hundred.
[[nodiscard]] std::vector<std::string> spo_paths(const policy::Policy& policy,
                                                 std::string_view pattern);

}  // namespace profgen::inline v0::kube
