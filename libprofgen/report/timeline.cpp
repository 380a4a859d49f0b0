#include "profgen/timeline.hpp"

#include <iterator>
#include <variant>

namespace profgen::inline v0::report {
namespace {

// Each divides the next, so that pieces can be put together: a second to a minute, to a day, to
// four weeks, to a hundred years.
constexpr std::int64_t widths[] = {1,     2,      10,      30,       60,        120,
                                   600,   1800,   3600,    7200,     21600,     43200,
                                   86400, 604800, 2419200, 31449600, 314496000, 3144960000};

std::int64_t floor_to(std::int64_t second, std::int64_t width) {
  const std::int64_t below = second % width;
  return second - (below < 0 ? below + width : below);
}

void add_up(evidence::Counts& into, const evidence::Counts& counts) {
  for (std::size_t i = 0; i < into.size(); ++i) into[i] += counts[i];
}

void widen(Timeline::Pieces& pieces, std::int64_t width) {
  Timeline::Pieces wider;
  for (const auto& [start, counts] : pieces) add_up(wider[floor_to(start, width)], counts);
  pieces = std::move(wider);
}

}  // namespace

std::int64_t Timeline::piece_seconds() const { return widths[step_]; }

void Timeline::count(Pieces& pieces, std::int64_t second, const evidence::Counts& counts) const {
  add_up(pieces[floor_to(second, widths[step_])], counts);
}

void Timeline::widen_to(std::size_t step) {
  step_ = step;
  for (auto& [subject, pieces] : profiles_) widen(pieces, widths[step]);
  widen(rest_, widths[step]);
  widen(all_, widths[step]);
}

void Timeline::bound() {
  while (all_.size() > most_pieces && step_ + 1 < std::size(widths)) widen_to(step_ + 1);
  while (profiles_.size() > most_profiles) {
    const auto last = std::prev(profiles_.end());
    for (const auto& [start, counts] : last->second) count(rest_, start, counts);
    profiles_.erase(last);
  }
}

void Timeline::add(const Record& record, const Event& event) {
  const auto verdict = static_cast<std::size_t>(event.verdict);
  evidence::Counts one{};
  // The same events that Evidence counts.
  if (verdict >= one.size()) return;
  if (std::holds_alternative<std::monostate>(event.access) && event.unusable.empty()) return;
  if (duplicates_.seen_before(record)) return;
  if (record.time_us == 0) {
    ++undated_;
    return;
  }
  one[verdict] = 1;
  const std::int64_t second = floor_to(record.time_us, 1'000'000) / 1'000'000;
  const std::string profile = event.profile.substr(0, event.profile.find("//null-"));
  count(profiles_[{event.name_space, profile}], second, one);
  count(all_, second, one);
  bound();
}

void Timeline::merge(const Timeline& other) {
  // Wide pieces cannot be taken apart; count() puts narrow ones where they belong.
  if (other.step_ > step_) widen_to(other.step_);
  for (const auto& [subject, pieces] : other.profiles_)
    for (const auto& [start, counts] : pieces) count(profiles_[subject], start, counts);
  for (const auto& [start, counts] : other.rest_) count(rest_, start, counts);
  for (const auto& [start, counts] : other.all_) count(all_, start, counts);
  undated_ += other.undated_;
  bound();
}

}  // namespace profgen::inline v0::report
