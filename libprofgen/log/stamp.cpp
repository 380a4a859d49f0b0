#include "log/stamp.hpp"

#include <algorithm>
#include <limits>

#include "base/word_table.hpp"
#include "log/prefix.hpp"

namespace profgen::log {
namespace {

bool is_stamp_digit(char c) { return c >= '0' && c <= '9'; }

// Up to `most` digits (20 at most); a number that does not fit becomes the largest one. False if
// there is no digit.
[[gnu::always_inline]] inline bool take_digits(std::string_view& text, std::size_t most,
                                               std::uint64_t& number) {
  constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
  constexpr std::size_t always_fit = 19;
  const char* at = text.data();
  const char* const end = at + std::min(text.size(), std::min(most, always_fit));
  number = 0;
  for (; at != end && is_stamp_digit(*at); ++at)
    number = number * 10 + static_cast<std::uint64_t>(*at - '0');
  const auto count = static_cast<std::size_t>(at - text.data());
  text.remove_prefix(count);
  if (count == always_fit && most > always_fit && !text.empty() && is_stamp_digit(text.front())) {
    const auto digit = static_cast<std::uint64_t>(text.front() - '0');
    number = number > (largest - digit) / 10 ? largest : number * 10 + digit;
    text.remove_prefix(1);
  }
  return count != 0;
}
bool take_byte(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// Eight digits as a number; false if these bytes are not all digits.
bool eight_digits(const char* at, std::uint64_t& number) {
  constexpr std::uint64_t zeros = 0x3030303030303030, high = 0xf0f0f0f0f0f0f0f0;
  const std::uint64_t bytes = ShortWord::load(at);
  // '0' to '9' are 0x30 to 0x39: six more must not change the high half either.
  if ((((bytes & high) ^ zeros) | (((bytes + 0x0606060606060606) & high) ^ zeros)) != 0)
    return false;
  // Pairs, then fours, then all eight, added up side by side.
  std::uint64_t sum = bytes - zeros;
  sum = (sum * 10 + (sum >> 8)) & 0x00ff00ff00ff00ff;
  sum = (sum * 100 + (sum >> 16)) & 0x0000ffff0000ffff;
  number = (sum * 10'000 + (sum >> 32)) & 0xffffffff;
  return true;
}

}  // namespace

Stamp read_stamp(std::string_view text) {
  constexpr std::size_t seconds_most = 12, fraction_most = 6, serial_most = 20;
  Stamp stamp;
  std::string_view rest = text;
  if (begins_with(rest, "msg=")) rest.remove_prefix(4);
  if (!begins_with(rest, "audit(")) return stamp;
  rest.remove_prefix(6);
  std::uint64_t seconds = 0, fraction = 0;
  if (!take_digits(rest, seconds_most, seconds) || !take_byte(rest, '.')) return stamp;
  std::size_t places = rest.size();
  if (!take_digits(rest, fraction_most, fraction)) return stamp;
  places -= rest.size();
  if (!take_byte(rest, ':') || !take_digits(rest, serial_most, stamp.serial) ||
      !take_byte(rest, ')'))
    return stamp;
  (void)take_byte(rest, ':');
  for (; places < fraction_most; ++places) fraction *= 10;
  stamp.time_us = static_cast<std::int64_t>(seconds * 1'000'000 + fraction);
  stamp.size = text.size() - rest.size();
  return stamp;
}

Stamp read_usual_stamp(std::string_view text) {
  constexpr std::size_t dot = 10, colon = 14, serial = 15;
  Stamp stamp;
  const char* at = text.data();
  std::uint64_t seconds = 0;
  if (text.size() <= serial || !eight_digits(at, seconds) || !is_stamp_digit(at[8]) ||
      !is_stamp_digit(at[9]) || at[dot] != '.' || !is_stamp_digit(at[11]) ||
      !is_stamp_digit(at[12]) || !is_stamp_digit(at[13]) || at[colon] != ':')
    return stamp;
  const auto digit = [](char c) { return static_cast<std::uint64_t>(c - '0'); };
  constexpr std::size_t serial_most = 19;  // these fit
  const char* const end = at + std::min(text.size(), serial + serial_most);
  const char* behind = at + serial;
  std::uint64_t number = 0;
  for (; behind != end && is_stamp_digit(*behind); ++behind) number = number * 10 + digit(*behind);
  if (behind == at + serial || text.data() + text.size() - behind < 2 || behind[0] != ')' ||
      behind[1] != ':')
    return stamp;
  stamp.serial = number;
  seconds = seconds * 100 + digit(at[8]) * 10 + digit(at[9]);
  const std::uint64_t millis = digit(at[11]) * 100 + digit(at[12]) * 10 + digit(at[13]);
  stamp.time_us = static_cast<std::int64_t>(seconds * 1'000'000 + millis * 1000);
  stamp.size = static_cast<std::size_t>(behind + 2 - at);
  return stamp;
}

}  // namespace profgen::log
