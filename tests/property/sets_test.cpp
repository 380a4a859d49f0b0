// Cover, overlap and example against enumeration: all texts up to a length, each held against both
// patterns by the naive matcher.
#include <gtest/gtest.h>

#include <iostream>

#include "policy/aare_once.hpp"
#include "policy/aare_sets.hpp"
#include "policy/automaton.hpp"
#include "property/naive_aare.hpp"
#include "property/random_pattern.hpp"
#include "support/cases.hpp"

namespace profgen::proof {
namespace {

using namespace policy;

constexpr std::size_t longest = 5;

// By text: does the pattern match it?
std::vector<bool> matched(const std::string& pattern, const std::vector<std::string>& texts) {
  std::vector<bool> result;
  result.reserve(texts.size());
  for (const std::string& text : texts) result.push_back(*naive_match(pattern, text));
  return result;
}

// The first that is in the one and (not) in the other: `texts` are in the order of their length.
const std::string* first(const std::vector<std::string>& texts, const std::vector<bool>& in,
                         const std::vector<bool>& other, bool wanted) {
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (in[i] && other[i] == wanted) return &texts[i];
  return nullptr;
}

TEST(SetsProperty, AgreeWithEnumeration) {
  const auto texts = all_texts("/ab", longest);
  std::mt19937 random(11);
  std::size_t tried = 0, inside = 0, apart = 0;
  for (std::size_t i = 0; i < cases(20000) && !HasFailure(); ++i, ++tried) {
    const std::string a = random_pattern(random, 4), b = random_pattern(random, 4);
    SCOPED_TRACE(a + " | " + b);
    const auto in_a = matched(a, texts), in_b = matched(b, texts);
    const std::string* only_b = first(texts, in_b, in_a, false);
    const std::string* both = first(texts, in_b, in_a, true);
    const auto covers = aare_covers({a}, b), overlap = aare_overlaps(a, b);
    const auto example = aare_example(b, {a});
    ASSERT_TRUE(covers && overlap);
    EXPECT_EQ(example.has_value(), !*covers);
    if (example) {
      EXPECT_EQ(naive_match(b, example->text), true) << example->text;
      EXPECT_EQ(naive_match(a, example->text), false) << example->text;
    }
    if (only_b != nullptr) {
      ASSERT_TRUE(example);
      EXPECT_LE(example->text.size(), only_b->size());
    }
    EXPECT_TRUE(both == nullptr || *overlap);
    EXPECT_EQ(overlap, aare_overlaps(b, a));
    const bool enumerated = example && example->text.size() <= longest &&
                            example->text.find_first_not_of("/ab") == std::string::npos;
    EXPECT_TRUE(!enumerated || only_b != nullptr);
    inside += *covers ? 1 : 0;
    apart += *overlap ? 0 : 1;
  }
  std::cout << "cases: " << tried << " (" << inside << " inside, " << apart << " apart)\n";
  EXPECT_GT(inside, 0U);
  EXPECT_GT(apart, 0U);
}

TEST(SetsProperty, SeveralPatternsTogetherCoverWhatTheirGroupCovers) {
  std::mt19937 random(12);
  std::size_t tried = 0;
  for (std::size_t i = 0; i < cases(20000) && !HasFailure(); ++i, ++tried) {
    const std::string a = random_pattern(random, 2, 1), b = random_pattern(random, 2, 1);
    const std::string of = random_pattern(random, 3);
    // The `x` keep stars from being whole path elements in the one and not in the other.
    EXPECT_EQ(aare_covers({"/x" + a + "x", "/x" + b + "x"}, "/x" + of + "x"),
              aare_covers({"/x{" + a + "," + b + "}x"}, "/x" + of + "x"))
        << a << " | " << b << " | " << of;
  }
  std::cout << "cases: " << tried << "\n";
}

TEST(SetsProperty, MatchingAgreesWithTheNaiveMatcher) {
  std::mt19937 random(13);
  std::size_t tried = 0;
  for (std::size_t i = 0; i < cases(4000) && !HasFailure(); ++i) {
    const std::string pattern = random_pattern(random, 8);
    Automaton automaton;
    ASSERT_FALSE(automaton.add(pattern, 0)) << pattern;
    for (int t = 0; t < 25; ++t, ++tried) {
      std::string text;
      for (std::size_t n = random() % 12; n-- > 0;) text += "//aabbc*,]\n\xff"[random() % 12];
      EXPECT_EQ(automaton.matches(text), naive_match(pattern, text)) << pattern << " on " << text;
      EXPECT_EQ(aare_matches(automaton.program(), text), automaton.matches(text))
          << pattern << " on " << text;
    }
    const auto sample = aare_sample(pattern);
    if (!sample) {  // nothing matches an empty class
      EXPECT_NE(pattern.find("[b-a]"), pattern.npos) << pattern;
      continue;
    }
    EXPECT_TRUE(automaton.matches(*sample)) << pattern << " on " << *sample;
    EXPECT_EQ(sample->size(), aare_shortest(pattern)) << pattern;
  }
  std::cout << "cases: " << tried << "\n";
}

}  // namespace
}  // namespace profgen::proof
