// After a mistake: where it is shown, what was found there, and where reading goes on.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace profgen::inline v0::policy {

[[nodiscard]] constexpr bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// `#include`, whatever follows, rather than a comment.
[[nodiscard]] bool is_hash_include(std::string_view text, std::size_t at);

// Where a mistake at `offset` is shown: at the word there, or at the end of the last word before it
// where a line ends between them, since that is where something is missing. Never before `begin`.
[[nodiscard]] std::size_t place_of_mistake(std::string_view text, std::size_t begin,
                                           std::size_t offset);
// The bytes up to the next blank, comma or line end; at least one byte unless there is none.
[[nodiscard]] std::string_view word_at(std::string_view text, std::size_t offset);
[[nodiscard]] std::string_view leading_identifier(std::string_view word);
// "`word`", "the end of the line", "the end of the file".
[[nodiscard]] std::string describe_found(std::string_view found, std::string_view text,
                                         std::size_t offset);

struct Recovery {
  std::size_t end;     // of the bytes that are given up
  std::size_t resume;  // where the next statement may begin
  bool opens;          // they end in a `{` whose body is read
};
// Gives up as little as is likely to be the broken statement: up to its comma, its `{`, the `}`
// that follows, or the end of a line after which a statement begins.
[[nodiscard]] Recovery recovery_point(std::string_view text, std::size_t begin,
                                      std::size_t mistake);

}  // namespace profgen::inline v0::policy
