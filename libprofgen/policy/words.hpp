// How single words are written.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "profgen/rules.hpp"

namespace profgen::inline v0::policy {

// Of the variable that a pattern begins with, `@{NAME}` or `@NAME`; 0 if it begins otherwise.
[[nodiscard]] std::size_t variable_length(std::string_view pattern);
// In quotes, whether it needs them or not.
[[nodiscard]] std::string quoted_text(std::string_view pattern);
// As word_text(), for a place inside parentheses: commas and parentheses need quotes too.
[[nodiscard]] std::string list_word_text(std::string_view pattern);
// As word_text(), for a mount's source, a mount point and the like.
[[nodiscard]] std::string place_text(std::string_view pattern);
// "owner ", "audit deny ": as it stands before a rule; empty for a prefix that says nothing.
[[nodiscard]] std::string prefix_text(const Prefix& prefix);

}  // namespace profgen::inline v0::policy
