// Mistakes: one diagnostic each, at the place of the mistake, and what comes after is read.
#include <gtest/gtest.h>

#include "syntax_helpers.hpp"

namespace profgen::policy {
namespace {

using syntax_test::parse_text;
using syntax_test::shown;

struct Mistake {
  const char* text;  // one statement; line 2 of the test's profile
  const char* where;
  const char* says;  // part of the message and the hint
};
void PrintTo(const Mistake& one, std::ostream* out) { *out << one.text; }

class Mistakes : public testing::TestWithParam<Mistake> {};

TEST_P(Mistakes, CostOneDiagnosticAndOneItem) {
  const auto [text, where, says] = GetParam();
  const std::string file = std::string("profile t {\n") + text + "\n  /after r,\n}\nprofile u {}\n";
  const Tree tree = parse_text(file);
  EXPECT_EQ(print(tree), file);
  ASSERT_EQ(tree.diagnostics.size(), 1u) << shown(tree.diagnostics);
  const std::string line = shown(tree.diagnostics);
  EXPECT_EQ(line.substr(0, line.find(' ')), where) << line;
  EXPECT_NE(line.find(says), std::string::npos) << line;
  ASSERT_EQ(tree.items.size(), 2u) << dump(tree);
  const auto& children = tree.items.front().children;
  ASSERT_FALSE(children.empty());
  const auto* after = std::get_if<Rule>(&children.back().value);
  ASSERT_NE(after, nullptr) << dump(tree);
  EXPECT_EQ(to_text(*after), "/after r,") << dump(tree);
  EXPECT_EQ(children.size(), 2u) << dump(tree);
}

constexpr Mistake mistakes[] = {
    {"  /foo rw", "2:10", "expected `,` or `-> TARGET`, found the end of the line"},
    {"  /foo zz,", "2:8", "expected permissions, or `{` for a profile, found `zz`"},
    {"  /foo", "2:7", "expected permissions, or `{` for a profile, found the end of the line"},
    {"  owner /foo zz,", "2:14", "expected permissions"},
    {"  /foo rPxix,", "2:8", "two different exec permissions"},
    {"  /foo rp,", "2:8", "no exec permission"},
    {"  /foo Px ->,", "2:13", "expected a profile name after `->`"},
    {"  file foo.x r,", "2:8", "expected a path or permissions"},
    {"  safe foo.x r,", "2:8", "expected a path or permissions"},
    {"  foo.x r,", "2:3", "expected a rule"},
    {"  onwer /a r,", "2:3", "did you mean `owner`?"},
    {"  network ine stream,", "2:11", "did you mean `inet`?"},
    {"  foo x r,", "2:3", "expected a rule"},
    {"  l <= /a -> /b,", "2:5", "expected a path, found `<=`"},
    {"  link <= /a -> /b,", "2:8", "expected a path, found `<=`"},
    {"  /a A,", "2:6", "expected permissions"},
    {"  /a all,", "2:6", "expected permissions"},
    // A comma goes on with a word where no blank follows it.
    {"  unix r,/a r,", "2:8", "expected `,`, a permission"},
    {"  network inet,/a r,", "2:11", "expected `,` or a condition"},
    {"  mount =a,", "2:9", "expected `,`"},
    {"  mount (a,", "2:9", "expected `,`"},
    {"  mount -> =a,", "2:12", "expected a mount point"},
    {"  mount a=b -> /c,", "2:9", "expected `,`"},
    {"  profile\n a { }", "2:10", "expected the name of a profile"},
    {"  profile =a { }", "2:11", "expected the name of a profile"},
    {"  if true {/a r,}", "2:11", "expected `{` and a blank"},
    {"  if not $A{ }", "2:6", "expected a condition"},
    {"  if $A # c\n { }", "2:9", "expected `{`"},
    {"  if a == not { }", "2:11", "expected a value to compare with"},
    {"  profile a /b + identities=() { }", "2:30", "expected an identity"},
    {"  \"/foo r,", "2:3", "expected text in quotes to end"},
    {"  link /a /b,", "2:11", "expected `->`"},
    {"  capability chwon", "2:19", "expected `,` or a capability"},
    {"  capability chown = x,", "2:20", "expected `,` or a capability, found `=`"},
    {"  network int stream,", "2:11", "expected a network family, type or protocol, found `int`"},
    {"  network inet stream tcp udp,", "2:27", "found `udp`"},
    {"  network (send recieve) inet,", "2:17", "did you mean `receive`?"},
    {"  network inet prot=3,", "2:16", "expected `,` or a condition"},
    {"  network peer=(prt=3),", "2:17", "did you mean `port`?"},
    {"  network peer(ip=::1),", "2:11", "peer"},
    {"  unix sned,", "2:8", "did you mean `send`?"},
    {"  dbus send bsu=session,", "2:13", "did you mean `bus`?"},
    {"  dbus send bsu=session\n     path=/a,", "2:13", "did you mean `bus`?"},
    {"  dbus send # why\n    bus=system,", "2:13", "found `#`"},
    {"  signal sned set=hup,", "2:10", "did you mean `send`?"},
    {"  signal set=(hup,", "2:19", "expected a word or `)`"},
    {"  signal set=(),", "2:15", "expected a word"},
    {"  signal peer=(a),", "2:15", "("},
    {"  ptrace red,", "2:10", "did you mean `read`?"},
    {"  mount fstype in ext4 /a,", "2:19", "expected a list in parentheses after `in`"},
    {"  mount /a ->,", "2:14", "expected a mount point after `->`"},
    {"  mount /a -> /b options=ro,", "2:18", "expected `,`"},
    {"  umount /a -> /b,", "2:13", "expected `,`"},
    {"  change_profile safe -> a,", "2:23", "expected the path of a program"},
    {"  mqueue raed /a,", "2:10", "did you mean `read`?"},
    {"  mqueue label=a label=b,", "2:18", "label= is given twice"},
    {"  mqueue type=posix type=foo,", "2:21", "is not posix or sysv"},
    {"  mount -> ->,", "2:12", "expected a mount point after `->`"},
    {"  umount ->,", "2:10", "expected `,`"},
    {"  priority=\n5 /a r,", "2:12", "expected a number"},
    {"  io_uring label=,", "2:18", "expected a value"},
    {"  userns creat,", "2:10", "did you mean `create`?"},
    {"  userns (create),", "2:10", "expected `,` or create"},
    {"  link a -> /b,", "2:8", "expected a path"},
    {"  pivot_root @{A},", "2:14", "expected `,` or `-> PROFILE`"},
    {"  profile p flag=(complain) { }", "2:13", "did you mean `flags`?"},
    {"  link #include <x>", "2:8", "expected a path"},
    {"  @{HOME/x r,", "2:3", "a `}` has to end the name"},
    {"  userns remove,", "2:10", "expected `,` or create"},
    {"  all of it,", "2:7", "expected `,`"},
    {"  set rlimit nofile = 3,", "2:21", "expected `<=`"},
    {"  set limit nofile <= 3,", "2:7", "expected `rlimit`"},
    {"  priority=high /a r,", "2:12", "a number from -1000 to 1000"},
    {"  owner audit /a r,", "2:9", "prefixes stand in the order"},
    {"  audti /a r,", "2:3", "expected a rule"},
    {"  netwrok inet,", "2:3", "did you mean `network`?"},
    {"  include", "2:3", "expected a rule"},
    {"  include <a", "2:13", "expected `>`"},
    {"  if $A or { }", "2:12", "expected a condition"},
    {"  if truish { }", "2:6", "expected a condition"},
    {"  profile { /a r, }", "2:11", "expected the name of a profile"},
    {"  profile x flags=(bad { /a r, }", "2:24", "expected a word or `)`, found `{`"},
    {"  profile x falgs=(bad) { /a r, }", "2:13", "expected `{`, an attachment"},
    {"  profile x flags=bad { /a r, }", "2:19", "expected `(`"},
    // What the compiler refuses at a line end, in a comment or without a blank.
    {"  signal peer\n=foo,", "2:10", "found `peer`"},
    {"  signal peer=\nfoo,", "2:15", "expected a word"},
    {"  mount options in\n (ro) /a,", "2:19", "expected a list in parentheses"},
    {"  mount /a ->/b,", "2:12", "expected `,` or `-> MOUNTPOINT`"},
    {"  mount typ=b /a,", "2:9", "expected `,` or `-> MOUNTPOINT`"},
    {"  /a px -> # c\n b,", "2:12", "expected a profile name"},
    {"  network inet # c\n,", "2:16", "found `#`"},
    {"  set rlimit # c\n nofile <= 1,", "2:14", "the name of a limit"},
    {"  foo bar,", "2:3", "expected a rule, an include, a profile or `}`, found `foo`"},
    {"  \001\002,", "2:3", "\\x01"},
};

TEST(MistakesAlone, ACommaAfterAnIncludeIsOne) {
  const std::string line = shown(parse_text("include <x>,\n").diagnostics);
  EXPECT_NE(line.find("no comma stands after an include"), std::string::npos) << line;
}

INSTANTIATE_TEST_SUITE_P(Table, Mistakes, testing::ValuesIn(mistakes));

TEST(MistakesInFiles, ACommaLostAtALineEndIsReportedThereAndNothingElseIs) {
  const Tree tree = parse_text(
      "profile a {\n  owner /tmp/tmp.@{rand10}/{,**} rw\n\n  include if exists <local/a>\n}\n");
  EXPECT_EQ(shown(tree.diagnostics),
            "2:36 expected `,` or `-> TARGET`, found the end of the line\n");
  EXPECT_EQ(dump(tree),
            "profile \"a\"\n"
            "  unknown \"owner /tmp/tmp.@{rand10}/{,**} rw\"\n"
            "  include magic if-exists \"local/a\"\n");
}

TEST(MistakesInFiles, AByteOrderMarkIsNamed) {
  const std::string line = shown(parse_text("\xef\xbb\xbfprofile a { }\n").diagnostics);
  EXPECT_NE(line.find("byte order mark"), std::string::npos) << line;
}

TEST(MistakesInFiles, AShortWordIsNearToFewOthers) {
  EXPECT_EQ(shown(parse_text("bad {\n}\n").diagnostics).find("did you mean"), std::string::npos);
  EXPECT_NE(shown(parse_text("hut h {\n}\n").diagnostics).find("`hat`"), std::string::npos);
}

TEST(MistakesInFiles, BracesThatDoNotMatch) {
  EXPECT_EQ(shown(parse_text("profile a {\n /a r,\n").diagnostics),
            "2:7 expected `}`, found the end of the file | it would close the `{` of line 1\n");
  EXPECT_EQ(shown(parse_text("profile a { }\n}\nprofile b { }\n").diagnostics),
            "2:1 `}` without a `{`\n");
}

TEST(MistakesInFiles, AnAssignmentTakesNoComma) {
  const Tree tree = parse_text("@{A} = a b,\n@{B} = c\n");
  EXPECT_EQ(shown(tree.diagnostics),
            "1:11 expected the end of the line, found `,` | an assignment ends at the end of its "
            "line and takes no comma\n");
  EXPECT_EQ(tree.items.size(), 2u);
}

TEST(MistakesInFiles, AreShownUpToALimit) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "foo,\n";
  const Tree tree = parse_text(text);
  EXPECT_EQ(tree.items.size(), 5000u);
  ASSERT_EQ(tree.diagnostics.size(), 1001u);
  EXPECT_EQ(tree.diagnostics.back().severity, Severity::note);
}

}  // namespace
}  // namespace profgen::policy
