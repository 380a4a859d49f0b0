// How the entries of a guard file are compared with proposals and rules.
#pragma once

#include <string>
#include <string_view>

#include "profgen/guard.hpp"

namespace profgen::inline v0::suggest {

// Begins as a path does: '/', a variable or an alternation.
[[nodiscard]] bool is_path_pattern(std::string_view pattern);
// A pattern (AARE) against plain text; `**` and a `*` in a pattern that is no path match anything.
[[nodiscard]] bool matches_text(std::string_view pattern, std::string_view text);
// The path that an access is about; nullptr for one that is about none.
[[nodiscard]] const std::string* path_of(const Access& access);

enum class Share : std::uint8_t { none, some, all };
// How much of what was asked for an entry is about. A path pattern is about the paths; another one
// about the literal rules: a bare keyword about all of its kind, a rule about what it would allow,
// a pattern of rule text ("network inet*") about what reads so. An empty one concerns everything.
[[nodiscard]] Share concerns(const GuardEntry& entry, const Proposal& proposal);
// Whether the candidate would allow nothing but what the entry is about. An abstraction never does.
[[nodiscard]] bool within(const GuardEntry& entry, const Candidate& candidate);
// Whether the candidate would allow anything of what the entry is about. An abstraction never does.
[[nodiscard]] bool touches(const GuardEntry& entry, const Candidate& candidate);

}  // namespace profgen::inline v0::suggest
