// Strings that serve one record after the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace profgen::inline v0::log {

// Without a call for the sizes that the words and names of a record have.
[[gnu::always_inline]] inline bool same_bytes(const char* a, const char* b, std::size_t size) {
  const auto differ = [&](auto word, std::size_t at) {
    auto other = word;
    std::memcpy(&word, a + at, sizeof(word));
    std::memcpy(&other, b + at, sizeof(other));
    return word ^ other;
  };
  if (size > 32) return std::memcmp(a, b, size) == 0;
  constexpr std::uint64_t eight = 0;
  if (size > 16 && (differ(eight, 8) | differ(eight, size - 16)) != 0) return false;
  if (size >= 8) return (differ(eight, 0) | differ(eight, size - 8)) == 0;
  constexpr std::uint32_t four = 0;
  if (size >= 4) return (differ(four, 0) | differ(four, size - 4)) == 0;
  constexpr std::uint8_t one = 0;
  return size == 0 || (differ(one, 0) | differ(one, size / 2) | differ(one, size - 1)) == 0;
}

// `to = from`, which is no part of it. append() is quicker than assign(), which has to think of
// that.
[[gnu::noinline]] inline void put(std::string& to, std::string_view from) {
  to.clear();
  to.append(from);
}

// The same for a value that most often is empty, or what it was in the record before: then nothing
// is called that would write.
[[gnu::always_inline]] inline void set(std::string& to, std::string_view from) {
  if (from.empty())
    to.clear();
  else if (to.size() != from.size() || !same_bytes(to.data(), from.data(), from.size()))
    put(to, from);
}

}  // namespace profgen::inline v0::log
