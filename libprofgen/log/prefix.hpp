// How a text begins.
#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

namespace profgen::inline v0::log {

// Literals only, so that a comparison is an instruction or two: some of these run on every line.
template <std::size_t N>
[[nodiscard]] bool begins_with(std::string_view text, const char (&part)[N]) {
  return text.size() >= N - 1 && std::memcmp(text.data(), part, N - 1) == 0;
}

// Removes a prefix; false, and nothing is removed, where the text begins otherwise.
inline bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}  // namespace profgen::inline v0::log
