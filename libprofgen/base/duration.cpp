#include "base/duration.hpp"

#include <algorithm>
#include <iterator>

#include "base/text.hpp"

namespace profgen::inline v0 {
namespace {

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t longest_us = std::int64_t{400'000} * 7 * 24 * 3600 * second_us;

struct TimeUnit {
  char letter;
  std::int64_t seconds;
  std::string_view name;  // empty: read, not written
};
constexpr TimeUnit units[] = {{'w', std::int64_t{7} * 24 * 3600, ""},
                              {'d', std::int64_t{24} * 3600, "day"},
                              {'h', 3600, "hour"},
                              {'m', 60, "minute"},
                              {'s', 1, "second"}};

}  // namespace

std::optional<std::int64_t> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::int64_t sum = 0;
  while (!text.empty()) {
    const std::size_t digits = text.find_first_not_of("0123456789");
    if (digits == 0 || digits > 9 || digits == std::string_view::npos) return std::nullopt;
    const auto number = text::to_number(text.substr(0, digits));
    const auto* const unit =
        std::find_if(std::begin(units), std::end(units),
                     [&](const TimeUnit& known) { return known.letter == text[digits]; });
    if (!number || unit == std::end(units)) return std::nullopt;
    // Nine digits of weeks in microseconds would not fit.
    const std::int64_t most = longest_us / (unit->seconds * second_us);
    if (static_cast<std::int64_t>(*number) > most) return std::nullopt;
    sum += static_cast<std::int64_t>(*number) * unit->seconds * second_us;
    if (sum > longest_us) return std::nullopt;
    text.remove_prefix(digits + 1);
  }
  return sum;
}

std::string duration_text(std::int64_t duration_us) {
  std::int64_t rest = std::max<std::int64_t>(duration_us, 0) / second_us;
  std::string out;
  int shown = 0;
  for (const TimeUnit& unit : units) {
    if (unit.name.empty()) continue;
    const std::int64_t count = rest / unit.seconds;
    rest %= unit.seconds;
    if (count == 0 && !(out.empty() && unit.seconds == 1)) {
      // "1 day 5 seconds" says less than it seems to.
      if (shown == 1) break;
      continue;
    }
    out += (out.empty() ? "" : " ") + std::to_string(count) + " " + std::string(unit.name) +
           (count == 1 ? "" : "s");
    if (++shown == 2) break;
  }
  return out;
}

}  // namespace profgen::inline v0
