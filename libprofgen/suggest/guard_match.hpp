// How the patterns of a guard file are compared with proposals and rules.
#pragma once

#include <string>
#include <string_view>

#include "profgen/suggest.hpp"

namespace profgen::suggest {

// A pattern (AARE) against plain text; `**` and a `*` in a pattern without '/' match anything.
[[nodiscard]] bool matches_text(std::string_view pattern, std::string_view text);
// A pattern that begins with '/' or '@' is about the paths asked for, another one about what was
// asked for as rule text ("network inet*", "capability chown"); a bare keyword is all of its kind.
// An empty pattern concerns everything.
[[nodiscard]] bool concerns(std::string_view pattern, const Proposal& proposal);
// The same against the lines that a candidate would add.
[[nodiscard]] bool matches_candidate(std::string_view pattern, const Candidate& candidate);

// Why a rule must never be granted; empty: it may.
[[nodiscard]] std::string forbidden(const Guard& guard, const policy::Rule& rule);

}  // namespace profgen::suggest
