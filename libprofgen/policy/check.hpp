// What one file says wrong, as far as it can be told without its includes: value tables, prefixes
// that a rule does not take, conditions that exclude each other, flags, the order of the preamble.
#pragma once

#include <vector>

#include "profgen/policy.hpp"

namespace profgen::inline v0::policy {

// A profile file may hold rules in profiles only; a fragment (an abstraction, a local addition) is
// included into a profile and may hold them anywhere.
enum class FileRole : std::uint8_t { profile, fragment };

// Findings in the order of the text; the tree's own syntax diagnostics are not repeated. Ids are
// stable: "unknown-word", "prefix", "conflict", "value", "structure", "permissions",
// "duplicate-profile".
[[nodiscard]] std::vector<Diagnostic> check(const Tree& tree, FileRole role = FileRole::profile);

}  // namespace profgen::inline v0::policy
