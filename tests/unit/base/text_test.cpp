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
