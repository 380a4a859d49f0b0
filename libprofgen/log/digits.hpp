// Decimal digits eight at a time, without a loop. Words are as ShortWord::load() gives them: the
// first byte is the lowest.
#pragma once

#include <cstddef>
#include <cstdint>

namespace profgen::inline v0::log {

inline constexpr std::uint64_t eight_zeros = 0x3030303030303030;

// Of eight bytes those that are no digits: a bit of each is set.
inline std::uint64_t no_digits(std::uint64_t bytes) {
  constexpr std::uint64_t high_halves = 0xf0f0f0f0f0f0f0f0;
  // '0' to '9' are 0x30 to 0x39: six more must not change the high half either. (What is carried
  // over comes from a byte that is no digit, and changes only bytes behind it.)
  return ((bytes & high_halves) ^ eight_zeros) |
         (((bytes + 0x0606060606060606) & high_halves) ^ eight_zeros);
}

// The number that eight bytes of 0 to 9 are.
inline std::uint64_t number_of_eight(std::uint64_t digits) {
  // Pairs, then fours, then all eight, added up side by side.
  digits = (digits * 10 + (digits >> 8)) & 0x00ff00ff00ff00ff;
  digits = (digits * 100 + (digits >> 16)) & 0x0000ffff0000ffff;
  return (digits * 10'000 + (digits >> 32)) & 0xffffffff;
}

// The first `size` of eight bytes (1 to 8) behind as many zeros as are missing.
inline std::uint64_t with_zeros_before(std::uint64_t bytes, std::size_t size) {
  return bytes << 8 * (8 - size) | eight_zeros >> 4 * size >> 4 * size;
}

}  // namespace profgen::inline v0::log
