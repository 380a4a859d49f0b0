// The check that formatting changes no meaning: what it must notice, and what it must not mind.
#include <gtest/gtest.h>

#include "edit/format/meaning.hpp"

namespace profgen::edit {
namespace {

std::vector<std::string> meaning(const std::string& text) {
  const policy::Tree tree = policy::parse(make_source("t", text));
  EXPECT_FALSE(has_errors(tree.diagnostics)) << text;
  return meaning_of(tree);
}

TEST(FormatMeaning, NoticesWhatChanged) {
  const std::string text =
      "abi <a>,\n@{X} = a b\nprofile p /x flags=(complain) { # head\n  # on a\n  /a r, # beside\n"
      "  /b mr,\n\n  /c Px -> d,\n  /d Px -> e,\n  deny owner /e w,\n  capability kill,\n  if $B "
      "{\n"
      "    /f r,\n  } else {\n    /g r,\n  }\n  ^h {\n  }\n}\n";
  struct Row {
    const char *from, *to;
  };
  const Row rows[] = {
      {"abi <a>", "abi <b>"},
      {"= a b", "= b a"},
      {"= a b", "+= a b"},
      {"profile p", "profile q"},
      {" /x", " /y"},
      {"complain", "enforce"},
      {"# head", "# tail"},
      {"# on a\n", "\n"},
      {"# beside", "# besides"},
      {"/a r, # beside\n  /b mr,", "/a r,\n  /b mr, # beside"},
      {"# on a\n  /a r, # beside\n  /b mr,", "/a r, # beside\n  # on a\n  /b mr,"},
      {"/b mr,", "/b m,"},
      {"/b mr,", ""},
      {"/b mr,", "/b mr,\n/b mr,"},
      {"/c Px -> d,\n  /d Px -> e,", "/d Px -> e,\n  /c Px -> d,"},
      {"deny owner", "deny"},
      {"capability kill", "capability chown"},
      {"if $B", "if $C"},
      {"/f r,\n  } else {\n    /g r,", "/g r,\n  } else {\n    /f r,"},
      {"^h {\n  }\n}", "}\nhat h {\n}"},
  };
  for (const Row& row : rows) {
    std::string other = text;
    const std::size_t at = other.find(row.from);
    ASSERT_NE(at, std::string::npos) << row.from;
    other.replace(at, std::string(row.from).size(), row.to);
    EXPECT_NE(meaning(text), meaning(other)) << row.from << " by " << row.to;
  }
}

TEST(FormatMeaning, DoesNotMindLayout) {
  const char* rows[][2] = {
      {"profile p { /b r, /a r, }", "profile p {\n  /a r,\n  /b r,\n}\n"},
      {"profile p { capability b a, }", "profile p {\n  capability a,\n  capability b,\n}\n"},
      {"profile p { #include <a>\n}", "profile p {\n  include <a>\n}\n"},
      {"profile p (a,complain) { }", "profile p flags=(complain,a) {\n}\n"},
      {"profile p { dbus member=a bus=b, }", "profile p {\n  dbus bus=b member=a,\n}\n"},
      {"profile p { user /a wr, }", "profile p {\n  owner /a rw,\n}\n"},
      {"profile p { # c  \n}", "profile p { # c\n}"},
  };
  for (const auto& row : rows) EXPECT_EQ(meaning(row[0]), meaning(row[1])) << row[0];
}

TEST(FormatMeaning, ATextWithErrorsIsRefused) {
  const auto result = format(policy::parse(make_source("t", "profile p { /a }")));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::input);
}

}  // namespace
}  // namespace profgen::edit
