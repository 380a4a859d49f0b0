// Pieces of HTML. Nothing of a log or a file gets into a page but through escaped().
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "profgen/evidence.hpp"

namespace profgen::inline v0::report {

template <typename... Arguments>
void put(std::string& out, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Arguments>(arguments)...);
}

inline constexpr std::size_t longest_text = 4096;
// text::printable(), cut in the middle beyond `width` characters, as text or an attribute's value.
[[nodiscard]] std::string escaped(std::string_view bytes, std::size_t width = longest_text);
[[nodiscard]] std::string code(std::string_view bytes, std::size_t width = longest_text);
// "12 345" with thin blanks.
[[nodiscard]] std::string grouped(std::uint64_t number);
// "1 event", "3 accesses".
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view noun);
// ":NAMESPACE:PROFILE", not yet escaped.
[[nodiscard]] std::string subject_text(const evidence::Subject& subject);
// A time as <time>; a dash for 0.
[[nodiscard]] std::string time_html(std::int64_t time_us);
// "severity 7" in a box whose look says how bad it is.
[[nodiscard]] std::string severity_html(int severity);
// `text` in a box; `look` is "good", "warn", "bad" or "dim".
[[nodiscard]] std::string chip(std::string_view look, std::string_view text);

// What comes before and behind the sections.
[[nodiscard]] std::string_view style_sheet();

}  // namespace profgen::inline v0::report
