// The automaton against a matcher that is slow and plain, over all short texts.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "policy/aare_sets.hpp"
#include "policy/automaton.hpp"
#include "property/naive_aare.hpp"
#include "property/random_pattern.hpp"
#include "support/cases.hpp"

namespace profgen::policy {
namespace {

bool matches(std::string_view pattern, std::string_view text) {
  Automaton automaton;
  EXPECT_FALSE(automaton.add(pattern, 0)) << pattern;
  return automaton.matches(text);
}

struct MatchRow {
  const char* pattern;
  const char* text;
  bool matches;
};

// Each row is how the compiler's own expression for the pattern answers.
constexpr MatchRow match_rows[] = {
    {"/foo/*", "/foo/", false},
    {"/foo/*", "/foo/a", true},
    {"/foo/*", "/foo/a/b", false},
    {"/foo/**", "/foo/", false},
    {"/foo/**", "/foo/a/b", true},
    {"/foo/**", "/foo//a", false},
    {"/foo**", "/foo", true},
    {"/foo/***", "/foo/", false},
    {"/foo/***", "/foo/a/b", true},
    {"/foo/**/", "/foo/a/b/", true},
    {"/foo/**/", "/foo//", false},
    {"/a/*/b", "/a//b", false},
    {"/a/*/b", "/a/x/b", true},
    {"/c/{*,x}", "/c/", true},
    {"/c/{,*}/d", "/c//d", true},
    {"/{**,}", "/", true},
    {"/{**,}", "/a/b", true},
    {"/c/*{,x}", "/c/", true},
    {"/c/a*", "/c/a", true},
    {"/i?j", "/i/j", false},
    {"/i?j", "/ixj", true},
    {"/d[^a]e", "/d/e", true},
    {"/d[^a]e", "/dae", false},
    {"/[a-c]x", "/bx", true},
    {"/[a-c]x", "/dx", false},
    {"/[-a]x", "/-x", true},
    {"/[--a]x", "/.x", true},
    {"/[z-a]x", "/mx", true},
    {"/[a\\-z]x", "/mx", true},
    {"/[a\\x2dz]x", "/-x", false},
    {"/[\\^a]x", "/ax", false},
    {"/[\\^a]x", "/bx", true},
    {"/[a\\]b]x", "/]x", true},
    {"/[^\\-a]x", "/-x", false},
    {"/[a/b]", "//", true},
    {"/[a^]", "/^", true},
    {"/[a,b]{c,d}", "/,d", true},
    {"/a,b", "/a,b", true},
    {"/a.+b|(c)$^", "/a.+b|(c)$^", true},
    {"/g/\\101\\x2a\\d065z", "/g/A*Az", true},
    {"/g/\\101\\x2a\\d065z", "/g/AxAz", false},
    {"/\\z\\*\\?\\[\\]\\{\\}\\,\\\\", "/z*?[]{},\\", true},
    {"/a\\ b\\\"\\!\\#", "/a b\"!#", true},
    {"/\\n\\t\\r\\a\\e\\f", "/\n\t\r\a\033\f", true},
    {"/{a,b{c,d}e,}f", "/bdef", true},
    {"/{a,b{c,d}e,}f", "/f", true},
    {"/{a,b{c,d}e,}f", "/bf", false},
    {"{/home/*,/root}/foo", "/home/alice/foo", true},
    {"", "", true},
    {"", "a", false},
    {"/x", "/x/", false},
    {"/\303\244*", "/\303\244\377", true},
};

TEST(AareMatch, Table) {
  for (const MatchRow& row : match_rows)
    EXPECT_EQ(matches(row.pattern, row.text), row.matches) << row.pattern << " on " << row.text;
}

// As the compiler does: `-` is a character at the begin of a class only, escaped or not.
TEST(AareMatch, WrongClasses) {
  for (const char* pattern : {"/[a-]", "/[a-z-]", "/[a-b-c]", "/[--]", "/[a--]", "/[^a-]",
                              "/[a\\-]", "/[a-\\x2d]", "/[]", "/[^]", "/[\\^]", "/[]a]", "/[a]]"})
    EXPECT_TRUE(aare_error(pattern)) << pattern;
  for (const char* pattern : {"/[-]", "/[^-]", "/[\\-a]", "/[a-bc-d]", "/[[]", "/[\\]]"})
    EXPECT_FALSE(aare_error(pattern)) << pattern;
}

TEST(AareMatch, NothingMatchesNul) {
  EXPECT_FALSE(matches("/**", std::string("/a\0b", 4)));
  EXPECT_FALSE(matches("/[^a]", std::string("/\0", 2)));
}

TEST(AareMatch, WrongPatternsAreToldAndLeftOut) {
  for (const char* wrong : {"/a/{b}", "/a/{b", "/a/[", "/a/b}", "/a/]", "/a/[]", "/a/[^]", "/a/{}",
                            "/a/\\", "/[]a]", "/{a,{b}", "/{a,[}"}) {
    Automaton automaton;
    const auto error = automaton.add(wrong, 0);
    ASSERT_TRUE(error) << wrong;
    EXPECT_FALSE(error->message.empty());
    EXPECT_TRUE(automaton.empty());
    EXPECT_TRUE(aare_error(wrong));
  }
  EXPECT_FALSE(aare_error("/a/{,}"));
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "{a,";
  EXPECT_TRUE(aare_error(deep));
}

TEST(AareMatch, LiteralText) {
  EXPECT_EQ(aare_literal("/a\\*b\\ c"), "/a*b c");
  EXPECT_EQ(aare_literal("/a*"), std::nullopt);
  EXPECT_EQ(aare_literal("/a\\"), std::nullopt) << "an escape of nothing";
  EXPECT_EQ(aare_literal("/{a,b}"), std::nullopt);
  EXPECT_EQ(aare_literal("/a,b"), "/a,b");
}

// ---- exhaustive: many patterns against a naive matcher, on every short text ----

using proof::all_texts;

bool naive(std::string_view pattern, std::string_view text) {
  return proof::naive_match(pattern, text).value();
}

constexpr const char* parts[] = {"/",     "a",    "*", "?",      "[a]",        "[^a]", "{a,/b}",
                                 "{*,a}", "{,/}", "b", "{*/,b}", "{a,{b,**}}", "**",   "{?,**/}"};

void compare(const std::string& pattern, const std::vector<std::string>& texts) {
  Automaton automaton;
  ASSERT_FALSE(automaton.add(pattern, 0)) << pattern;
  for (const std::string& text : texts)
    ASSERT_EQ(automaton.matches(text), naive(pattern, text)) << pattern << " on " << text;
}

TEST(AareMatch, AgreesWithTheNaiveMatcherOnEveryShortPattern) {
  const auto texts = all_texts("/abc", 4);
  std::mt19937 random(5);
  for (const char* a : parts)
    for (const char* b : parts)
      for (const char* c : parts) {
        if (random() % proof::share != 0) continue;
        compare(std::string(a) + b + c, texts);
        if (HasFatalFailure()) return;
      }
}

TEST(AareMatch, AgreesWithTheNaiveMatcherOnRandomPatterns) {
  const auto texts = all_texts("/ab", 6);
  std::mt19937 random(1);
  for (std::size_t i = 0; i < proof::cases(300); ++i) {
    std::string pattern;
    for (std::size_t n = 2 + random() % 8; n-- > 0;) pattern += parts[random() % std::size(parts)];
    compare(pattern, texts);
    if (HasFatalFailure()) return;
  }
}

TEST(AareMatch, ManyPatternsAtOnceAnswerAsEachAlone) {
  const auto texts = all_texts("/ab", 6);
  std::mt19937 random(2);
  std::vector<std::string> patterns;
  Automaton all;
  for (std::uint32_t i = 0; i < 60; ++i) {
    std::string pattern;
    for (std::size_t n = 1 + random() % 6; n-- > 0;) pattern += parts[random() % std::size(parts)];
    patterns.push_back(pattern);
    ASSERT_FALSE(all.add(pattern, i));
  }
  std::vector<std::uint32_t> ids;
  for (const std::string& text : texts) {
    all.match(text, ids);
    std::vector<std::uint32_t> expected;
    for (std::uint32_t i = 0; i < patterns.size(); ++i)
      if (naive(patterns[i], text)) expected.push_back(i);
    ASSERT_EQ(ids, expected) << text;
  }
}

// Patterns like these have a state for every text: what is kept must stay bounded, and right.
TEST(AareMatch, ManyStatesAreForgottenOnTheWay) {
  std::string pattern = "/**a";
  for (int i = 0; i < 24; ++i) pattern += "[ab]";
  Automaton automaton;
  ASSERT_FALSE(automaton.add(pattern, 0));
  std::mt19937 random(4);
  std::string text = "/";
  for (int i = 0; i < 20000; ++i) text += random() % 2 == 0 ? 'a' : 'b';
  for (int i = 0; i < (proof::share > 1 ? 3 : 30); ++i) {
    text.pop_back();
    EXPECT_EQ(automaton.matches(text), text[text.size() - 25] == 'a');
    if (i % 10 != 0) continue;
    LazyStates states(automaton.program());
    std::uint32_t state = states.start();
    for (const char byte : std::string_view(text).substr(0, 2000)) {
      state = states.step(state, states.class_of(byte));
      if (states.bytes() > 20000) state = states.forget_all_but(state);
      EXPECT_LT(states.bytes(), 40000U);
    }
    EXPECT_EQ(!states.accepted(state).empty(), text[2000 - 25] == 'a');
  }
}

TEST(AareMatch, ThreadsAskOneAutomaton) {
  Automaton automaton;
  for (std::uint32_t i = 0; i < 50; ++i)
    ASSERT_FALSE(automaton.add("/d" + std::to_string(i % 7) + "/**" + std::to_string(i), i));
  std::atomic<int> wrong = 0;
  const auto ask = [&] {
    std::vector<std::uint32_t> ids;
    for (std::uint32_t i = 10; i < 50; ++i) {
      automaton.match("/d" + std::to_string(i % 7) + "/x/" + std::to_string(i), ids);
      if (std::find(ids.begin(), ids.end(), i) == ids.end()) ++wrong;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back(ask);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(AareMatch, ShortestText) {
  EXPECT_EQ(aare_shortest("/usr/{bin,local/bin}/x*"), 10U);
  EXPECT_EQ(aare_shortest("/a/*"), 4U);
  EXPECT_EQ(aare_shortest("/a/**{,/b}"), 3U);
  EXPECT_EQ(aare_shortest("/{"), 0U);
}

TEST(AareSets, CoversOverlapsAndExamplesAgreeWithAllShortTexts) {
  const auto texts = all_texts("/ab", 5);
  std::mt19937 random(3);
  for (std::size_t i = 0; i < proof::cases(400); ++i) {
    std::string a, b;
    for (std::size_t n = 1 + random() % 4; n-- > 0;) a += parts[random() % std::size(parts)];
    for (std::size_t n = 1 + random() % 4; n-- > 0;) b += parts[random() % std::size(parts)];
    bool inside = true, overlap = false;
    for (const std::string& text : texts) {
      const bool in_a = naive(a, text), in_b = naive(b, text);
      if (in_b && !in_a) inside = false;
      if (in_a && in_b) overlap = true;
    }
    const auto covers = aare_covers({a}, b);
    ASSERT_TRUE(covers);
    if (!inside) {
      EXPECT_FALSE(*covers) << a << " | " << b;
    }
    if (overlap) {
      EXPECT_EQ(aare_overlaps(a, b), true) << a << " | " << b;
    }
    const auto example = aare_example(b, {a});
    ASSERT_EQ(example.has_value(), !*covers);
    if (example) {
      EXPECT_TRUE(naive(b, example->text)) << b << " | " << example->text;
      EXPECT_FALSE(naive(a, example->text)) << a << " | " << example->text;
    }
  }
}

TEST(AareSets, Table) {
  EXPECT_EQ(aare_covers({"/etc/**"}, "/etc/ssl/*"), true);
  EXPECT_EQ(aare_covers({"/etc/*"}, "/etc/**"), false);
  EXPECT_EQ(aare_covers({"/{a,b}/x"}, "/a/x"), true);
  EXPECT_EQ(aare_covers({"/a/x", "/b/x"}, "/{a,b}/x"), true);
  EXPECT_EQ(aare_overlaps("/usr/bin/*", "/usr/**/ls"), true);
  EXPECT_EQ(aare_overlaps("/usr/bin/*", "/usr/sbin/*"), false);
  EXPECT_EQ(aare_example("/x/{a,b}", {"/x/a"})->text, "/x/b");
  EXPECT_EQ(aare_covers({"/{"}, "/a"), std::nullopt);
}

// Both begin alike, so that the states have to be looked at; each added class doubles them.
TEST(AareSets, GivesUpWhereThereAreTooManyStates) {
  std::string a = "/**a", b = "/**b";
  for (int i = 0; i < 40; ++i) {
    a += "[ab]";
    b += "[ab]";
  }
  EXPECT_EQ(aare_covers({a + "/x*"}, b + "/x?", 1000), std::nullopt);
  EXPECT_EQ(aare_overlaps(a + "/{x,y}", a + "/{v,w}", 1000), std::nullopt);
  const auto example = aare_example(b + "/x?", {a + "/x*"}, 1000);
  ASSERT_TRUE(example);
  EXPECT_TRUE(example->given_up);
}

TEST(AareSets, GivesUpWhereEachStateIsTooLarge) {
  std::string many = "/{";
  for (int i = 0; i < 20000; ++i) many += "*[ab]" + std::to_string(i) + "?,";
  many += "x}";
  EXPECT_EQ(aare_overlaps(many + "y", many + "?", 10), std::nullopt);
}

TEST(AareMatch, AProgramTakesNoMoreThanItsLimit) {
  AareProgram program;
  const std::string mebibyte(std::size_t{1} << 20U, 'a');
  std::optional<AareError> error;
  for (std::uint32_t i = 0; i < 8 && !error; ++i) error = program.add("/" + mebibyte, i);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->message, "the patterns are too long together");
  EXPECT_GE(program.starts.size(), 3U);
}

// What begins or ends differently needs no automaton, but the answers are the same.
TEST(AareSets, DifferentBeginningsAndEnds) {
  EXPECT_EQ(aare_overlaps("/a/*", "/b/*"), false);
  EXPECT_EQ(aare_overlaps("/*.so", "/*.conf"), false);
  EXPECT_EQ(aare_overlaps("/*a\x62", "/*ab"), true);
  EXPECT_EQ(aare_overlaps("/*\101", "/*A"), true);
  EXPECT_EQ(aare_overlaps("/a", "/ab"), false);
  EXPECT_EQ(aare_overlaps("/{a,b}c", "/bc"), true);
  EXPECT_EQ(aare_covers({"/b/**", "/c/**"}, "/a/*"), false);
  EXPECT_EQ(aare_covers({"/b/**"}, "/a[^\\001-\\377]"), true);  // no text at all
  EXPECT_EQ(aare_covers({"/b/{"}, "/a/*"), std::nullopt);
  EXPECT_EQ(aare_overlaps("/a/*", "/b/}"), std::nullopt);
  EXPECT_EQ(aare_example("/a/*", {"/b/**"})->text, "/a/a");
}

}  // namespace
}  // namespace profgen::policy
