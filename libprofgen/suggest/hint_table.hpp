// What can be told beside proposals: the ids are stable, the texts say what to do.
#pragma once

#include <string_view>
#include <vector>

#include "profgen/evidence.hpp"

namespace profgen::inline v0::suggest {

// The text of a hint for fmt: {0} how many, {1} examples. Empty for an id that does not exist.
[[nodiscard]] std::string_view hint_text(std::string_view id);

// Every id, sorted. Programs read them: an id is never given another meaning (docs/hints.md).
[[nodiscard]] std::vector<std::string_view> hint_ids();

// Of an access that is not to become a rule: the hint that its reason calls for.
[[nodiscard]] std::string_view hint_of_unusable(const Access& access, const evidence::Seen& seen);

// Of an access that does become a rule: what its info= says that a rule alone does not mend
// ("profile transition not found"). Empty where there is nothing to say.
[[nodiscard]] std::string_view hint_beside_rule(std::string_view info);

}  // namespace profgen::inline v0::suggest
