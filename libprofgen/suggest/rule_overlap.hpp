// Two rules compared by meaning, without a policy: does anything fall under both?
#pragma once

#include "profgen/rules.hpp"

namespace profgen::suggest {

// Errs on the side of yes: an unknown variable stands for anything. A deny rule grants nothing.
[[nodiscard]] bool overlap(const policy::Rule& a, const policy::Rule& b);

}  // namespace profgen::suggest
