// How far a rule reaches beyond what it was asked for, weighted by severity.
#pragma once

#include <string_view>

#include "profgen/policy.hpp"

namespace profgen::inline v0::suggest {

// 0 for a literal; about 6 for one `*`, 40 for a deep `**`, more the nearer to the root.
[[nodiscard]] double width_of(std::string_view pattern);
// Of a rule taken as a whole, for rules that nobody asked for (those of an abstraction).
[[nodiscard]] double whole_cost(const policy::Rule& rule, int severity);
// Of a rule that was asked for: what it grants besides.
[[nodiscard]] double extra_cost(const policy::Rule& rule, int severity);

}  // namespace profgen::inline v0::suggest
