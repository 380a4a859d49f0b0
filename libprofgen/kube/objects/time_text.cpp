#include "kube/objects/time_text.hpp"

#include <fmt/format.h>

#include <chrono>

#include "base/text.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr std::int64_t second_us = 1'000'000;

// Digits of a fixed width, followed by `behind`; they are cut off the text.
bool take_number(std::string_view& text, std::size_t digits, char behind, std::uint64_t& into) {
  if (text.size() <= digits || text[digits] != behind) return false;
  const auto number = text::to_number(text.substr(0, digits));
  if (!number) return false;
  into = *number;
  text.remove_prefix(digits + 1);
  return true;
}

}  // namespace

std::string time_text(std::int64_t time_us) {
  using namespace std::chrono;
  const sys_time<microseconds> time{microseconds(time_us)};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", int(date.year()),
                     unsigned(date.month()), unsigned(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

std::optional<std::int64_t> time_of(std::string_view text) {
  using namespace std::chrono;
  std::uint64_t year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (text.empty() || text.back() != 'Z') return std::nullopt;
  if (!take_number(text, 4, '-', year) || !take_number(text, 2, '-', month) ||
      !take_number(text, 2, 'T', day) || !take_number(text, 2, ':', hour) ||
      !take_number(text, 2, ':', minute))
    return std::nullopt;
  std::uint64_t fraction = 0;
  if (!take_number(text, 2, 'Z', second)) {
    if (!take_number(text, 2, '.', second) || text.size() < 2) return std::nullopt;
    std::string digits(text.substr(0, text.size() - 1));
    digits.resize(6, '0');
    const auto number = text::to_number(digits);
    if (!number) return std::nullopt;
    fraction = *number;
  } else if (!text.empty()) {
    return std::nullopt;
  }
  const year_month_day date{std::chrono::year(static_cast<int>(year)),
                            std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const auto days_us = duration_cast<microseconds>(sys_days(date).time_since_epoch()).count();
  return days_us + static_cast<std::int64_t>(hour * 3600 + minute * 60 + second) * second_us +
         static_cast<std::int64_t>(fraction);
}

}  // namespace profgen::inline v0::kube
