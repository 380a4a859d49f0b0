// Lines that are unique in both texts are anchors (the longest rising run of them, as in "patience"
// diffs); what lies between two anchors is compared by Myers' greedy algorithm up to a number of
// differences. Both together keep the cost near linear for any input.
#include "edit/match_lines.hpp"

#include <algorithm>
#include <unordered_map>

namespace profgen::inline v0::edit {
namespace {

using LineNumbers = std::vector<std::uint32_t>;  // equal lines have equal numbers

// Differences that a gap is searched for; beyond it the gap counts as rewritten. The search costs
// at most this times the lines of the gap, and its square in memory.
constexpr int most_differences = 400;

struct Range {
  std::uint32_t begin, end;
  [[nodiscard]] std::uint32_t size() const { return end - begin; }
};

// Myers, "An O(ND) difference algorithm" (1986), the greedy form with its trace kept.
class Greedy {
 public:
  Greedy(const LineNumbers& a, const LineNumbers& b, Range in_a, Range in_b)
      : a_(a), b_(b), in_a_(in_a), in_b_(in_b) {}

  void append_matches(std::vector<Match>& out) {
    const int n = static_cast<int>(in_a_.size()), m = static_cast<int>(in_b_.size());
    if (n == 0 || m == 0) return;
    const int limit = std::min(n + m, most_differences);
    for (int d = 0; d <= limit; ++d)
      if (step(d, n, m)) return trace_back(d, n, m, out);
  }

 private:
  // The furthest x on diagonal k with d - 1 differences, before a step to d.
  [[nodiscard]] int before_step(const std::vector<int>& last, int d, int k, bool& down) const {
    const auto at = [&](int diagonal) { return last[static_cast<std::size_t>(diagonal + d - 1)]; };
    down = k == -d || (k != d && at(k - 1) < at(k + 1));
    return down ? at(k + 1) : at(k - 1) + 1;
  }

  bool step(int d, int n, int m) {
    std::vector<int> row(static_cast<std::size_t>(2 * d + 1), -1);
    bool done = false;
    for (std::size_t place = 0; place < row.size(); place += 2) {
      const int k = static_cast<int>(place) - d;
      bool down = false;
      int x = d == 0 ? 0 : before_step(rows_.back(), d, k, down);
      // A diagonal that left the field stays out of it.
      while (x < n && x - k < m && x - k >= 0 && same(x, x - k)) ++x;
      row[place] = x;
      if (x >= n && x - k >= m) done = true;
    }
    rows_.push_back(std::move(row));
    return done;
  }

  void trace_back(int d, int n, int m, std::vector<Match>& out) {
    const std::size_t first = out.size();
    int x = n, y = m;
    for (; d > 0; --d) {
      bool down = false;
      const int k = x - y;
      const int start = before_step(rows_[static_cast<std::size_t>(d - 1)], d, k, down);
      for (; x > start; --x, --y) out.push_back(match(x, y));
      x = down ? start : start - 1;
      y = x - (down ? k + 1 : k - 1);
    }
    for (; x > 0 && y > 0; --x, --y) out.push_back(match(x, y));
    std::reverse(out.begin() + static_cast<std::ptrdiff_t>(first), out.end());
  }

  [[nodiscard]] bool same(int x, int y) const {
    return a_[in_a_.begin + static_cast<std::uint32_t>(x)] ==
           b_[in_b_.begin + static_cast<std::uint32_t>(y)];
  }
  [[nodiscard]] Match match(int x, int y) const {
    return {in_a_.begin + static_cast<std::uint32_t>(x) - 1,
            in_b_.begin + static_cast<std::uint32_t>(y) - 1};
  }

  const LineNumbers& a_;
  const LineNumbers& b_;
  Range in_a_, in_b_;
  std::vector<std::vector<int>> rows_;
};

// The longest run of matches that rises in both; `matches` rises in the first already.
std::vector<Match> longest_rising(const std::vector<Match>& matches) {
  std::vector<std::size_t> ends;  // per length, the match that ends the lowest run
  std::vector<std::size_t> previous(matches.size());
  for (std::size_t i = 0; i < matches.size(); ++i) {
    const auto place = std::lower_bound(
        ends.begin(), ends.end(), matches[i].second,
        [&](std::size_t end, std::uint32_t line) { return matches[end].second < line; });
    previous[i] = place == ends.begin() ? i : *(place - 1);
    if (place == ends.end())
      ends.push_back(i);
    else
      *place = i;
  }
  std::vector<Match> run(ends.size());
  std::size_t at = ends.empty() ? 0 : ends.back();
  for (std::size_t i = run.size(); i-- > 0; at = previous[at]) run[i] = matches[at];
  return run;
}

std::vector<Match> anchors(const LineNumbers& a, const LineNumbers& b, Range in_a, Range in_b) {
  struct Seen {
    std::uint32_t in_a = 0, in_b = 0, line_in_b = 0;
  };
  std::unordered_map<std::uint32_t, Seen> seen;
  for (std::uint32_t i = in_a.begin; i < in_a.end; ++i) ++seen[a[i]].in_a;
  for (std::uint32_t i = in_b.begin; i < in_b.end; ++i) {
    Seen& line = seen[b[i]];
    ++line.in_b;
    line.line_in_b = i;
  }
  std::vector<Match> unique;
  for (std::uint32_t i = in_a.begin; i < in_a.end; ++i) {
    const Seen& line = seen[a[i]];
    if (line.in_a == 1 && line.in_b == 1) unique.emplace_back(i, line.line_in_b);
  }
  return longest_rising(unique);
}

// A stretch without anchors: its equal ends first, then the search between them.
void match_gap(const LineNumbers& a, const LineNumbers& b, Range in_a, Range in_b,
               std::vector<Match>& out) {
  while (in_a.size() != 0 && in_b.size() != 0 && a[in_a.begin] == b[in_b.begin])
    out.emplace_back(in_a.begin++, in_b.begin++);
  std::uint32_t tail = 0;
  while (in_a.size() != 0 && in_b.size() != 0 && a[in_a.end - 1] == b[in_b.end - 1])
    --in_a.end, --in_b.end, ++tail;
  Greedy(a, b, in_a, in_b).append_matches(out);
  for (std::uint32_t i = 0; i < tail; ++i) out.emplace_back(in_a.end + i, in_b.end + i);
}

}  // namespace

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    const std::size_t size = newline == std::string_view::npos ? text.size() : newline + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

std::vector<Match> match_lines(const std::vector<std::string_view>& before,
                               const std::vector<std::string_view>& after) {
  std::unordered_map<std::string_view, std::uint32_t> numbers;
  const auto number = [&](const std::vector<std::string_view>& lines) {
    LineNumbers out;
    out.reserve(lines.size());
    for (const std::string_view line : lines)
      out.push_back(
          numbers.try_emplace(line, static_cast<std::uint32_t>(numbers.size())).first->second);
    return out;
  };
  const LineNumbers a = number(before), b = number(after);
  const auto a_size = static_cast<std::uint32_t>(a.size());
  const auto b_size = static_cast<std::uint32_t>(b.size());

  std::vector<Match> matches;
  Range in_a{0, a_size}, in_b{0, b_size};
  for (const Match& anchor : anchors(a, b, in_a, in_b)) {
    match_gap(a, b, {in_a.begin, anchor.first}, {in_b.begin, anchor.second}, matches);
    matches.push_back(anchor);
    in_a.begin = anchor.first + 1;
    in_b.begin = anchor.second + 1;
  }
  match_gap(a, b, in_a, in_b, matches);
  return matches;
}

}  // namespace profgen::inline v0::edit
