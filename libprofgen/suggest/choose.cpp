#include "suggest/choose.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <queue>
#include <tuple>

namespace profgen::inline v0::suggest {
namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
// Rounds of improvement; each but the last makes the cover cheaper, three do in practice.
constexpr int most_rounds = 16;
// A gain that is no rounding error.
constexpr double least_gain = 1e-9;

// The sets of each element, ascending, in one piece of memory.
class Holders {
 public:
  explicit Holders(const CoverProblem& problem) : begin_(problem.elements + 1, 0) {
    for (const CoverSet& set : problem.sets)
      for (const std::uint32_t element : set.elements) ++begin_[element + 1];
    for (std::size_t i = 0; i < problem.elements; ++i) begin_[i + 1] += begin_[i];
    sets_.resize(begin_.back());
    std::vector<std::size_t> next(begin_.begin(), begin_.end() - 1);
    for (std::uint32_t index = 0; index < problem.sets.size(); ++index)
      for (const std::uint32_t element : problem.sets[index].elements)
        sets_[next[element]++] = index;
  }
  [[nodiscard]] const std::uint32_t* begin(std::uint32_t element) const {
    return sets_.data() + begin_[element];
  }
  [[nodiscard]] const std::uint32_t* end(std::uint32_t element) const {
    return sets_.data() + begin_[element + 1];
  }

 private:
  std::vector<std::size_t> begin_;
  std::vector<std::uint32_t> sets_;
};

// A cover that is changed set by set.
class Cover {
 public:
  Cover(const CoverProblem& problem, const Holders& holders, const std::vector<std::size_t>& chosen)
      : problem_(problem),
        holders_(holders),
        taken_(problem.sets.size(), 0),
        times_(problem.elements, 0),
        mark_(problem.sets.size(), 0),
        gain_(problem.sets.size(), 0),
        done_(problem.elements, 0) {
    for (const std::size_t set : chosen) take(set);
  }

  void improve() {
    drop_redundant();
    for (int round = 0; round < most_rounds; ++round) {
      const bool replaced = replace_each();
      const bool added = add_each();
      drop_redundant();
      if (!replaced && !added) return;
    }
  }
  [[nodiscard]] std::vector<std::size_t> chosen() const {
    std::vector<std::size_t> out;
    for (std::size_t set = 0; set < taken_.size(); ++set)
      if (taken_[set] != 0) out.push_back(set);
    return out;
  }

 private:
  [[nodiscard]] double cost(std::size_t set) const { return problem_.sets[set].cost; }
  [[nodiscard]] const std::vector<std::uint32_t>& elements(std::size_t set) const {
    return problem_.sets[set].elements;
  }
  void take(std::size_t set) {
    if (taken_[set] != 0) return;
    taken_[set] = 1;
    for (const std::uint32_t element : elements(set)) ++times_[element];
  }
  void leave(std::size_t set) {
    taken_[set] = 0;
    for (const std::uint32_t element : elements(set)) --times_[element];
  }
  [[nodiscard]] bool redundant(std::size_t set) const {
    return std::all_of(elements(set).begin(), elements(set).end(),
                       [&](std::uint32_t element) { return times_[element] > 1; });
  }

