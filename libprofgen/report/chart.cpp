#include "report/chart.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>
#include <vector>

#include "refine/seen_text.hpp"
#include "report/html.hpp"

namespace profgen::inline v0::report {
namespace {

constexpr std::int64_t us = 1'000'000;
constexpr std::array<std::string_view, 4> verdict_words = {"audited", "allowed in complain mode",
                                                           "denied", "killed"};

std::uint64_t sum_of(const evidence::Counts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

// Without the day where it is that of the start.
std::string label(std::int64_t second, std::int64_t from) {
  constexpr std::size_t day = 10;
  const std::string time = refine::utc_text(second * us), first = refine::utc_text(from * us);
  const bool same_day = second != from && time.compare(0, day, first, 0, day) == 0;
  return time.substr(same_day && time.size() > day ? day + 1 : 0);
}

// "3 denied, 12 allowed in complain mode"
std::string counts_text(const evidence::Counts& counts) {
  std::string out;
  for (std::size_t i = counts.size(); i-- > 0;)
    if (counts[i] != 0)
      out += fmt::format("{}{} {}", out.empty() ? "" : ", ", grouped(counts[i]), verdict_words[i]);
  return out;
}

std::vector<evidence::Counts> bars_of(const Timeline::Pieces& pieces, const Axis& axis) {
  std::vector<evidence::Counts> out(axis.bars);
  for (const auto& [start, counts] : pieces) {
    if (start < axis.from) continue;
    const auto at = static_cast<std::size_t>((start - axis.from) / axis.bar_seconds);
    if (at >= out.size()) continue;
    for (std::size_t i = 0; i < counts.size(); ++i) out[at][i] += counts[i];
  }
  return out;
}

// One bar: the verdicts on top of each other, the worst at the bottom, where it is seen.
void put_bar(std::string& out, std::size_t at, const evidence::Counts& counts,
             std::uint64_t highest, const Axis& axis) {
  const std::int64_t start = axis.from + static_cast<std::int64_t>(at) * axis.bar_seconds;
  put(out, "<g><title>{}: {}</title>", refine::utc_text(start * us), counts_text(counts));
  double base = 100;
  for (std::size_t i = counts.size(); i-- > 0;) {
    if (counts[i] == 0) continue;
    // What happened is seen, however little it is.
    const double height =
        std::max(1.5, 100.0 * static_cast<double>(counts[i]) / static_cast<double>(highest));
    base = std::max(0.0, base - height);
    put(out, "<rect class=\"v{}\" x=\"{}\" y=\"{:.1f}\" width=\".86\" height=\"{:.1f}\"/>", i, at,
        base, height);
  }
  out += "</g>";
}

void put_numbers(std::string& out, const std::vector<evidence::Counts>& bars, const Axis& axis) {
  out +=
      "<details><summary>The numbers</summary><div class=\"scroll\"><table><thead><tr>"
      "<th scope=\"col\">from (UTC)</th>";
  for (const std::string_view word : {"audit", "allowed", "denied", "killed"})
    put(out, "<th scope=\"col\" class=\"n\">{}</th>", word);
  out += "</tr></thead><tbody>";
  for (std::size_t at = 0; at < bars.size(); ++at) {
    if (sum_of(bars[at]) == 0) continue;
    put(out, "<tr><td>{}</td>",
        time_html((axis.from + static_cast<std::int64_t>(at) * axis.bar_seconds) * us));
    for (const std::uint64_t count : bars[at]) put(out, "<td class=\"n\">{}</td>", grouped(count));
    out += "</tr>";
  }
  out += "</tbody></table></div></details>";
}

// From the first piece to the last, without a hundredth of the events that lies far off, where that
// saves most of the room.
std::pair<std::int64_t, std::int64_t> range_of(const Timeline::Pieces& pieces, Axis& axis) {
  std::uint64_t total = 0;
  for (const auto& [start, counts] : pieces) total += sum_of(counts);
  const std::uint64_t few = total / 100;
  auto first = pieces.begin(), last = std::prev(pieces.end());
  const std::int64_t whole = last->first - first->first;
  std::uint64_t before = 0, behind = 0;
  while (before + sum_of(first->second) <= few) before += sum_of((first++)->second);
  while (behind + sum_of(last->second) <= few) behind += sum_of((last--)->second);
  // What is no further off than the rest is long belongs to it.
  const std::int64_t span = last->first - first->first;
  while (first != pieces.begin() && first->first - std::prev(first)->first <= span)
    before -= sum_of((--first)->second);
  while (std::next(last) != pieces.end() && std::next(last)->first - last->first <= span)
    behind -= sum_of((++last)->second);
  constexpr std::int64_t saves = 4;
  if ((last->first - first->first) * saves > whole)
    return {pieces.begin()->first, std::prev(pieces.end())->first};
  axis.before = before;
  axis.behind = behind;
  return {first->first, last->first};
}

}  // namespace

std::string width_text(std::int64_t seconds) {
  constexpr std::pair<std::int64_t, std::string_view> units[] = {
      {86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
  for (const auto& [size, word] : units)
    if (seconds % size == 0) return counted(static_cast<std::uint64_t>(seconds / size), word);
  return {};
}

Axis axis_of(const Timeline& timeline, std::size_t most_bars) {
  Axis axis;
  if (timeline.all().empty()) return axis;
  const auto [first, last] = range_of(timeline.all(), axis);
  const std::int64_t piece = timeline.piece_seconds();
  const std::int64_t pieces = (last - first) / piece + 1;
  const auto most = static_cast<std::int64_t>(most_bars);
  axis.from = first;
  axis.bar_seconds = piece * ((pieces + most - 1) / most);
  axis.bars = static_cast<std::size_t>((last - first) / axis.bar_seconds + 1);
  return axis;
}

void put_chart(std::string& out, const std::string& name, const Timeline::Pieces& pieces,
               const Axis& axis) {
  const std::vector<evidence::Counts> bars = bars_of(pieces, axis);
  std::uint64_t highest = 1;
  evidence::Counts total{};
  for (const evidence::Counts& counts : bars) {
    highest = std::max(highest, sum_of(counts));
    for (std::size_t i = 0; i < total.size(); ++i) total[i] += counts[i];
  }
  const std::string words = counts_text(total);
  const std::int64_t end = axis.from + static_cast<std::int64_t>(axis.bars) * axis.bar_seconds;
  put(out,
      "<figure><figcaption><b>{}</b>{}</figcaption>\n<div class=\"plot\"><div class=\"y\">"
      "<span>{}</span><span>0</span></div>",
      escaped(name, 80), words.empty() ? "nothing" : words, grouped(highest));
  put(out,
      "<svg class=\"bars\" role=\"img\" viewBox=\"0 0 {0} 100\" preserveAspectRatio=\"none\" "
      "aria-label=\"Events of {1} over time: {2}; at most {3} in {4}\">"
      "<path class=\"grid\" d=\"M0 .5H{0}M0 50H{0}M0 99.5H{0}\"/>",
      axis.bars, escaped(name, 80), words, grouped(highest), width_text(axis.bar_seconds));
  for (std::size_t at = 0; at < bars.size(); ++at)
    if (sum_of(bars[at]) != 0) put_bar(out, at, bars[at], highest, axis);
  put(out, "</svg><div class=\"x\"><span>{}</span><span>{}</span></div></div>\n",
      label(axis.from, axis.from), label(end, axis.from));
  put_numbers(out, bars, axis);
  out += "</figure>\n";
}

}  // namespace profgen::inline v0::report
