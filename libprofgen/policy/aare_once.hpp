// Patterns that are asked once or twice: their programs run as they are, without making states of
// an automaton first.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/aare.hpp"

namespace profgen::inline v0::policy {

// Does one of the program's patterns match all of the text? Time: text times program at most.
[[nodiscard]] bool aare_matches(const AareProgram& program, std::string_view text);
// A shortest text that the pattern matches; where it may choose, of unusual bytes, which few other
// patterns match by chance. nullopt: there is none, or the pattern is wrong. Time: its length.
[[nodiscard]] std::optional<std::string> aare_sample(std::string_view pattern);

}  // namespace profgen::inline v0::policy
