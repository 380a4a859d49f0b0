// Small text helpers that every room needs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace profgen::inline v0::text {

// For a terminal or a message: controls, DEL, invalid UTF-8, line separators and bidirectional
// marks become visible escapes (\n, \t, \x1b, \u202e); everything else stays. Never longer than 6 ×
// input.
[[nodiscard]] std::string printable(std::string_view bytes);
// The same, cut in the middle with "…" where it is longer than `width` characters.
[[nodiscard]] std::string printable(std::string_view bytes, std::size_t width);

[[nodiscard]] bool is_utf8(std::string_view bytes);
// Decodes hexadecimal digits of either case; nullopt if the length is odd or a byte is no digit.
[[nodiscard]] std::optional<std::string> from_hex(std::string_view digits);
[[nodiscard]] std::string to_hex(std::string_view bytes);  // upper case

[[nodiscard]] std::string_view trim(std::string_view text);
// The pieces between separators; empty pieces are kept.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view separator);

// Whole text as an unsigned number; nullopt otherwise.
[[nodiscard]] std::optional<std::uint64_t> to_number(std::string_view text);
// The candidate nearest to `word` by edit distance, at most `limit` edits away; "" if none is.
[[nodiscard]] std::string_view nearest(std::string_view word,
                                       const std::vector<std::string_view>& candidates,
                                       unsigned limit = 2);

}  // namespace profgen::inline v0::text
