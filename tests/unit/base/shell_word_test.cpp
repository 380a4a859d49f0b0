#include "base/shell_word.hpp"

#include <gtest/gtest.h>

#include <random>

#include "profgen/system.hpp"

namespace profgen::text {
namespace {

TEST(ShellWord, QuotesOnlyWhatNeedsIt) {
  EXPECT_EQ(shell_word("/var/log/audit.log"), "/var/log/audit.log");
  EXPECT_EQ(shell_word("web-1.example"), "web-1.example");
  EXPECT_EQ(shell_word("--since=yesterday"), "--since=yesterday");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("$(reboot)"), "'$(reboot)'");
  EXPECT_EQ(shell_word("a'b;$(x)"), "'a'\\''b;$(x)'");
  EXPECT_EQ(shell_word("a\x1b[1m"), "$'a\\x1b\\x5b1m'");
}

TEST(ShellWord, IsTheWordAgainInAShell) {
  std::mt19937 random(7);
  std::string script;
  std::string words;
  for (int i = 0; i < 400; ++i) {
    std::string word;
    for (unsigned length = random() % 12; length > 0; --length) {
      // Every byte but NUL, which no argument holds; more of what a shell heeds.
      static constexpr std::string_view heeded = "'\"\\$`!*?[{~#&;|<>() \n\t=-";
      word += random() % 2 == 0 ? heeded[random() % heeded.size()]
                                : static_cast<char>(1 + random() % 255);
    }
    script += "printf '%s\\0' " + shell_word(word) + "\n";
    words += word + '\0';
  }
  const auto done = real_processes()->run({{"bash"}, script, {}, 60});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->exit_code, 0) << done->errors;
  EXPECT_EQ(done->output, words);
}

}  // namespace
}  // namespace profgen::text
