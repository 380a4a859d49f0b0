#include "profgen/diagnostic.hpp"

#include <gtest/gtest.h>

#include "profgen/result.hpp"

namespace profgen {
namespace {

TEST(Diagnostic, ShowsPlaceLineAndCaret) {
  const Source source("etc/x", "profile x {\n\tcapabilty net_admin,\n}\n");
  const Diagnostic d = diagnose(source, 13, Severity::error, "unknown-rule",
                                "found `capabilty`, expected a rule", "did you mean `capability`?");
  EXPECT_EQ(d.at, (Position{2, 2}));
  EXPECT_EQ(render(d),
            "etc/x:2:2: error: found `capabilty`, expected a rule [unknown-rule]\n"
            "   capabilty net_admin,\n"
            "   ^\n"
            "  hint: did you mean `capability`?\n");
}

TEST(Diagnostic, ShowsAWindowOfALongLine) {
  const Source source("f", std::string(5000, 'a') + "X" + std::string(5000, 'b'));
  const std::string text = render(diagnose(source, 5000, Severity::warning, "", "here"));
  EXPECT_LT(text.size(), 400u);
  const std::size_t line = text.find('\n') + 1;
  const std::size_t caret_line = text.find('\n', line) + 1;
  // The ellipsis is one character of three bytes.
  EXPECT_EQ(text[line + (text.find('^') - caret_line) + 2], 'X');
}

TEST(Diagnostic, MakesControlsVisible) {
  const Source source("f\x1b", "a\x1b[0mb");
  const std::string text = render(diagnose(source, 1, Severity::note, "", "\x1b]0;x\a"));
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\a'), std::string::npos);
}

TEST(Error, SaysWhatToWhatAndWhy) {
  EXPECT_EQ((Error{ErrorKind::input, "read", "/x", "No such file or directory"}).text(),
            "/x: read: No such file or directory");
}

}  // namespace
}  // namespace profgen
