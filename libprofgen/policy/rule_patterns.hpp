// The patterns of a rule in which the compiler looks variables through.
#pragma once

#include <string_view>
#include <vector>

#include "profgen/rules.hpp"

namespace profgen::inline v0::policy {

// As written; empty ones left out. The target of an exec transition is none: the compiler keeps it
// as it stands. The views live as long as the rule.
[[nodiscard]] std::vector<std::string_view> rule_patterns(const Rule& rule);

}  // namespace profgen::inline v0::policy
