// How the patterns of a guard file are compared with proposals and rules.
#pragma once

#include <string>
#include <string_view>

#include "profgen/suggest.hpp"

namespace profgen::suggest {

// A pattern (AARE) against plain text; `**` and a `*` in a pattern without '/' match anything.
[[nodiscard]] bool matches_text(std::string_view pattern, std::string_view text);
// The path that an access is about; nullptr for one that is about none.
[[nodiscard]] const std::string* path_of(const Access& access);

enum class Share : std::uint8_t { none, some, all };
// How much of the evidence a pattern is about. One that begins with '/' or '@' is about the paths
// asked for, another one about what was asked for as rule text ("network inet*", "capability
// chown"); a bare keyword is all of its kind. An empty pattern concerns everything.
[[nodiscard]] Share concerns(std::string_view pattern, const Proposal& proposal);
// The same against the lines that a candidate would add.
[[nodiscard]] bool matches_candidate(std::string_view pattern, const Candidate& candidate);

}  // namespace profgen::suggest
