#include "base/text.hpp"

#include <gtest/gtest.h>

#include <random>

namespace profgen::text {
namespace {

TEST(Printable, ShowsWhatWouldChangeTheTerminal) {
  EXPECT_EQ(printable("plain /path"), "plain /path");
  EXPECT_EQ(printable("a\nb\tc\rd"), "a\\nb\\tc\\rd");
  EXPECT_EQ(printable("\x1b[31mred"), "\\x1b[31mred");
  EXPECT_EQ(printable(std::string_view("nul\0", 4)), "nul\\x00");
  EXPECT_EQ(printable("caf\xc3\xa9"), "caf\xc3\xa9");
  EXPECT_EQ(printable("latin1 \xe9"), "latin1 \\xe9");
  EXPECT_EQ(printable("\xe2\x80\xae"
                      "gpj.exe"),
            "\\u202egpj.exe");
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            "\\x9b31m");
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf") << "overlong forms are not UTF-8";
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "nor are surrogates";
}

// Every code point that moves text about or shows nothing, by its ranges' ends and what lies beside
// them.
TEST(Printable, ShowsEveryHiddenCharacter) {
  struct Case {
    std::string bytes, shown;
  };
  const Case cases[] = {
      {"\xc2\xad", "\\xad"},                // soft hyphen
      {"\xcd\x8f", "\\u034f"},              // joiner
      {"\xd8\x9c", "\\u061c"},              // Arabic letter mark
      {"\xe1\x85\xa0", "\\u1160"},          // Hangul filler
      {"\xe2\x80\x8b", "\\u200b"},          // zero-width space
      {"\xe2\x80\x8d", "\\u200d"},          // zero-width joiner
      {"\xe2\x80\x8e", "\\u200e"},          // left-to-right mark
      {"\xe2\x80\x8f", "\\u200f"},          // right-to-left mark
      {"\xe2\x80\xa8", "\\u2028"},          // line separator
      {"\xe2\x80\xaa", "\\u202a"},          // embedding
      {"\xe2\x80\xae", "\\u202e"},          // override
      {"\xe2\x81\xa0", "\\u2060"},          // word joiner
      {"\xe2\x81\xa6", "\\u2066"},          // isolate
      {"\xe2\x81\xa9", "\\u2069"},          // end of it
      {"\xe2\xa0\x80", "\\u2800"},          // blank pattern
      {"\xe3\x85\xa4", "\\u3164"},          // filler
      {"\xef\xb8\x8f", "\\ufe0f"},          // variation selector
      {"\xef\xbb\xbf", "\\ufeff"},          // byte order mark
      {"\xf3\xa0\x80\xa0", "\\U000e0020"},  // tag
      {"\xe2\x80\x90", "\xe2\x80\x90"},     // a hyphen is seen
      {"\xe2\x80\xaf", "\xe2\x80\xaf"},     // a narrow blank as well
      {"\xd7\x90", "\xd7\x90"},             // a letter, though of a script that goes leftwards
  };
  for (const Case& one : cases) EXPECT_EQ(printable(one.bytes), one.shown);
}

TEST(Printable, NeverLeavesAControlWhateverTheBytes) {
  std::mt19937 random(1);
  for (int round = 0; round < 5000; ++round) {
    std::string bytes(random() % 20, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    const std::string shown = printable(bytes);
    EXPECT_TRUE(is_utf8(shown));
    for (const char c : shown) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  }
}

TEST(Printable, CutsInTheMiddleBetweenCharacters) {
  EXPECT_EQ(printable("short", 10), "short");
  EXPECT_EQ(printable("abcdefghij", 5), "ab…ij");
  EXPECT_EQ(printable("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", 3), "\xc3\xa9…\xc3\xa9");
}

TEST(Hex, BothWays) {
  EXPECT_EQ(from_hex("2F746d70"), "/tmp");
  EXPECT_EQ(from_hex(""), "");
  EXPECT_EQ(from_hex("2F7"), std::nullopt);
  EXPECT_EQ(from_hex("2G"), std::nullopt);
  EXPECT_EQ(to_hex("/\xff"), "2FFF");
}

TEST(Words, SplitJoinTrimNumber) {
  EXPECT_EQ(split("a::b", ':'), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ':'), (std::vector<std::string_view>{""}));
  EXPECT_EQ(join({"a", "b"}, ", "), "a, b");
  EXPECT_EQ(join({"", "b"}, "/"), "/b");
  EXPECT_EQ(trim(" \t x y \n"), "x y");
  EXPECT_EQ(to_number("42"), 42u);
  EXPECT_EQ(to_number("42x"), std::nullopt);
  EXPECT_EQ(to_number("-1"), std::nullopt);
  EXPECT_EQ(to_number("99999999999999999999"), std::nullopt);
}

TEST(Nearest, FindsTheWordThatWasMeant) {
  const std::vector<std::string_view> words = {"capability", "signal", "ptrace", "unix"};
  EXPECT_EQ(nearest("capabilty", words), "capability");
  EXPECT_EQ(nearest("singal", words), "signal");
  EXPECT_EQ(nearest("zzz", words), "");
  EXPECT_EQ(nearest("", words), "");
}

}  // namespace
}  // namespace profgen::text
