// Paragraphs, comments, columns and order.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "unit/edit/format_helpers.hpp"

namespace profgen::edit {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(FormatLayout, GoldenFiles) {
  const fs::path folder = fs::path(PROFGEN_SOURCE_DIR) / "tests/data/fmt";
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".before") continue;
    ++count;
    fs::path after = entry.path();
    after.replace_extension(".after");
    EXPECT_EQ(formatted(read(entry.path())), read(after)) << entry.path();
  }
  EXPECT_GE(count, 6U);
}

TEST(FormatLayout, BlocksAreSetApart) {
  EXPECT_EQ(formatted_body("include <a>\ncapability kill,\n\n\n\nnetwork,\nsignal,\n/a r,"),
            "include <a>\n\ncapability kill,\n\nnetwork,\n\nsignal,\n\n/a r,\n");
  // A comment may speak of its whole paragraph.
  EXPECT_EQ(formatted_body("include <a>\n# net\nnetwork,\n/a r,\n^h { }"),
            "include <a>\n\n# net\nnetwork,\n/a r,\n\n^h {\n}\n");
  EXPECT_EQ(formatted("abi <a>,\ninclude <b>\n@{X}=a\nprofile p @{X} { }\nprofile q { }"),
            "abi <a>,\n\ninclude <b>\n\n@{X} = a\nprofile p @{X} {\n}\n\nprofile q {\n}\n");
  EXPECT_EQ(formatted_body("\n\n/a r,\n\n"), "/a r,\n");
}

TEST(FormatLayout, CommentsStayWithTheirRules) {
  EXPECT_EQ(formatted_body("/b r, # b\n/a r,    # a"), "/a r, # a\n/b r, # b\n");
  // In one column they stay in one; with what goes on below them.
  EXPECT_EQ(formatted_body("/bbb r,    # b\n/a r,      # a\n           # more\n/c r,"),
            "/a r,   # a\n        # more\n/bbb r, # b\n/c r,\n");
  // Above a rule: nothing moves below it.
  EXPECT_EQ(formatted_body("/d r,\n/c r,\n# on b\n/b r,\n/a r,"),
            "/c r,\n/d r,\n# on b\n/b r,\n/a r,\n");
  EXPECT_EQ(formatted_body("# floating\n\n/b r,\n/a r,"), "# floating\n\n/a r,\n/b r,\n");
  EXPECT_EQ(formatted("profile p { # head\n/a r, } # foot"),
            "profile p { # head\n  /a r,\n} # foot\n");
  EXPECT_EQ(formatted("profile p {\n# only   \n}"), "profile p {\n  # only\n}\n");
}

TEST(FormatLayout, DirectivesStayWhereTheyAre) {
  EXPECT_EQ(formatted_body("/c r,\n/b r, #aa:only apt\n/a r,"),
            "/c r,\n/b r, #aa:only apt\n/a r,\n");
  EXPECT_EQ(formatted_body("#aa:only apt\n/b r,\nnetwork,\n/a r,"),
            "#aa:only apt\n/b r,\nnetwork,\n/a r,\n");
}

TEST(FormatLayout, OrderOfFileRules) {
  EXPECT_EQ(formatted_body("deny /a r,\n/dev/x r,\n@{PROC}/x r,\n/sys/x r,\n/run/x r,\n"
                           "@{user_cache_dirs}/x r,\n@{HOME}/x r,\n/var/x r,\n/etc/x r,\n"
                           "/usr/share/x r,\n/usr/lib/x r,\n/usr/bin/y r,\n/{,usr/}bin/x r,\n"
                           "@{exec_path} mr,"),
            "@{exec_path} mr,\n/{,usr/}bin/x r,\n/usr/bin/y r,\n/usr/lib/x r,\n/usr/share/x r,\n"
            "/etc/x r,\n/var/x r,\n@{HOME}/x r,\n@{user_cache_dirs}/x r,\n/run/x r,\n/sys/x r,\n"
            "@{PROC}/x r,\n/dev/x r,\ndeny /a r,\n");
  // The compiler numbers targets as they come.
  EXPECT_EQ(formatted_body("/d r,\n/c r,\n/b Px -> z,\n/a Px -> y,\n/f r,\n/e r,"),
            "/c r,\n/d r,\n/b Px -> z,\n/a Px -> y,\n/e r,\n/f r,\n");
  // Other rules, and includes, keep their order.
  EXPECT_EQ(formatted_body("signal send peer=b,\nsignal send peer=a,\n\ninclude <b>\ninclude <a>"),
            "signal send peer=b,\nsignal send peer=a,\n\ninclude <b>\ninclude <a>\n");
  EXPECT_EQ(formatted_body("/b r,\ncapability kill,\ncapability chown,\n/a r,"),
            "/b r,\n\ncapability chown,\ncapability kill,\n\n/a r,\n");
  FormatOptions options;
  options.sort = false;
  EXPECT_EQ(formatted_body("/b r,\n/a   r,", options), "/b r,\n/a r,\n");
}

