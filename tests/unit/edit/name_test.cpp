#include <gtest/gtest.h>

#include <random>

#include "profgen/edit.hpp"

namespace profgen::edit {
namespace {

struct Case {
  std::string raw, word;
};

TEST(ProfileName, IsQuotedAndEscapedWhereNeeded) {
  const Case cases[] = {
      {"ping", "ping"},
      {"/usr/sbin/nginx", "/usr/sbin/nginx"},
      {"libreoffice-oosplash", "libreoffice-oosplash"},
      {"/opt/my app", "\"/opt/my app\""},
      {"a\"b", "\"a\\\"b\""},
      {"a{b,c}", "\"a{b,c}\""},
      {"a\nb", "\"a\\012b\""},
      {"a\x1b[31m", "\"a\\033[31m\""},
      {"a\xff", "\"a\\377\""},
      {"gr\xc3\xb6\xc3\x9f"
       "e",
       "\"gr\xc3\xb6\xc3\x9f"
       "e\""},
      {"a\xe2\x80\xae"
       "b",
       "\"a\\342\\200\\256b\""},  // right-to-left override
      {"x # y", "\"x # y\""},
      {"x {} profile y {", "\"x {} profile y {\""},
      {"flags", "\"flags\""},
      {"a\\*b", "\"a\\*b\""},
      {"a\\\\b", "\"a\\\\b\""},
      {"^x", "\"^x\""},
  };
  for (const Case& c : cases) {
    const auto word = profile_name_word(c.raw);
    ASSERT_TRUE(word) << c.raw;
    EXPECT_EQ(*word, c.word);
  }
}

TEST(ProfileName, IsRefusedWhereAppArmorCannotExpressIt) {
  for (const std::string& raw :
       {std::string(), std::string("a\0b", 3), std::string("@{HOME}"), std::string("x@{y"),
        std::string(":ns:x"), std::string("&x"), std::string("a//&b"), std::string("a\\nb"),
        std::string("a\\"), std::string("a\\x41"), std::string("a\\\""), std::string("unconfined"),
        std::string("a\\\\")}) {
    const auto word = profile_name_word(raw);
    ASSERT_FALSE(word) << raw << " became " << *word;
    EXPECT_EQ(word.error().kind, ErrorKind::input);
    EXPECT_FALSE(word.error().reason.empty());
  }
}

TEST(ProfileName, CompilesAsTheParserDoes) {
  const Case cases[] = {{"a\\ b", "a\\ b"},    {"a\\x41", "aA"},   {"a\\101", "aA"},
                        {"a\\d65", "aA"},      {"a\\n", "a\n"},    {"a\\\"b", "a\"b"},
                        {"a\\x5cb", "a\\\\b"}, {"a\\x2a", "a\\*"}, {"a\\000b", "a\\000b"},
                        {"a\\", "a\\"},        {"a\\q", "a\\q"}};
  for (const Case& c : cases) EXPECT_EQ(compiled_name(c.raw), c.word) << c.raw;
}

// Whatever the bytes: the word gives exactly these bytes back, or there is none; and it can end
// neither the name nor the line.
TEST(ProfileName, RandomBytesComeBackOrAreRefused) {
  std::mt19937 random(7);
  const std::string alphabet =
      "ab/\\\"{}[]*?^,#@: \t\n\r\x01\x7f\xc3\xb6\xe2\x80\xff"
      "nx41d";
  int words = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string raw;
    for (std::size_t n = random() % 8 + 1; n-- > 0;) raw += alphabet[random() % alphabet.size()];
    const auto word = profile_name_word(raw);
    if (!word) continue;
    ++words;
    std::string inner = *word;
    EXPECT_EQ(inner.find('\n'), std::string::npos);
    if (inner.front() == '"') {
      ASSERT_EQ(inner.back(), '"');
      inner = inner.substr(1, inner.size() - 2);
      for (std::size_t i = 0; i < inner.size(); ++i) {
        if (inner[i] == '\\')
          ++i;
        else
          ASSERT_NE(inner[i], '"') << *word;
      }
    } else {
      EXPECT_EQ(inner.find_first_of(" \t{}()#\",=\\"), std::string::npos) << inner;
    }
    EXPECT_EQ(compiled_name(inner), raw);
  }
  EXPECT_GT(words, 5000);
}

}  // namespace
}  // namespace profgen::edit
