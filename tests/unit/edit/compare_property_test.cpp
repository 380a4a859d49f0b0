// What compare() says of random policies, held against the matcher that answers one access at a
// time.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "support/cases.hpp"
#include "tests/unit/edit/random_profiles.hpp"

namespace profgen::edit {
namespace {

using test::line_of;
using test::policy_of;
using test::profile_text;
using test::RandomRules;

const policy::Profile& only_profile(const policy::Policy& policy) { return *policy.find("p"); }

bool allows(const policy::Policy& policy, const Access& access) {
  return covers(*only_profile(policy).matcher, access).answer == policy::Answer::allowed;
}

// Is the example of each difference what it is said to be?
void expect_true(const std::vector<Difference>& differences, const policy::Policy& before,
                 const policy::Policy& after, const std::string& shown) {
  for (const Difference& difference : differences) {
    if (difference.class_name == "link" || difference.class_name == "rlimit") continue;
    ASSERT_TRUE(difference.certain) << line_of(difference) << shown;
    const auto a = covers(*only_profile(before).matcher, difference.example);
    const auto b = covers(*only_profile(after).matcher, difference.example);
    const bool in_a = a.answer == policy::Answer::allowed,
               in_b = b.answer == policy::Answer::allowed;
    const std::string what = line_of(difference) + " e.g. " + difference.example_text + shown;
    switch (difference.change) {
      case Change::granted:
        EXPECT_TRUE(!in_a && in_b) << what;
        break;
      case Change::removed:
        EXPECT_TRUE(in_a && !in_b) << what;
        break;
      case Change::undenied:
        EXPECT_TRUE(a.answer == policy::Answer::denied && b.answer == policy::Answer::absent)
            << what;
        break;
      case Change::denied:
        EXPECT_TRUE(a.answer == policy::Answer::absent && b.answer == policy::Answer::denied)
            << what;
        break;
      case Change::changed:
        EXPECT_TRUE(in_a && in_b && a.exec != b.exec) << what << a.exec << b.exec;
        break;
    }
  }
}

TEST(CompareProperty, ExamplesHoldAndTheOrderOfRulesDoesNotMatter) {
  std::mt19937 random(7);
  RandomRules rules(random);
  for (unsigned round = 0; round < proof::cases(400); ++round) {
    std::vector<std::string> body = rules.some(8), other = rules.some(8);
    for (const std::string& line : body)
      if (random() % 2 == 0) other.push_back(line);
    const std::string text = profile_text(text::join(body, "\n"));
    const policy::Policy before = policy_of("old", text);
    std::shuffle(body.begin(), body.end(), random);
    EXPECT_TRUE(compare(before, policy_of("new", profile_text(text::join(body, "\n")))).empty())
        << text;
    const std::string other_text = profile_text(text::join(other, "\n"));
    const policy::Policy after = policy_of("new", other_text);
    const std::string shown = "\n" + text + "---\n" + other_text;
    const auto differences = compare(only_profile(before), only_profile(after));
    expect_true(differences, before, after, shown);
    // The other way round what was granted is removed, and so on.
    const auto back = compare(only_profile(after), only_profile(before));
    const auto count = [](const std::vector<Difference>& all, Change change) {
      return std::count_if(all.begin(), all.end(),
                           [change](const Difference& d) { return d.change == change; });
    };
    EXPECT_EQ(count(differences, Change::granted), count(back, Change::removed)) << shown;
    EXPECT_EQ(count(differences, Change::denied), count(back, Change::undenied)) << shown;
    if (::testing::Test::HasFailure()) return;
  }
}

// Accesses tried one by one find no difference that compare() has not told of.
TEST(CompareProperty, NothingIsMissed) {
  std::mt19937 random(11);
  RandomRules rules(random);
  for (unsigned round = 0; round < proof::cases(300); ++round) {
    const std::string a = profile_text(text::join(rules.some(6), "\n"));
    const std::string b = profile_text(text::join(rules.some(6), "\n"));
    const policy::Policy before = policy_of("old", a), after = policy_of("new", b);
    const auto differences = compare(only_profile(before), only_profile(after));
    const auto told = [&differences](Change change, std::string_view of) {
      return std::any_of(differences.begin(), differences.end(), [&](const Difference& d) {
        return d.change == change && d.class_name == of;
      });
    };
    for (int i = 0; i < 60; ++i) {
      const Access access = rules.access();
      const bool in_a = allows(before, access), in_b = allows(after, access);
      if (in_a == in_b) continue;
      EXPECT_TRUE(told(in_b ? Change::granted : Change::removed, class_of(access)))
          << describe(access) << "\n"
          << a << "---\n"
          << b;
    }
    if (::testing::Test::HasFailure()) return;
  }
}

// One rule taken away: exactly that rule is told of, or it was covered by the others.
TEST(CompareProperty, ARuleTakenAwayIsTold) {
  std::mt19937 random(13);
  RandomRules rules(random);
  for (unsigned round = 0; round < proof::cases(300); ++round) {
    std::vector<std::string> body = rules.some(9);
    const std::string whole = profile_text(text::join(body, "\n"));
    const std::size_t gone = random() % body.size();
    const std::string rule = to_text(*policy::rule_from_text(body[gone]));
    body.erase(body.begin() + static_cast<std::ptrdiff_t>(gone));
    const std::string rest = profile_text(text::join(body, "\n"));
    const policy::Policy before = policy_of("old", whole), after = policy_of("new", rest);
    const auto differences = compare(only_profile(before), only_profile(after));
    const std::string shown = "\n" + rule + "\n" + whole;
    for (const Difference& difference : differences) {
      const bool of_other = difference.class_name == "exec" && difference.change == Change::changed;
      if (!of_other) {
        EXPECT_EQ(difference.culprit.text, rule) << shown;
      }
    }
    expect_true(differences, before, after, shown);
    if (::testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace profgen::edit