TEST(FormatLayout, Columns) {
  EXPECT_EQ(formatted_body("/a r,\nowner /b r,\ndeny owner /c r,\n\n/d r,"),
            "      /a r,\nowner /b r,\ndeny owner /c r,\n\n/d r,\n");
  EXPECT_EQ(formatted_body("/usr/bin/ls r,\n/usr/bin/aa ixr,\ndeny /c   x,\n\n/d     r,"),
            "/usr/bin/aa rix,\n/usr/bin/ls r,\ndeny /c x,\n\n/d r,\n");
  const std::string wide = "/usr/bin/" + std::string(80, 'w');
  EXPECT_EQ(formatted_body("/usr/bin/a ix,\n/usr/bin/bb ix,\n" + wide + " ix,"),
            "/usr/bin/a  ix,\n/usr/bin/bb ix,\n" + wide + " ix,\n");
  // Characters count, not bytes.
  EXPECT_EQ(formatted_body("/ä ix,\n/bb ix,"), "/bb ix,\n/ä  ix,\n");
}

TEST(FormatLayout, SwitchedOff) {
  EXPECT_EQ(formatted_body("/b   r,\n   # fmt: off\n /c   r,\n\n\n\t/a r,\n  # fmt: on\n/d   r,"),
            "/b r,\n# fmt: off\n /c   r,\n\n\n\t/a r,\n# fmt: on\n/d r,\n");
  EXPECT_EQ(formatted("# fmt: off\nprofile   p   {  }\n"), "# fmt: off\nprofile   p   {  }\n");
  EXPECT_EQ(formatted_body("/b r,\n/a     r, # fmt: skip\n/0 r,"),
            "/b r,\n/a     r, # fmt: skip\n/0 r,\n");
  EXPECT_EQ(formatted("profile p {\n# fmt: off\n  /a   r,  ^h {/b r,\n} }\n/x { }"),
            "profile p {\n  # fmt: off\n  /a   r,  ^h {/b r,\n}\n}\n\n/x {\n}\n");
  // `on` belongs to the body of `off`.
  EXPECT_EQ(formatted_body("# fmt: off\n^h {\n# fmt: on\n/a   r,\n}\n# fmt: on\n/b   r,"),
            "# fmt: off\n^h {\n# fmt: on\n/a   r,\n}\n# fmt: on\n/b r,\n");
}

TEST(FormatLayout, IncludedFilesKeepTheirMargin) {
  EXPECT_EQ(formatted("# License\n\n  abi <a>,\n\n# why\n /a   r,\n   /b r,\n# end\n"),
            "# License\n\n  abi <a>,\n\n  # why\n  /a r,\n  /b r,\n# end\n");
  EXPECT_EQ(formatted("# License\n/a   r,\n  # b\n  /b r,\n/c r,\n"),
            "# License\n/a r,\n# b\n/b r,\n/c r,\n");
}

TEST(FormatLayout, IncludedHatsKeepTheirMarginToo) {
  EXPECT_EQ(formatted("# c\n  abi <a>,\n  ^h {\n /a r,\n }\n"),
            "# c\n  abi <a>,\n\n  ^h {\n    /a r,\n  }\n");
  EXPECT_EQ(formatted("  abi <a>,\n  profile h {\n }\n"), "abi <a>,\n\nprofile h {\n}\n");
}

TEST(FormatLayout, LineEndsAreThoseOfMostLines) {
  EXPECT_EQ(formatted("profile p {\r\n/a   r,\r\n\r\n\r\n/b r, # c\r\n}\r\n"),
            "profile p {\r\n  /a r,\r\n\r\n  /b r, # c\r\n}\r\n");
  EXPECT_EQ(formatted("profile p {\n/a r,\r\n/b r,\n}\n"), "profile p {\n  /a r,\n  /b r,\n}\n");
  EXPECT_EQ(formatted("@{A}=a \\\r\n b\r\n"), "@{A} = a \\\r\n    b\r\n");
  // To the compiler a carriage return inside a rule is a part of a word: none comes, none goes.
  const std::string one_line =
      "profile p {\r\n  dbus send bus=system path=/a interface=b.c member=d,\r\n}\r\n";
  EXPECT_EQ(formatted(one_line), one_line);
  for (const char* rest : {"profile p {\r\n  signal set=(hup\r\n int),\r\n}\r\n",
                           "profile p flags=(audit\r\n) {\r\n  /a r,\r\n}\r\n",
                           "profile p {\n  /a r,\n\n  unix addr=@a\r\n  type=stream,\n}\n"})
    EXPECT_EQ(formatted(rest), rest);
}

}  // namespace
}  // namespace profgen::edit
