// Events over time as bars.
#pragma once

#include <cstdint>
#include <string>

#include "profgen/timeline.hpp"

namespace profgen::inline v0::report {

// The part of the time that all charts show, and how it is cut into bars.
struct Axis {
  std::int64_t from = 0, bar_seconds = 1;
  std::size_t bars = 0;  // 0: nothing to show
  // Few events far from all others would leave no room for these.
  std::uint64_t before = 0, behind = 0;
};
[[nodiscard]] Axis axis_of(const Timeline& timeline, std::size_t most_bars = 60);

// A <figure> with the bars, labels of both axes, and a table of the same numbers.
void put_chart(std::string& out, const std::string& name, const Timeline::Pieces& pieces,
               const Axis& axis);
// "2 minutes", "30 seconds".
[[nodiscard]] std::string width_text(std::int64_t seconds);

}  // namespace profgen::inline v0::report
