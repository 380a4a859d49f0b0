// Each kind of rule: what is read, how it is written, and that reading what was written gives the
// same.
#include <gtest/gtest.h>

#include "syntax_helpers.hpp"

namespace profgen::policy {
namespace {

struct Case {
  const char* text;
  const char* canonical;  // nullptr: the text itself
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.text; }

class RuleText : public testing::TestWithParam<Case> {};

TEST_P(RuleText, IsReadWrittenAndReadAgain) {
  const auto [text, canonical] = GetParam();
  const Tree tree = syntax_test::parse_text(text);
  ASSERT_TRUE(tree.diagnostics.empty()) << syntax_test::shown(tree.diagnostics);
  ASSERT_EQ(tree.items.size(), 1u);
  EXPECT_EQ(print(tree), text);
  const auto* rule = std::get_if<Rule>(&tree.items.front().value);
  ASSERT_NE(rule, nullptr);
  const std::string written = to_text(*rule);
  EXPECT_EQ(written, canonical ? canonical : text);
  const auto again = rule_from_text(written);
  ASSERT_TRUE(again) << written;
  EXPECT_EQ(*again, *rule) << written;
  // Blanks, line ends and CRLF between the words change nothing, but around an operator.
  const std::string_view words = text;
  if (words.find(" = ") != words.npos || words.find(" in ") != words.npos) return;
  std::string spread;
  bool quoted = false;
  for (const char* c = text; *c; ++c) {
    quoted ^= *c == '"';
    if (*c == ' ' && !quoted && c != text && c[-1] != '\\')
      spread += " \r\n\t";
    else
      spread += *c;
  }
  const auto same = rule_from_text(spread);
  ASSERT_TRUE(same) << spread;
  EXPECT_EQ(*same, *rule) << spread;
}

constexpr Case file_rules[] = {
    {"/foo r,", nullptr},
    {"/foo/** krwlm,", "/foo/** mrwlk,"},
    {"/foo rix,", nullptr},
    {"/foo ixr,", "/foo rix,"},
    {"/foo mrPx -> bar,", nullptr},
    {"/foo pxpxpx,", "/foo px,"},
    {"/foo RWM,", "/foo mrw,"},
    {"/foo iX,", "/foo ix,"},
    {"/foo Cix -> &baz,", nullptr},
    {"/foo Px -> :ns:bar,", nullptr},
    {"/foo l -> /bar,", nullptr},
    {"file,", nullptr},
    {"owner file,", nullptr},
    {"file /foo r,", nullptr},
    {"file rw /foo,", nullptr},
    {"rw /foo,", nullptr},
    {"l subset /foo -> /bar,", nullptr},
    {"l subset foo -> /bar,", "l subset foo -> /bar,"},
    {"foo r,", "foo r,"},
    {"i rix,", "i rix,"},
    {"signal set=({\"\" b),", "signal set=(\"{\" \"\" b),"},  // found by the policy fuzzer
    {"i#comment\n rix,", "i rix,"},                           // found by the policy fuzzer
    {"r rp,", "r rp,"},
    {"link pu -> ci,", "link pu -> ci,"},
    {"r :ns:foo,", "r :ns:foo,"},
    {"/a pUxx,", "/a pux,"},
    {"mount /a->/b,", "mount /a->/b,"},
    {"mount ->b,", "mount \"->b\","},
    {"mount -> \"b\",", "mount -> b,"},
    {"network peer = (ip=none),", "network peer=(ip=none),"},
    {"safe /foo Px,", nullptr},
    {"unsafe px /foo -> bar,", nullptr},
    {"file unsafe /foo Ux,", nullptr},
    {"deny /foo x,", nullptr},
    {"audit deny owner /foo rw,", nullptr},
    {"priority=-5 audit allow other /foo w,", nullptr},
    {"priority=+7 /foo w,", "priority=7 /foo w,"},
    {"user /foo w,", "owner /foo w,"},
    {"prompt /foo w,", nullptr},
    {"@{HOME}/.x rw,", nullptr},
    {"@{HOME} rw,", nullptr},
    {"\"/foo bar\" r,", nullptr},
    {"\"/foo\" r,", "/foo r,"},
    {"\"@{HOME}/a b\" r,", nullptr},
    {"/foo\\ bar r,", nullptr},
    {"/foo,bar r,", nullptr},
    {"\"/foobar,\" r,", nullptr},
    {"/{a,b}[c-d]?* r,", nullptr},
    {"/foo#bar r,", nullptr},
    {"/foo\\!bar r,", nullptr},
    {"/foo\\101 r,", nullptr},
    {"\"/foo!\" r,", nullptr},
    {"link /foo -> /bar,", nullptr},
    {"link subset /foo -> /bar,", nullptr},
    {"deny owner link /foo -> \"/b r\",", nullptr},
};
constexpr Case word_rules[] = {
    {"capability,", nullptr},
    {"mount \"a=b\" -> \")\",", nullptr},
    {"mount none -> @{HOME},", nullptr},
    {"umount \"a)\",", nullptr},
    {"pivot_root \"@{HOME}\",", nullptr},
    {"pivot_root \"@{HOME}/\",", "pivot_root @{HOME}/,"},
    {"link \"@{HOME}=\" -> \"<x\",", nullptr},
    {"owner \"/a,,b\" rw,", nullptr},
    {"capability chown setuid,", nullptr},
    {"audit deny capability sys_admin,", nullptr},
    {"network,", nullptr},
    {"network inet,", nullptr},
    {"network inet stream,", nullptr},
    {"network tcp,", nullptr},
    {"network inet6 icmp,", nullptr},
    {"network packet packet,", nullptr},
    {"network unix dgram,", nullptr},
    {"network (send receive) inet,", nullptr},
    {"network (send, receive) inet,", "network (send receive) inet,"},
    {"network rw inet,", "network (send receive) inet,"},
    {"network ip=127.0.0.1 port=80 peer=(ip=10.0.0.1 port=1-2),",
     "network ip=127.0.0.1 port=80 peer=(ip=10.0.0.1, port=1-2),"},
    {"network inet label:=foo,", nullptr},
    {"network port = 22-443 ,", "network port=22-443,"},
    {"network interface=eth0,", nullptr},
    {"unix,", nullptr},
    {"unix (send receive) type=stream peer=(addr=@foo, label=bar),", nullptr},
    {"unix connect addr=none,", nullptr},
    {"unix peer=(label=splat\\)),", "unix peer=(label=\"splat\\)\"),"},
    {"dbus,", nullptr},
    {"dbus send bus=system path=/a/{b,c} interface=d.e member=F peer=(name=g.h, label=\"i,j\"),",
     nullptr},
    {"dbus bind bus=session name=a.b,", nullptr},
    {"dbus (r, w) bus=session,", "dbus (send receive) bus=session,"},
    {"dbus eavesdrop bus=session,", nullptr},
    {"dbus send bus=(session),", "dbus send bus=session,"},
    // Found by the policy fuzzer: a `\` at the end of a line is the last byte of its word.
    {"signal set=(hup\\\nterm),", "signal set=(hup\\\r term),"},
    {"signal,", nullptr},
    {"signal send set=term peer=foo,", nullptr},
    {"signal (send receive) set=(hup, term) peer=/{a,b},",
     "signal (send receive) set=(hup term) peer=/{a,b},"},
    {"signal set=hup set=rtmin+12,", "signal set=(hup rtmin+12),"},
    {"ptrace,", nullptr},
    {"ptrace (trace read) peer=@{profile_name},", nullptr},
    {"ptrace readby,", nullptr},
    {"mount,", nullptr},
    {"mount fstype=tmpfs options=(rw bind) /a -> /b,", nullptr},
    {"mount options in (ro, nosuid) -> /c,", "mount options in (ro nosuid) -> /c,"},
    {"mount options=rw options=ro /a,", nullptr},
    {"mount none -> /a,", nullptr},
    {"mount fstype=ext3,ext4 /a,", nullptr},
    {"remount options=ro /a,", nullptr},
    {"umount /a,", nullptr},
    {"unmount /a,", "umount /a,"},
    {"umount,", nullptr},
    {"pivot_root,", nullptr},
    {"pivot_root oldroot=/a /b -> c,", nullptr},
    {"pivot_root -> c,", nullptr},
    {"change_profile,", nullptr},
    {"change_profile -> foo,", nullptr},
    {"change_profile /a,", nullptr},
    {"change_profile unsafe /a -> :ns:foo//bar,", nullptr},
    {"userns,", nullptr},
    {"userns create,", nullptr},
    {"mqueue,", nullptr},
    {"mqueue (r, w) type=posix label=foo /q,", "mqueue (read write) type=posix label=foo /q,"},
    {"mqueue create type=sysv 12,", nullptr},
    {"mqueue wr,", "mqueue (read write),"},
    {"io_uring,", nullptr},
    {"io_uring (sqpoll override_creds) label=foo,", nullptr},
    {"io_uring sqpoll,", nullptr},
    {"all,", nullptr},
    {"audit deny all,", nullptr},
    {"set rlimit nofile <= 1024,", nullptr},
    {"set rlimit nofile<=1024,", "set rlimit nofile <= 1024,"},
    {"set rlimit rttime <= 10   minutes,", "set rlimit rttime <= 10 minutes,"},
    {"set rlimit nice <= -10,", nullptr},
    {"set rlimit rss <= infinity,", nullptr},
};
INSTANTIATE_TEST_SUITE_P(File, RuleText, testing::ValuesIn(file_rules));
INSTANTIATE_TEST_SUITE_P(Word, RuleText, testing::ValuesIn(word_rules));

TEST(RuleFromText, TakesExactlyOneRule) {
  EXPECT_TRUE(rule_from_text("  /foo r,\n"));
  for (const char* text : {"", " ", "/foo r", "link r->y,", "r#c\n r,", "/foo r, /bar r,",
                           "/foo r, # c", "# c\n/foo r,", "include <a>", "@{A} = b", "profile a {}",
                           "owner { /foo r, }", "}", "/foo r,}", "/foo {", "foo", "/foo r,\n/bar"})
    EXPECT_FALSE(rule_from_text(text)) << text;
}

TEST(BlockRank, FollowsTheCanonicalOrder) {
  int last = -1;
  for (const char* text :
       {"all,", "set rlimit nofile <= 1,", "userns,", "capability,", "network,", "mount,",
        "remount,", "umount,", "pivot_root,", "change_profile,", "mqueue,", "signal,", "ptrace,",
        "unix,", "io_uring,", "dbus,", "/a r,", "deny /a r,"}) {
    const int rank = block_rank(rule_from_text(text).value());
    EXPECT_GT(rank, last) << text;
    last = rank;
  }
  EXPECT_EQ(block_rank(rule_from_text("link /a -> /b,").value()),
            block_rank(rule_from_text("owner /a r,").value()));
}

TEST(KeywordOf, NamesEveryKind) {
  const std::pair<const char*, const char*> cases[] = {{"/a r,", "file"},
                                                       {"mount,", "mount"},
                                                       {"unmount,", "umount"},
                                                       {"remount,", "remount"},
                                                       {"dbus,", "dbus"},
                                                       {"link /a -> /b,", "link"},
                                                       {"set rlimit nofile <= 1,", "set rlimit"}};
  for (const auto& [text, keyword] : cases)
    EXPECT_EQ(keyword_of(rule_from_text(text).value()), keyword) << text;
}

}  // namespace
}  // namespace profgen::policy
