#include "log/stamp.hpp"

#include <algorithm>
#include <limits>

#include "base/word_table.hpp"
#include "log/digits.hpp"
#include "log/prefix.hpp"

namespace profgen::inline v0::log {
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

Stamp UsualStamps::read(std::string_view text) {
  constexpr std::size_t serial_at = 15, serial_most = 19;  // as many digits always fit
  Stamp stamp;
  if (text.size() < serial_at + serial_most + 2) return stamp;
  const char* const at = text.data();
  // "17954571", "76.476:9"
  const std::uint64_t first = ShortWord::load(at), second = ShortWord::load(at + 8);
  if ((first ^ first_) | (second ^ second_) << 8)
    if (!read_time(first, second)) return stamp;
  std::uint64_t serial = ShortWord::load(at + serial_at);
  std::size_t size = 8;
  if (const std::uint64_t behind = no_digits(serial); behind != 0) {
    size = static_cast<std::size_t>(__builtin_ctzll(behind)) / 8;
    if (size == 0) return stamp;
    // Zeros before it, which are nothing but low bytes.
    serial = number_of_eight((serial - eight_zeros) << 8 * (8 - size));
  } else {
    serial = number_of_eight(serial - eight_zeros);
    for (; size != serial_most && is_stamp_digit(at[serial_at + size]); ++size)
      serial = serial * 10 + static_cast<std::uint64_t>(at[serial_at + size] - '0');
  }
  const char* const end = at + serial_at + size;
  if (end[0] != ')' || end[1] != ':') return stamp;
  stamp.serial = serial;
  stamp.time_us = time_us_;
  stamp.size = serial_at + size + 2;
  return stamp;
}

bool UsualStamps::read_time(std::uint64_t first, std::uint64_t second) {
  constexpr std::uint64_t dot_and_colon = 0x00ff000000ff0000, digits = 0x0000ffffff00ffff;
  if (no_digits(first) != 0 || no_digits((second & digits) | (eight_zeros & ~digits)) != 0 ||
      (second & dot_and_colon) != 0x003a0000002e0000)
    return false;
  // Both numbers of the rest at once: the digits as if "76476" stood there, behind three zeros.
  const std::uint64_t five = (second & 0xffff) << 24 | (second >> 24 & 0xffffff) << 40;
  const std::uint64_t number = number_of_eight((five | (eight_zeros & 0xffffff)) - eight_zeros);
  time_us_ =
      static_cast<std::int64_t>((number_of_eight(first - eight_zeros) * 100'000 + number) * 1000);
  first_ = first;
  second_ = second;
  return true;
}

}  // namespace profgen::inline v0::log
