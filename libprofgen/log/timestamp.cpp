#include "log/timestamp.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>

namespace profgen::inline v0::log {
namespace {

constexpr std::int64_t second_us = 1'000'000;

// A cursor that only moves on success; every step says whether it could be taken.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}
  [[nodiscard]] std::string_view rest() const { return rest_; }

  bool character(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Exactly `width` digits.
  bool number(std::size_t width, int& out) {
    if (rest_.size() < width) return false;
    int value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return false;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(width);
    out = value;
    return true;
  }
  // "18:12:38" and, if it is there, ".655752".
  bool clock(std::int64_t& out_us) {
    int hour = 0, minute = 0, second = 0;
    if (!number(2, hour) || !character(':') || !number(2, minute) || !character(':') ||
        !number(2, second) || hour > 23 || minute > 59 || second > 60)
      return false;
    out_us = ((hour * 60 + minute) * 60 + second) * second_us;
    if (rest_.size() > 1 && (rest_[0] == '.' || rest_[0] == ',') && rest_[1] >= '0' &&
        rest_[1] <= '9') {
      rest_.remove_prefix(1);
      std::int64_t place = second_us / 10;
      for (; !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; rest_.remove_prefix(1)) {
        out_us += (rest_[0] - '0') * place;
        place /= 10;
      }
    }
    return true;
  }
  // "Z", "+08:00", "-0330"; nothing counts as UTC.
  bool zone(std::int64_t& out_us) {
    out_us = 0;
    if (character('Z') || rest_.empty() || (rest_[0] != '+' && rest_[0] != '-')) return true;
    const std::int64_t sign = rest_[0] == '-' ? -1 : 1;
    rest_.remove_prefix(1);
    int hours = 0, minutes = 0;
    if (!number(2, hours)) return false;
    character(':');
    if (!number(2, minutes)) return false;
    out_us = sign * (hours * 60 + minutes) * 60 * second_us;
    return true;
  }
  // "Nov" → 11.
  bool month(int& out) {
    static constexpr std::array<std::string_view, 12> names = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    for (std::size_t i = 0; i < names.size(); ++i)
      if (rest_.substr(0, 3) == names[i]) {
        rest_.remove_prefix(3);
        out = static_cast<int>(i) + 1;
        return true;
      }
    return false;
  }
  // " 3" or "03" or "23".
  bool day(int& out) { return character(' ') ? number(1, out) : number(2, out); }

 private:
  std::string_view rest_;
};

std::int64_t midnight_us(int year, int month, int day) {
  using namespace std::chrono;
  const sys_days date = std::chrono::year(year) / month / day;
  return static_cast<std::int64_t>(date.time_since_epoch().count()) * 86'400 * second_us;
}

bool is_date(int month, int day) { return month >= 1 && month <= 12 && day >= 1 && day <= 31; }

}  // namespace

std::optional<std::int64_t> take_iso_time(std::string_view& text) {
  Cursor at(text);
  int year = 0, month = 0, day = 0;
  std::int64_t clock = 0, zone = 0;
  if (!at.number(4, year) || !at.character('-') || !at.number(2, month) || !at.character('-') ||
      !at.number(2, day) || !is_date(month, day) || !(at.character('T') || at.character(' ')) ||
      !at.clock(clock) || !at.zone(zone))
    return std::nullopt;
  text = at.rest();
  return midnight_us(year, month, day) + clock - zone;
}

std::optional<std::int64_t> take_bsd_time(std::string_view& text, std::int64_t reference_us) {
  Cursor at(text);
  int month = 0, day = 0;
  std::int64_t clock = 0, zone = 0;
  if (!at.month(month) || !at.character(' ') || !at.day(day) || !is_date(month, day) ||
      !at.character(' ') || !at.clock(clock) || !at.zone(zone))
    return std::nullopt;
  text = at.rest();
  if (reference_us == 0) return 0;
  using namespace std::chrono;
  const auto days = floor<std::chrono::days>(microseconds(reference_us));
  const int near = static_cast<int>(year_month_day(sys_days(days)).year());
  std::int64_t best = 0, distance = 0;
  for (int year = near - 1; year <= near + 1; ++year) {
    const std::int64_t time = midnight_us(year, month, day) + clock - zone;
    const std::int64_t away = time > reference_us ? time - reference_us : reference_us - time;
    if (year == near - 1 || away < distance) {
      best = time;
      distance = away;
    }
  }
  return best;
}

std::optional<std::int64_t> take_ctime(std::string_view& text) {
  Cursor at(text.substr(std::min<std::size_t>(text.size(), 4)));
  int month = 0, day = 0, year = 0;
  std::int64_t clock = 0;
  if (text.size() < 4 || text[3] != ' ' || !at.month(month) || !at.character(' ') || !at.day(day) ||
      !is_date(month, day) || !at.character(' ') || !at.clock(clock) || !at.character(' ') ||
      !at.number(4, year))
    return std::nullopt;
  text = at.rest();
  return midnight_us(year, month, day) + clock;
}

std::string iso_time(std::int64_t time_us) {
  if (time_us == 0) return {};
  using namespace std::chrono;
  const auto days = floor<std::chrono::days>(microseconds(time_us));
  const year_month_day date{sys_days(days)};
  const std::int64_t rest = (microseconds(time_us) - duration_cast<microseconds>(days)).count();
  const std::int64_t seconds = rest / second_us;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     seconds / 3600, seconds / 60 % 60, seconds % 60, rest % second_us);
}

}  // namespace profgen::inline v0::log
