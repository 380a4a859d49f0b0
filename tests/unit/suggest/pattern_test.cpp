#include "suggest/pattern.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace profgen::suggest {
namespace {

bool meet(std::string_view a, std::string_view b) {
  return overlap(compile_pattern(a), compile_pattern(b));
}

TEST(Pattern, OpenEnds) {
  for (const char* open : {"/srv/x*", "/srv/{a,b*}", "/srv/x/**", "/tmp/x.??????"})
    EXPECT_TRUE(ends_open(open)) << open;
  for (const char* closed : {"/**", "/srv/x", "/srv/*.key", "/srv/x.???", "/tmp/??????.key"})
    EXPECT_FALSE(ends_open(closed)) << closed;
}

TEST(Pattern, Overlap) {
  struct Case {
    const char *a, *b;
    bool expected;
  };
  const Case cases[] = {
      {"/etc/shadow", "/etc/shadow", true},
      {"/etc/shadow", "/etc/shadow-", false},
      {"/etc/*", "/etc/shadow", true},
      {"/etc/*", "/etc/ssl/private", false},
      {"/etc/**", "/etc/ssl/private/x", true},
      {"/**", "/etc/shadow", true},
      {"/etc/{passwd,group}", "/etc/{shadow,group}", true},
      {"/etc/{passwd,group}", "/etc/{shadow,sudoers}", false},
      {"/proc/[0-9]*/mem", "/proc/*/mem", true},
      {"/proc/[0-9]*/mem", "/proc/self/mem", false},
      {"/a*b*c", "/*x*", true},
      {"/a?c", "/abc", true},
      {"/a?c", "/a/c", false},
      {"/[^a]x", "/ax", false},
      {"/[^a]x", "/bx", true},
      {"@{HOME}/.ssh/id", "/home/alice/.ssh/*", true},
      {"@{HOME}/.ssh/id", "/root/.ssh/*", true},
      {"@{HOME}/.curlrc", "/etc/shadow", false},
      {"@{unknown}/x", "/etc/x", true},
      {"/a\\*", "/ab", false},
      {"/a\\x62", "/ab", true},
      {"/a\\142", "/ab", true},
      {"/**.key", "/etc/ssl/certs/**", true},
      {"", "", true},
      {"**", "", true},
      {"*a*", "b", false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(meet(c.a, c.b), c.expected) << c.a << " " << c.b;
    EXPECT_EQ(meet(c.b, c.a), c.expected) << c.b << " " << c.a;
  }
}

// The same question answered by trying every short text.
TEST(Pattern, AgreesWithTryingEveryText) {
  std::mt19937 random(7);
  const std::string letters = "ab/*?[{";
  std::vector<std::string> texts{""};
  for (std::size_t i = 0; i < texts.size() && texts[i].size() < 4; ++i)
    for (const char c : std::string("ab/")) texts.push_back(texts[i] + c);
  const auto make = [&] {
    std::string out;
    for (int n = 0; n < 4; ++n) {
      const char c = letters[random() % letters.size()];
      out += c == '[' ? "[ab]" : c == '{' ? "{a,b/}" : std::string(1, c);
    }
    return out;
  };
  for (int round = 0; round < 1500; ++round) {
    const std::string a = make();
    const std::string b = make();
    bool expected = false;
    for (const std::string& text : texts)
      expected = expected || (overlap(compile_pattern(a), literal(text)) &&
                              overlap(compile_pattern(b), literal(text)));
    // Texts of up to four bytes are not all texts: overlap may know more, never less.
    if (expected) {
      EXPECT_TRUE(meet(a, b)) << a << " " << b;
    }
    EXPECT_EQ(meet(a, b), meet(b, a)) << a << " " << b;
  }
}

TEST(Pattern, HostilePatternsEnd) {
  std::string many;
  for (int i = 0; i < 40; ++i) many += "{a,b,c}";
  EXPECT_TRUE(meet(many, "**"));
  EXPECT_TRUE(meet(std::string(5000, '{'), "**"));
  for (const char* text : {"[", "{", "\\", "@{", "[a-", "[\\", "{a", "\\x", "**{"})
    (void)meet(text, "/etc/*");
}

TEST(Pattern, Literal) {
  EXPECT_TRUE(is_literal("/etc/passwd"));
  EXPECT_TRUE(is_literal("/a\\*b"));
  EXPECT_FALSE(is_literal("/a*"));
  EXPECT_FALSE(is_literal("@{HOME}/x"));
}

TEST(Pattern, WhatEveryNameBeginsAndEndsIn) {
  const struct {
    const char *pattern, *head, *tail;
  } cases[] = {
      {"/etc/shadow", "/etc/shadow", "shadow"},
      {"/**.key", "/", ".key"},
      {"/etc/{,g}shadow{,-}", "/etc/", ""},
      {"/a/b*", "/a/b", ""},
      {"/a/\\052bc", "/a/", "bc"},
      {"/a/\\*bc", "/a/", "bc"},
      {"@{HOME}", "", ""},
      {"/a\\1", "/a", ""},
      {"", "", ""},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(literal_head(one.pattern), one.head) << one.pattern;
    EXPECT_EQ(literal_tail(one.pattern), one.tail) << one.pattern;
  }
}

}  // namespace
}  // namespace profgen::suggest