  // The dearest first: it is the one to be rid of. Of equals the later one.
  void drop_redundant() {
    std::vector<std::size_t> order = chosen();
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return cost(a) < cost(b); });
    for (auto set = order.rbegin(); set != order.rend(); ++set)
      if (redundant(*set)) leave(*set);
  }

  // Each chosen set against others for what only it covers: one other set, or the cheapest of each
  // element (the literals in place of an abstraction).
  bool replace_each() {
    bool any = false;
    for (const std::size_t set : chosen())
      if (taken_[set] != 0 && replace(set)) any = true;
    return any;
  }
  bool replace(std::size_t set) {
    std::vector<std::uint32_t> open;
    for (const std::uint32_t element : elements(set))
      if (times_[element] == 1) open.push_back(element);
    if (open.empty()) {
      leave(set);
      return true;
    }
    std::vector<std::size_t> instead;
    double price = greedily(set, open, instead);
    const std::uint32_t one = cheapest_that_holds(set, open);
    if (one != none && cost(one) <= price) {
      instead = {one};
      price = cost(one);
    }
    if (price >= cost(set) - least_gain) return false;
    leave(set);
    for (const std::size_t other : instead) take(other);
    for (const std::size_t other : instead)
      if (redundant(other)) leave(other);
    return true;
  }
  // What the elements cost without `set`: for one after the other the set that is cheapest for as
  // many of them as it holds. Ends early where that is no gain.
  double greedily(std::size_t without, const std::vector<std::uint32_t>& open,
                  std::vector<std::size_t>& instead) {
    ++round_;
    for (const std::uint32_t element : open)
      for (const auto* at = holders_.begin(element); at != holders_.end(element); ++at) {
        if (mark_[*at] != round_) gain_[*at] = 0;
        mark_[*at] = round_;
        ++gain_[*at];
      }
    double price = 0;
    for (const std::uint32_t element : open) {
      if (done_[element] == round_) continue;
      std::uint32_t best = none;
      for (const auto* at = holders_.begin(element); at != holders_.end(element); ++at)
        if (*at != without && (best == none || cost(*at) * gain_[best] < cost(best) * gain_[*at]))
          best = *at;
      if (best == none) return std::numeric_limits<double>::infinity();
      instead.push_back(best);
      price += cost(best);
      if (price >= cost(without)) return price;
      for (const std::uint32_t other : elements(best)) done_[other] = round_;
    }
    return price;
  }
  [[nodiscard]] std::uint32_t cheapest_that_holds(std::size_t without,
                                                  const std::vector<std::uint32_t>& open) const {
    std::uint32_t best = none;
    const std::uint32_t first = open.front();
    for (const auto* at = holders_.begin(first); at != holders_.end(first); ++at) {
      if (*at == without || (best != none && cost(*at) >= cost(best))) continue;
      const auto& held = elements(*at);
      if (held.size() >= open.size() &&
          std::includes(held.begin(), held.end(), open.begin(), open.end()))
        best = *at;
    }
    return best;
  }

  // Each set that was not chosen against those that it would make redundant.
  bool add_each() {
    bool any = false;
    for (std::size_t set = 0; set < taken_.size(); ++set)
      if (taken_[set] == 0 && elements(set).size() > 1 && add(set)) any = true;
    return any;
  }
  bool add(std::size_t set) {
    std::vector<std::uint32_t> others;
    ++round_;
    double most = 0;
    for (const std::uint32_t element : elements(set)) {
      if (times_[element] != 1) continue;
      for (const auto* at = holders_.begin(element); at != holders_.end(element); ++at)
        if (taken_[*at] != 0 && mark_[*at] != round_) {
          mark_[*at] = round_;
          others.push_back(*at);
          most += cost(*at);
        }
    }
    if (most <= cost(set) + least_gain) return false;
    std::sort(others.begin(), others.end(), [&](std::uint32_t a, std::uint32_t b) {
      return cost(a) != cost(b) ? cost(a) > cost(b) : a > b;
    });
    take(set);
    double gain = -cost(set);
    std::vector<std::uint32_t> left;
    for (const std::uint32_t other : others) {
      if (!redundant(other)) continue;
      leave(other);
      left.push_back(other);
      gain += cost(other);
    }
    if (gain > least_gain) return true;
    for (const std::uint32_t other : left) take(other);
    leave(set);
    return false;
  }

  const CoverProblem& problem_;
  const Holders& holders_;
  std::vector<char> taken_;
  std::vector<std::uint32_t> times_;  // by element: how many chosen sets hold it
  std::vector<std::uint32_t> mark_;   // by set: the round in which it was met
  std::vector<std::uint32_t> gain_;   // by set, of the round: how many open elements it holds
  std::vector<std::uint32_t> done_;   // by element: the round in which it was covered
  std::uint32_t round_ = 0;
};

}  // namespace

std::vector<std::size_t> greedy_cover(const CoverProblem& problem) {
  const Holders holders(problem);
  std::vector<std::uint32_t> open(problem.sets.size());
  // By cost for each element, then the larger one, then the first.
  using Entry = std::tuple<double, std::uint32_t, std::uint32_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  const auto offer = [&](std::uint32_t set) {
    if (open[set] != 0) queue.emplace(problem.sets[set].cost / open[set], none - open[set], set);
  };
  for (std::uint32_t set = 0; set < problem.sets.size(); ++set) {
    open[set] = static_cast<std::uint32_t>(problem.sets[set].elements.size());
    offer(set);
  }
  std::vector<char> covered(problem.elements, 0);
  std::vector<std::size_t> chosen;
  while (!queue.empty()) {
    const auto [ratio, inverse, set] = queue.top();
    queue.pop();
    if (open[set] == 0) continue;
    if (none - inverse != open[set]) {  // covered in part since: to its new place
      offer(set);
      continue;
    }
    chosen.push_back(set);
    for (const std::uint32_t element : problem.sets[set].elements) {
      if (covered[element] != 0) continue;
      covered[element] = 1;
      for (const auto* at = holders.begin(element); at != holders.end(element); ++at) --open[*at];
    }
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

std::vector<std::size_t> cheapest_each(const CoverProblem& problem) {
  std::vector<std::uint32_t> best(problem.elements, none);
  for (std::uint32_t set = 0; set < problem.sets.size(); ++set)
    for (const std::uint32_t element : problem.sets[set].elements)
      if (best[element] == none || problem.sets[set].cost < problem.sets[best[element]].cost)
        best[element] = set;
  std::vector<std::size_t> chosen;
  for (const std::uint32_t set : best)
    if (set != none) chosen.push_back(set);
  std::sort(chosen.begin(), chosen.end());
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  return chosen;
}

double cost_of(const CoverProblem& problem, const std::vector<std::size_t>& chosen) {
  std::vector<std::size_t> once = chosen;
  std::sort(once.begin(), once.end());
  once.erase(std::unique(once.begin(), once.end()), once.end());
  double cost = 0;
  for (const std::size_t set : once) cost += problem.sets[set].cost;
  return cost;
}

std::vector<std::size_t> choose_cover(const CoverProblem& problem) {
  const Holders holders(problem);
  std::vector<std::size_t> best;
  double least = std::numeric_limits<double>::infinity();
  for (const auto& start : {greedy_cover(problem), cheapest_each(problem)}) {
    Cover cover(problem, holders, start);
    cover.improve();
    std::vector<std::size_t> chosen = cover.chosen();
    const double cost = cost_of(problem, chosen);
    if (cost >= least - least_gain) continue;
    least = cost;
    best = std::move(chosen);
  }
  return best;
}

}  // namespace profgen::inline v0::suggest
