// The weighted set cover: of sets with a cost each, some that together hold every element, as cheap
// as can be found in about linear time. Knows nothing of rules.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace profgen::inline v0::suggest {

struct CoverSet {
  double cost = 0;                      // not negative
  std::vector<std::uint32_t> elements;  // ascending, each once
};
struct CoverProblem {
  std::size_t elements = 0;  // numbered from 0; one that stands in no set is left out of account
  std::vector<CoverSet> sets;
};

// Indexes of the chosen sets, ascending. Never dearer than the greedy choice, nor than the cheapest
// set for each element on its own; no chosen set is redundant. Of equals the first one is taken, so
// that the same problem has the same answer.
[[nodiscard]] std::vector<std::size_t> choose_cover(const CoverProblem& problem);

// The starting points of the above, for comparisons: by cost for each newly covered element, and
// the cheapest set of each element.
[[nodiscard]] std::vector<std::size_t> greedy_cover(const CoverProblem& problem);
[[nodiscard]] std::vector<std::size_t> cheapest_each(const CoverProblem& problem);
// Counts a set that stands twice once.
[[nodiscard]] double cost_of(const CoverProblem& problem, const std::vector<std::size_t>& chosen);

}  // namespace profgen::inline v0::suggest
