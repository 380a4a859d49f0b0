// How single words are written.
#pragma once

#include <string>
#include <string_view>

#include "profgen/rules.hpp"

namespace profgen::policy {

// As word_text(), for a place inside parentheses: commas and parentheses need quotes too.
[[nodiscard]] std::string list_word_text(std::string_view pattern);
// "owner ", "audit deny ": as it stands before a rule; empty for a prefix that says nothing.
[[nodiscard]] std::string prefix_text(const Prefix& prefix);

}  // namespace profgen::policy
