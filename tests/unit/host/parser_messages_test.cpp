#include "host/parser_messages.hpp"

#include <gtest/gtest.h>

namespace profgen::host {
namespace {

struct Case {
  std::string said, file;
  std::uint32_t line;
  Severity severity;
  std::string message;
};

TEST(ParserMessages, GiveFileAndLine) {
  const std::string path = "/etc/apparmor.d/x";
  const Case cases[] = {
      {"AppArmor parser error for /dev/stdin in profile /dev/stdin at line 2: Invalid capability "
       "nope.",
       path, 2, Severity::error, "Invalid capability nope."},
      {"AppArmor parser error for /dev/stdin in profile /etc/apparmor.d/abstractions/a at line 14: "
       "syntax error, unexpected TOK_ID",
       "/etc/apparmor.d/abstractions/a", 14, Severity::error, "syntax error, unexpected TOK_ID"},
      {"AppArmor parser error for /dev/stdin in /dev/stdin at line 3: missing: this", path, 3,
       Severity::error, "missing: this"},
      {"AppArmor parser error at line 1: Could not open 'nope'", path, 1, Severity::error,
       "Could not open 'nope'"},
      {"AppArmor parser error, in /etc/apparmor.d/tunables/t at line 7: x",
       "/etc/apparmor.d/tunables/t", 7, Severity::error, "x"},
      {"AppArmor parser error for /dev/stdin: Out of memory", path, 0, Severity::error,
       "Out of memory"},
      {"Warning from /dev/stdin (/etc/apparmor.d/abstractions/base line 13): features differ",
       "/etc/apparmor.d/abstractions/base", 13, Severity::warning, "features differ"},
      {"Warning from /dev/stdin (/dev/stdin line 2): deprecated", path, 2, Severity::warning,
       "deprecated"},
      {"Found reference to variable nope, but is never declared", path, 0, Severity::error,
       "Found reference to variable nope, but is never declared"},
      {"apparmor_parser: Unable to parse input line 'a{b'", path, 0, Severity::error,
       "Unable to parse input line 'a{b'"},
      {"AppArmor parser error", path, 0, Severity::error, "AppArmor parser error"},
      {"AppArmor parser error at line 99999999999999999999: x", path, 0, Severity::error,
       "99999999999999999999: x"},
  };
  for (const Case& c : cases) {
    const auto got = parser_messages(c.said + "\n", path, "one\ntwo\r\nthree\n");
    ASSERT_EQ(got.size(), 1u) << c.said;
    EXPECT_EQ(got[0].file, c.file) << c.said;
    EXPECT_EQ(got[0].at.line, c.line) << c.said;
    EXPECT_EQ(got[0].severity, c.severity) << c.said;
    EXPECT_EQ(got[0].message, c.message);
    EXPECT_EQ(got[0].id, "apparmor-parser");
  }
}

TEST(ParserMessages, ShowTheLineOfOurText) {
  const auto got =
      parser_messages("AppArmor parser error for /dev/stdin in profile /dev/stdin at line 2: x",
                      "p", "one\ntwo\r\nthree");
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].source_line, "two");
}

TEST(ParserMessages, LeaveOutWhatIsHarmless) {
  EXPECT_TRUE(parser_messages("Cache read/write disabled: interface file missing. (Kernel needs "
                              "AppArmor 2.4 compatibility patch.)\n\n",
                              "p", "")
                  .empty());
}

}  // namespace
}  // namespace profgen::host
