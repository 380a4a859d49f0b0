// Rules that are written over several lines.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "profgen/rules.hpp"

namespace profgen::inline v0::edit {

// The lines of a rule that is no file rule: one where it fits, and where a reader expects one; else
// what continues stands below the first word behind the keyword, as in `dbus send bus=system` …
[[nodiscard]] std::vector<std::string> wrapped(const policy::Rule& rule, std::size_t indent);

}  // namespace profgen::inline v0::edit
