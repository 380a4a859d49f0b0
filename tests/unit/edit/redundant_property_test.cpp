// Rules that are told to be redundant, held against the comparison by meaning: without all of them
// the profile is the same, without one that is kept it is not.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <random>
#include <set>

#include "profgen/redundant.hpp"
#include "support/cases.hpp"
#include "tests/unit/edit/random_profiles.hpp"

namespace profgen::edit {
namespace {

using test::policy_of;
using test::profile_text;
using test::RandomRules;

std::string text_without(const std::vector<std::string>& body, const std::set<std::size_t>& left) {
  std::vector<std::string> lines;
  // An empty line keeps the numbers of the others.
  for (std::size_t i = 0; i < body.size(); ++i)
    lines.push_back(left.count(i) == 0 ? body[i] : std::string());
  return profile_text(text::join(lines, "\n"));
}

TEST(RedundantProperty, TheRestMeansTheSameAndNothingOfItIsRedundant) {
  constexpr std::uint32_t first_line = 3;  // of the body, in profile_text()
  std::mt19937 random(21);
  RandomRules rules(random);
  std::size_t redundant = 0, needed = 0;
  for (unsigned round = 0; round < proof::cases(600) && !HasFailure(); ++round) {
    const std::vector<std::string> body = rules.some(9);
    const policy::Policy before = policy_of("p", text_without(body, {}));
    const policy::Redundancy found = policy::redundant_rules(*before.find("p"));
    ASSERT_TRUE(found.unsure.empty());
    std::set<std::size_t> left_out;
    for (const policy::Redundant& one : found.rules)
      left_out.insert(one.rule->where.at.line - first_line);
    ASSERT_EQ(left_out.size(), found.rules.size());
    const std::string shown = text_without(body, {}) + "---\n" + text_without(body, left_out);
    const policy::Policy after = policy_of("p", text_without(body, left_out));
    EXPECT_TRUE(compare(*before.find("p"), *after.find("p")).empty()) << shown;
    for (const policy::Redundant& one : found.rules) {
      EXPECT_FALSE(one.by.empty()) << shown;
      for (const policy::ResolvedRule* by : one.by)
        EXPECT_EQ(left_out.count(by->where.at.line - first_line), 0u) << shown;
    }
    redundant += left_out.size();
    for (std::size_t i = 0; i < body.size(); ++i) {
      if (left_out.count(i) != 0) continue;
      std::set<std::size_t> one_more = left_out;
      one_more.insert(i);
      const policy::Policy less = policy_of("p", text_without(body, one_more));
      EXPECT_FALSE(compare(*after.find("p"), *less.find("p")).empty()) << body[i] << "\n" << shown;
      ++needed;
    }
  }
  std::cout << "rules: " << redundant << " redundant, " << needed << " needed\n";
  EXPECT_GT(redundant, 0u);
  EXPECT_GT(needed, redundant);
}

}  // namespace
}  // namespace profgen::edit
