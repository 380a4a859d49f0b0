// The weighted cover against an exact optimum on small problems, and against plain greedy and "the
// cheapest of each" on all.
#include "suggest/choose.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <limits>
#include <random>

#include "support/cases.hpp"

namespace profgen::suggest {
namespace {

// As profiles make them: a literal each, globs over neighbours, abstractions over anything.
CoverProblem random_problem(std::mt19937& random, std::size_t most_elements, std::size_t wide) {
  CoverProblem problem;
  problem.elements = 1 + random() % most_elements;
  const auto price = [&](unsigned most) { return 0.5 + static_cast<double>(random() % most) / 4; };
  for (std::uint32_t e = 0; e < problem.elements; ++e)
    if (random() % 12 != 0) problem.sets.push_back({price(40), {e}});
  for (std::size_t i = random() % (wide + 1); i > 0; --i) {
    CoverSet set;
    const bool neighbours = random() % 2 == 0;
    const std::size_t first = random() % problem.elements;
    const std::size_t last = first + random() % 6;
    for (std::uint32_t e = 0; e < problem.elements; ++e)
      if (neighbours ? e >= first && e <= last : random() % 3 == 0) set.elements.push_back(e);
    set.cost = price(neighbours ? 60 : 120);
    if (!set.elements.empty()) problem.sets.push_back(std::move(set));
  }
  return problem;
}

std::uint32_t mask_of(const std::vector<std::uint32_t>& elements) {
  std::uint32_t mask = 0;
  for (const std::uint32_t element : elements) mask |= 1u << element;
  return mask;
}

// By dynamic programming over all subsets of elements: at most some 16 of them.
double optimum(const CoverProblem& problem) {
  std::uint32_t all = 0;
  for (const CoverSet& set : problem.sets) all |= mask_of(set.elements);
  std::vector<double> least(std::size_t{all} + 1, std::numeric_limits<double>::infinity());
  least[0] = 0;
  for (const CoverSet& set : problem.sets) {
    const std::uint32_t mask = mask_of(set.elements);
    for (std::uint32_t have = all + 1; have-- > 0;) {
      if ((have & ~all) != 0) continue;  // an element that stands in no set
      if (least[have] + set.cost < least[have | mask]) least[have | mask] = least[have] + set.cost;
    }
  }
  return least[all];
}

bool covers_all(const CoverProblem& problem, const std::vector<std::size_t>& chosen) {
  std::vector<bool> coverable(problem.elements), covered(problem.elements);
  for (const CoverSet& set : problem.sets)
    for (const std::uint32_t e : set.elements) coverable[e] = true;
  for (const std::size_t index : chosen)
    for (const std::uint32_t e : problem.sets[index].elements) covered[e] = true;
  return covered == coverable;
}

bool has_redundant(const CoverProblem& problem, const std::vector<std::size_t>& chosen) {
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    std::vector<std::size_t> without = chosen;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
    if (covers_all(problem, without)) return true;
  }
  return false;
}

TEST(ChooseCover, IsNearTheOptimumOfSmallProblems) {
  std::mt19937 random(23);
  double worst = 1, sum = 0, greedy_sum = 0;
  std::size_t exact = 0;
  const std::size_t cases = proof::cases(4000);
  for (std::size_t i = 0; i < cases; ++i) {
    const CoverProblem problem = random_problem(random, 12, 14);
    const std::vector<std::size_t> chosen = choose_cover(problem);
    ASSERT_TRUE(covers_all(problem, chosen));
    ASSERT_FALSE(has_redundant(problem, chosen));
    const double best = optimum(problem);
    const double ratio = best == 0 ? 1 : cost_of(problem, chosen) / best;
    ASSERT_GE(ratio, 1 - 1e-9);
    worst = std::max(worst, ratio);
    sum += ratio;
    greedy_sum += best == 0 ? 1 : cost_of(problem, greedy_cover(problem)) / best;
    exact += ratio < 1 + 1e-9 ? 1 : 0;
  }
  const auto count = static_cast<double>(cases);
  std::printf("%zu problems: mean %.4f of the optimum, worst %.3f, %.1f %% optimal; greedy %.4f\n",
              cases, sum / count, worst, 100 * static_cast<double>(exact) / count,
              greedy_sum / count);
  EXPECT_LE(sum / count, 1.02);
  EXPECT_LE(worst, 1.5);
  EXPECT_LT(sum, greedy_sum);
}

TEST(ChooseCover, IsNeverWorseThanGreedyOrTheCheapestOfEach) {
  std::mt19937 random(29);
  for (std::size_t i = 0; i < proof::cases(300); ++i) {
    const CoverProblem problem = random_problem(random, 400, 150);
    const std::vector<std::size_t> chosen = choose_cover(problem);
    ASSERT_TRUE(covers_all(problem, chosen));
    const double cost = cost_of(problem, chosen);
    EXPECT_LE(cost, cost_of(problem, greedy_cover(problem)) + 1e-9);
    EXPECT_LE(cost, cost_of(problem, cheapest_each(problem)) + 1e-9);
    EXPECT_EQ(chosen, choose_cover(problem));
  }
}

TEST(ChooseCover, SmallCases) {
  using Chosen = std::vector<std::size_t>;
  EXPECT_EQ(choose_cover({}), Chosen{});
  // In no set: left out of account.
  EXPECT_EQ(choose_cover({3, {{1, {0}}, {1, {2}}}}), (Chosen{0, 1}));
  // Of equals the first.
  EXPECT_EQ(choose_cover({1, {{1, {0}}, {1, {0}}}}), Chosen{0});
  // The greedy choice (the pair, then both others) is worse than the two threes.
  EXPECT_EQ(choose_cover({6, {{1.9, {1, 2, 4, 5}}, {2, {0, 1, 2}}, {2, {3, 4, 5}}}}),
            (Chosen{1, 2}));
  // An abstraction that costs more than the literals in its place is none.
  EXPECT_EQ(choose_cover({2, {{1, {0}}, {1, {1}}, {2.1, {0, 1}}}}), (Chosen{0, 1}));
  EXPECT_EQ(choose_cover({2, {{1, {0}}, {1, {1}}, {1.9, {0, 1}}}}), Chosen{2});
  // What costs nothing is taken.
  EXPECT_EQ(choose_cover({2, {{1, {0}}, {1, {1}}, {0, {0}}}}), (Chosen{1, 2}));
}

}  // namespace
}  // namespace profgen::suggest
