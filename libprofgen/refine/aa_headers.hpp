// What aa-logprof says above a question about a rule: its kind told in named values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "profgen/rules.hpp"
#include "refine/aa_wire.hpp"

namespace profgen::inline v0::refine {

// A profile as the headers name it: a child or hat "a//b" is "a^b".
[[nodiscard]] std::string aa_profile_name(std::string_view profile);

// "owner mr": the permissions of a rule as `New Mode` has them.
[[nodiscard]] std::string aa_mode_of(const policy::Rule& rule);

// The headers of a rule's kind, in aa-logprof's order and words; "ALL" where the rule says nothing.
// Those of a file rule end before the modes.
[[nodiscard]] std::vector<AaHeader> aa_headers_of(const policy::Rule& rule);

}  // namespace profgen::inline v0::refine
