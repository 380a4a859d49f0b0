// Two rules compared by meaning, without a policy.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "profgen/rules.hpp"

namespace profgen::inline v0::suggest {

// Does anything fall under both? Errs on the side of yes: an unknown variable stands for anything.
// A deny rule grants nothing.
[[nodiscard]] bool overlap(const policy::Rule& a, const policy::Rule& b);
// Does `outer` allow everything that `inner` allows? Transitions of exec are not compared. Errs on
// the side of no; a deny rule contains nothing.
[[nodiscard]] bool contains(const policy::Rule& outer, const policy::Rule& inner);

// A pattern with its variables replaced by what they usually stand for; nullopt: it is wrong.
[[nodiscard]] std::optional<std::string> expanded(std::string_view pattern);

}  // namespace profgen::inline v0::suggest
