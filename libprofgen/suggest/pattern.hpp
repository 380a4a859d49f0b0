// Patterns (AARE) compared with each other, without a policy: does anything match both? Errs on the
// side of yes, since it guards: an unknown variable stands for anything.
#pragma once

#include <bitset>
#include <string_view>
#include <vector>

namespace profgen::inline v0::suggest {

struct Token {
  std::bitset<256> bytes;
  bool many = false;  // any number of them, also none
};
using Tokens = std::vector<Token>;

// A pattern taken apart: one sequence for each way through its alternations (and those of the
// variables that it names).
struct Pattern {
  std::vector<Tokens> ways;
  // A part with too many ways, or nested too deeply, was taken for `**`.
  bool simplified = false;
};

[[nodiscard]] Pattern compile_pattern(std::string_view text);
// The pattern that matches these bytes only.
[[nodiscard]] Pattern literal(std::string_view bytes);
[[nodiscard]] bool overlap(const Pattern& a, const Pattern& b);
// No pattern at all: a text without `*`, `?`, classes, alternations and variables.
[[nodiscard]] bool is_literal(std::string_view pattern);

// Ends in a star or in random letters (`??????`), closing braces aside, and is not a pattern for
// everything (`/**`).
[[nodiscard]] bool ends_open(std::string_view pattern);
// The bytes before the first character that is special in a pattern.
[[nodiscard]] std::string_view literal_head(std::string_view pattern);
// The bytes behind the last special one or slash: all that the pattern matches ends in them.
[[nodiscard]] std::string_view literal_tail(std::string_view pattern);

// What a well-known variable stands for, as a pattern ("{/root,/home/*}"); "**" for others.
[[nodiscard]] std::string_view meaning_of(std::string_view variable);
// Those that have a meaning.
[[nodiscard]] const std::vector<std::string_view>& known_variables();

}  // namespace profgen::inline v0::suggest
