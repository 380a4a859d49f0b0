// check(): what one file says wrong although it can be read.
#include <gtest/gtest.h>

#include "policy/check.hpp"
#include "syntax_helpers.hpp"

namespace profgen::policy {
namespace {

using syntax_test::parse_text;
using syntax_test::shown;

struct Finding {
  const char* rule;   // line 2 of a profile
  const char* where;  // "2:7"; empty: accepted
  const char* says;
};
void PrintTo(const Finding& one, std::ostream* out) { *out << one.rule; }

class Findings : public testing::TestWithParam<Finding> {};

TEST_P(Findings, StandAtTheWordThatIsWrong) {
  const auto [rule, where, says] = GetParam();
  const Tree tree = parse_text(std::string("profile t {\n") + rule + "\n}\n");
  ASSERT_TRUE(tree.diagnostics.empty()) << shown(tree.diagnostics);
  const auto findings = check(tree);
  if (*where == '\0') {
    EXPECT_TRUE(findings.empty()) << shown(findings);
    return;
  }
  ASSERT_EQ(findings.size(), 1u) << shown(findings);
  const std::string line = shown(findings);
  EXPECT_EQ(line.substr(0, line.find(' ')), where) << line;
  EXPECT_NE(line.find(says), std::string::npos) << line;
}

constexpr Finding findings[] = {
    {"deny /a x,", "", ""},
    {"/a x,", "2:1", "needs a qualifier"},
    {"deny file,", "2:1", "takes no exec qualifier"},
    {"audit file,", "", ""},
    {"deny { /a x, }", "2:8", "needs a qualifier"},
    {"audit { deny /a x, }", "2:9", "deny block only"},
    {"owner { /a px, }", "", ""},
    {"{ change_profile /a -> b, }", "2:3", "cannot stand in a block"},
    {"deny { change_profile /a -> b, }", "", ""},
    {"deny { change_profile unsafe /a -> b, }", "2:8", "cannot stand in a block"},
    {"{ change_profile -> b, }", "", ""},
    {"io_uring label=@{A},", "2:16", "takes no variable"},
    {"io_uring label={a,b},", "", ""},
    {"io_uring sqpoll #c\n,", "", ""},
    {"mqueue 12a,", "2:8", "begins with / or is a number"},
    {"mqueue 12,", "", ""},
    {"link b -> /c,", "2:1", "matches nothing"},
    {"all #c\n,", "", ""},
    {"deny /a px,", "2:1", "without a qualifier"},
    {"/a wa,", "2:1", "w and a exclude"},
    {"safe /a r,", "2:1", "need an exec permission"},
    {"r subset /a -> /b,", "2:1", "subset needs"},
    {"lpx /a -> /b,", "2:1", "at once"},
    {"/a{b} r,", "2:1", "pattern"},
    {"/a[ r,", "2:1", "pattern"},
    {"l /a -> /{b,", "2:9", "pattern"},
    {"/a@{b}{c,@{d}} r,", "", ""},
    {"/{a@{b}c} r,", "", ""},
    {"capability CAP_CHOWN,", "2:12", "is not a capability"},
    {"capability net_admni,", "2:12", "did you mean `net_admin`?"},
    {"owner capability,", "2:1", "takes no owner"},
    {"owner network,", "2:1", "takes no owner"},
    {"priority=3 network,", "2:1", "takes no priority"},
    {"priority=1001 /a r,", "2:1", "from -1000 to 1000"},
    {"priority=-1000 /a r,", "", ""},
    {"audit set rlimit nofile <= 3,", "2:1", "takes no prefix"},
    {"owner dbus,", "2:1", "takes no owner"},
    {"priority=3 all,", "2:1", "takes no priority"},
    {"network netlink ip=127.0.0.1,", "2:17", "needs the family inet"},
    {"network ip=127.0.0.1 port=80,", "", ""},
    {"network ip=none,", "", ""},
    {"network ip=127.0.0.256,", "2:12", "no IPv4 or IPv6"},
    {"network ip=10.0.0.0/8,", "2:12", "no IPv4 or IPv6"},
    {"network port=65536,", "2:14", "no port"},
    {"network port=443-80,", "2:14", "no port"},
    {"network port=80-443,", "", ""},
    {"network peer=(interface=eth0),", "2:15", "cannot stand in peer"},
    {"network create peer=(port=1),", "2:16", "excludes create"},
    {"network netlink tcp,", "2:1", "no such combination"},
    {"network stream tcp,", "2:1", "no such combination"},
    {"network inet port=1 port=2,", "2:14", "given twice"},
    {"unix bind label=foo,", "2:11", "cannot stand outside"},
    {"unix protocol=tcp,", "2:6", "not supported"},
    {"unix type=straem,", "2:11", "did you mean `stream`?"},
    {"unix addr=/a,", "2:11", "begins with @"},
    {"unix addr=@{a}b,", "", ""},
    {"unix addr=auto,", "", ""},
    {"unix getattr peer=(addr=none),", "2:14", "excludes"},
    {"unix type=(stream dgram),", "2:6", "takes one value"},
    {"dbus send name=a,", "2:11", "exclude name="},
    {"dbus name=a path=/b,", "2:6", "excludes path="},
    {"dbus bind member=a,", "2:11", "bind excludes"},
    {"dbus bind bus=a name=b,", "", ""},
    {"dbus eavesdrop path=/a,", "2:6", "takes bus= only"},
    {"dbus bus=a bus=b,", "2:6", "given twice"},
    {"dbus bus in (a),", "2:6", "takes `=` only"},
    {"dbus peer=(name=a{b),", "2:17", "pattern"},
    {"signal set=nohup,", "2:12", "is not a signal"},
    {"signal set=rtmin+32,", "", ""},
    {"signal set=rtmin+33,", "2:12", "is not in rtmin+0 … rtmin+32"},
    {"mount options=(ro rw) /a,", "2:19", "exclude each other"},
    {"mount options=(ro read-only) /a,", "", ""},
    {"mount options in (ro rw) /a,", "", ""},
    {"mount options=(bindd) /a,", "2:16", "did you mean `bind`?"},
    {"mount options=slave /a -> /b,", "2:15", "takes no source"},
    {"mount options=slave -> /b,", "", ""},
    {"change_profile foo -> bar,", "2:16", "begins with /"},
    {"change_profile unsafe/a -> bar,", "2:16", "begins with /"},
    {"mqueue type=foo,", "2:13", "is not posix or sysv"},
    {"mqueue type=posix 12,", "2:19", "begins with /"},
    {"mqueue type=sysv /a,", "2:18", "is a number"},
    {"set rlimit nofiel <= 3,", "2:12", "did you mean `nofile`?"},
    {"set rlimit nofile <= 3K,", "2:22", "plain number"},
    {"set rlimit rss <= 3 K,", "", ""},
    {"set rlimit rss <= 3 KiB,", "2:19", "a size"},
    {"set rlimit nice <= 20,", "2:20", "from -20 to 19"},
    {"set rlimit rttime <= 60m,", "2:22", "a time"},
    {"set rlimit cpu <= 10us,", "2:19", "at least a second"},
    {"set rlimit cpu <= 2 hours,", "", ""},
    {"set rlimit cpu <= 99999999999999999999,", "", ""},
    {"set rlimit cpu <= 99999999999999999999 s,", "2:19", "at least a second"},
    {"@{A} = b", "2:1", "before the first profile"},
    {"alias /a -> /b,", "2:1", "before the first profile"},
    {"abi <abi/4.0>,", "", ""},
    {"else { }", "2:1", "`else` without an `if`"},
    {"if $A { } # c\n else { }", "", ""},
    {"deny { allow /a r, }", "2:8", "contradicts the block"},
    {"deny { audit /a r, }", "", ""},
    {"owner { other /a r, }", "2:9", "contradicts the block"},
    {"owner { network, }", "", ""},
    {"deny { /a ix, }", "2:8", "a deny block takes no rule with an exec permission"},
    {"deny { file, }", "2:8", "a deny block takes no rule with an exec permission"},
    {"deny { /a x, }", "2:8", "needs a qualifier"},
    {"/a r, /b { }", "2:7", "begins with `profile`"},
    // Words that are no path where one is meant.
    {"foo r,", "2:1", "`foo` begins with no /"},
    {"r foo,", "2:1", "`foo` begins with no /"},
    {"file foo1 Px -> x,", "2:1", "`foo1` begins with no /"},
    {"owner :ns:foo r,", "2:1", "begins with no /"},
    {"link foo -> /b,", "2:1", "`foo` begins with no /"},
    {"l subset foo -> /b,", "2:1", "begins with no /"},
    // Permission letters.
    {"/a pUx,", "", ""},
    {"/a cUx,", "", ""},
    {"/a ixx,", "", ""},
    {"/a xix,", "", ""},
    {"/a RWLMX,", "2:1", "needs a qualifier"},
    {"rl subset /a -> /b,", "2:1", "subset needs"},
    {"lix subset /a,", "2:1", "subset needs"},
    {"l subset /a,", "", ""},
    // Names of variables.
    {"/@{1a} r,", "2:2", "is no variable"},
    {"\"/@{a b}\" r,", "2:3", "is no variable"},
    {"/@{a-b} r,", "2:2", "is no variable"},
    {"/@{} r,", "2:1", "in pattern"},
    {"/@{a,b} r,", "", ""},
    {"change_profile ->b,", "2:16", "begins with /"},
    {"change_profile @a -> b,", "2:16", "begins with /"},
    // Commands of mount and the rules that they make.
    {"mount options=(bind) fstype=ext4 /a -> /b,", "2:22", "take no file system type"},
    {"mount options=(bind ro) fstype=ext4 /a -> /b,", "", ""},
    {"mount options=(bind rw) fstype=ext4 /a -> /b,", "2:25", "take no file system type"},
    {"mount options in (bind) fstype=ext4 /a -> /b,", "", ""},
    {"mount options=(remount) /a,", "2:16", "takes a mount point only"},
    {"mount options=(remount) -> /a,", "", ""},
    {"mount options=(shared) /a -> /b,", "2:16", "it takes no source"},
    {"mount options in (shared) /a -> /b,", "", ""},
    {"mount options=(shared bind) /a -> /b,", "", ""},
    {"mount options=(shared noexec) /a -> /b,", "", ""},
    {"mount options=(shared) options=(ro) /a -> /b,", "", ""},
    {"remount options=(rw) fstype=ext4 /a,", "2:22", "take no file system type"},
    {"remount options in (rw) fstype=ext4 /a,", "", ""},
    {"remount fstype=ext4 /a,", "", ""},
    {"mount options=(verbose silent),", "", ""},
    {"mount options=(verbose loud),", "2:24", "exclude each other"},
    // Limits.
    {"set rlimit cpu <= 0,", "", ""},
    {"set rlimit cpu <= 0 s,", "2:19", "at least a second"},
    {"set rlimit cpu <= 999 ms,", "2:19", "at least a second"},
    {"set rlimit cpu <= 1000 ms,", "", ""},
    {"set rlimit cpu <= 9999999999999 s,", "2:19", "at least a second"},
    {"set rlimit rttime <= 0 us,", "2:22", "is a time"},
    {"set rlimit rttime <= 0,", "", ""},
    {"set rlimit nice <= +5,", "2:20", "expected a number"},
    {"set rlimit nice <= -20,", "", ""},
    {"set rlimit nice <= -21,", "2:20", "from -20 to 19"},
    {"set rlimit as <= infinity K,", "", ""},
    {"set rlimit nofile <= 18446744073709551615,", "", ""},
    {"set rlimit nofile <= 18446744073709551616,", "", ""},
    {"set rlimit nice <= 18446744073709551616,", "2:20", "from -20 to 19"},
    {"/a px -> [a,", "", ""},
    {"/a rl -> /[a,", "2:10", "without its closing"},
    {"l /a -> :n:b,", "2:9", "not a profile"},
    {"/a l -> :n:b,", "", ""},
    {"hat h xattrs=(a=b) { }", "2:7", "a hat in a profile takes no xattrs"},
    {"unsafe /a x,", "", ""},
    {"deny unsafe /a x,", "2:1", "without unsafe"},
    {"{ unsafe /a x, }", "", ""},
    {"deny { unsafe /a x, }", "2:8", "takes no unsafe"},
    {"priority=-1owner /a r,", "", ""},
    {"signal set=rtmin+1x,", "2:1", "is read as `rtmin+1`"},
    {"signal set=\"rtmin+-1\",", "2:13", "is not in rtmin+0"},
    {"network \"inet\" \"stream\",", "", ""},
    {"network inet interface={a,b},", "", ""},
    {"network inet interface=[a,", "2:24", "without its closing"},
    {"network inet interface=@{A},", "2:24", "takes no variable"},
    {"network inet port=+80,", "", ""},
    {"network inet port=(80 90),", "2:1", "only the first value"},
    {"network inet peer=(label:=a),", "", ""},
    {"network inet port=1 label:=a,", "2:21", "takes `=` only"},
    {"umount fstype=[a,", "", ""},
    {"mount fstype=[a,", "2:14", "without its closing"},
    {"dbus send peer=(path=/a),", "", ""},
    {"dbus send path=/a peer=(path=/a),", "2:11", "is given twice"},
    {"dbus bind peer=(bus=a),", "", ""},
    {"dbus bind peer=(member=a),", "2:17", "bind excludes"},
    {"pivot_root unconfined,", "", ""},
    {"pivot_root oldroot=/a &b -> c,", "", ""},
    // Sockets.
    {"network bluetooth peer=(label=x),", "", ""},
    {"network inet6 icmp,", "2:1", "no such combination"},
    {"network netlink label=x,", "2:17", "needs the family inet"},
    {"network inet ip=@foo,", "2:17", "no IPv4 or IPv6 address"},
    {"network inet port=@foo,", "2:19", "is no port"},
    {"network getopt peer=(label=x),", "", ""},
    {"network getopt peer=(ip=none),", "2:16", "peer= excludes"},
    {"priority=3 { /a r, }", "2:1", "a block takes no priority"},
    {"hat a {} ^a {}", "2:11", "twice"},
    {"if $A { ^a {} } else { ^a {} }", "", ""},
};
INSTANTIATE_TEST_SUITE_P(Table, Findings, testing::ValuesIn(findings));

std::string header_findings(const std::string& header) {
  const Tree tree = parse_text(header + " { }");
  return shown(tree.diagnostics) + shown(check(tree));
}

TEST(HeaderFindings, Flags) {
  for (const char* flags : {"complain,audit", "attach_disconnected.path=/a", "kill.signal=hup kill",
                            "error=enoent", "attach_disconnected attach_disconnected.ipc=@{a}",
                            "chroot_relative mediate_deleted", "complain complain"})
    EXPECT_EQ(header_findings("profile t flags=(" + std::string(flags) + ")"), "") << flags;
  const std::pair<const char*, const char*> wrong[] = {
      {"complian", "1:18 `complian` is not a profile flag | did you mean `complain`?\n"},
      {"complain kill", "1:27 flags `complain` and `kill` exclude each other\n"},
      {"no_attach_disconnected attach_disconnected.ipc",
       "1:41 flags `no_attach_disconnected` and `attach_disconnected.ipc` exclude each other\n"},
      {"attach_disconnected.path=a",
       "1:18 `attach_disconnected.path` needs a path that begins with /\n"},
      {"error=ENOTHING", "1:24 `ENOTHING` is not an error name | such as error=EPERM\n"},
      {"kill.signal=0", "1:30 `0` is not a signal\n"},
  };
  for (const auto& [flags, says] : wrong)
    EXPECT_EQ(header_findings("profile t flags=(" + std::string(flags) + ")"), says);
}

TEST(HeaderFindings, Names) {
  for (const char* header : {"profile :ns:a", "profile :ns://a", ":ns:a", "profile a//b", "/a{b,c}",
                             "profile {a,b}", "^h xattrs=(a=b)", "profile a xattrs=(a=(b) c)"})
    EXPECT_EQ(header_findings(header), "") << header;
  for (const char* header : {":ns:", "profile :ns/t", "profile &a", "profile \"\"", "/a{b}",
                             "profile @{profile_name}", "profile a /b[", "profile {a}",
                             "profile p + identities=(\"a a\")", "profile p + identities=(\\a\\)"})
    EXPECT_NE(header_findings(header), "") << header;
}

TEST(FileFindings, RulesStandInProfilesUnlessTheFileIsAFragment) {
  const Tree tree = parse_text("/a r,\nif $A { }\nowner { /b r, }\n");
  EXPECT_EQ(shown(check(tree)),
            "1:1 a rule can stand in a profile only; 2 more of this file stand outside | a file to "
            "be included is checked with a profile that includes it\n");
  EXPECT_EQ(shown(check(parse_text("profile a { /a r, }\n/b r,\n"))),
            "2:1 a rule can stand in a profile only | a file to be included is checked with a "
            "profile that includes it\n");
  EXPECT_EQ(check(tree, FileRole::fragment).size(), 0u);
}

// The compiler reads a comment and an `#include` with the line feed behind them or not at all.
TEST(FileFindings, TheLastLineIsWhole) {
  for (const char* text :
       {"profile a { }", "@{A} = b # c", "@{A} = \"b\"# c", "include if exists <a>",
        "profile a { } # c\n", "#include if exists <a>\n", "abi <kernel>,", ""})
    EXPECT_EQ(shown(check(parse_text(text))), "") << text;
  EXPECT_EQ(shown(check(parse_text("profile a { }\n# c"))),
            "2:4 expected a line feed, found the end of the file | a comment ends with its line\n");
  for (const char* text : {"# c", "$A = true # c", "@{A} = b\n# c", "abi <kernel>, # c",
                           "#include if exists <a>", "include <a> # c"})
    EXPECT_NE(shown(check(parse_text(text))), "") << text;
}

TEST(FileFindings, ThePreambleComesFirst) {
  EXPECT_EQ(shown(check(parse_text("profile a { }\n@{A} = b\nabi <c>,\nalias /a -> /b,\n"))),
            "2:1 this has to stand before the first profile\n"
            "3:1 this has to stand before the first profile\n"
            "4:1 this has to stand before the first profile\n");
  EXPECT_EQ(shown(check(parse_text("profile a { }\nprofile a { }\n"))),
            "2:9 profile `a` stands here twice\n");
}

TEST(FileFindings, ACarriageReturnInsideARuleIsAWarning) {
  const auto severities = [](const char* text) {
    std::string out;
    for (const Diagnostic& one : check(parse_text(text)))
      out += std::string(name_of(one.severity)) + " " + std::to_string(one.at.line) + ";";
    return out;
  };
  EXPECT_EQ(severities("profile p {\r\n  dbus send\r\n bus=system,\r\n}\r\n"), "warning 2;");
  EXPECT_EQ(severities("profile p\r\n flags=(audit) {\r\n}\r\n"), "warning 1;");
  EXPECT_EQ(severities("profile p {\r\n  /a\r\n r,\r\n  dbus send,\r\n}\r\n"), "");
}

TEST(FileFindings, AreBounded) {
  std::string text = "profile a {";
  for (int i = 0; i < 20000; ++i) text += " owner all,";
  const auto found = check(parse_text(text + "}"));
  EXPECT_EQ(found.size(), 1001u);
  EXPECT_TRUE(found.front().source_line.empty());
}

}  // namespace
}  // namespace profgen::policy
