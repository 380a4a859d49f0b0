// Random files merged: both sides' grants are there, no byte of the first is lost, and once is
// enough.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "profgen/merge.hpp"
#include "support/cases.hpp"
#include "tests/unit/edit/random_profiles.hpp"

namespace profgen::edit {
namespace {

using test::line_of;
using test::policy_of;
using test::profile_text;
using test::RandomRules;

std::vector<std::string> lost(const std::string& from, const std::string& in) {
  std::vector<std::string> lines;
  for (const ProfileDifference& profile : compare(policy_of("a", from), policy_of("b", in))) {
    if (profile.kind == ProfileDifference::Kind::only_before) lines.push_back(profile.name);
    for (const Difference& difference : profile.differences)
      if (difference.change == Change::removed) lines.push_back(line_of(difference));
  }
  return lines;
}

// Every byte of the first text stands in the second one, in its order.
bool is_kept(const std::string& text, const std::string& in) {
  std::size_t at = 0;
  for (const char c : in)
    if (at < text.size() && text[at] == c) ++at;
  return at == text.size();
}

std::string random_text(std::mt19937& random, RandomRules& rules, bool with_conflicts) {
  std::string body;
  for (const std::string& rule : rules.some(8, with_conflicts)) {
    if (random() % 4 == 0) body += "  # about the next rule\n";
    body += (random() % 8 == 0 ? "" : "  ") + rule + (random() % 5 == 0 ? "  # why\n" : "\n");
    if (random() % 4 == 0) body += "\n";
  }
  if (random() % 3 == 0) body += "  hat h {\n    " + rules.rule(with_conflicts) + "\n  }\n";
  std::string text = profile_text(body);
  if (random() % 4 == 0) text += "\n# another\nprofile q {\n  " + rules.rule(false) + "\n}\n";
  return text;
}

void check(unsigned seed, std::size_t rounds, bool with_conflicts) {
  std::mt19937 random(seed);
  RandomRules rules(random);
  for (std::size_t round = 0; round < rounds; ++round) {
    const std::string a = random_text(random, rules, with_conflicts);
    const std::string b = random_text(random, rules, with_conflicts);
    const auto files = [](const std::string& one, const std::string& other) {
      return merge(test::include_files(), test::load_options(), {"ours", one}, {"theirs", other});
    };
    const std::string shown = "\n" + a + "--- and\n" + b;
    EXPECT_EQ(files(a, a).text, a);
    const Merged merged = files(a, b);
    const std::string result = shown + "--- make\n" + merged.text;
    ASSERT_TRUE(merged.errors.empty()) << render(merged.errors[0]) << result;
    EXPECT_TRUE(is_kept(a, merged.text)) << result;
    EXPECT_EQ(lost(a, merged.text), std::vector<std::string>{}) << result;
    if (merged.conflicts.empty()) {
      EXPECT_EQ(lost(b, merged.text), std::vector<std::string>{}) << result;
    } else {
      EXPECT_TRUE(with_conflicts) << render(merged.conflicts[0]) << result;
    }
    const Merged again = files(merged.text, b);
    EXPECT_EQ(again.text, merged.text) << result;
    EXPECT_EQ(again.added, 0U) << result;
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(MergeProperty, BothSidesAreGranted) { check(17, proof::cases(200), false); }
TEST(MergeProperty, ConflictsLeaveTheFirstAsItIs) { check(19, proof::cases(200), true); }

}  // namespace
}  // namespace profgen::edit
