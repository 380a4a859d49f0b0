#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/edit/compare_helpers.hpp"

namespace profgen::edit {
namespace {

using test::lines_of;
using test::policy_of;
using test::profile_text;
using ::testing::ElementsAreArray;

using Strings = std::vector<std::string>;

Strings differences(const std::string& before, const std::string& after) {
  return lines_of(compare(policy_of("old", before), policy_of("new", after)));
}

struct Row {
  const char* before;
  const char* after;
  Strings expected;
};

TEST(Compare, EqualMeaningSaysNothing) {
  const char* const pairs[][2] = {
      {"/a r,\n/b w,", "/b w,\n/a r,"},
      {"/a rw,", "/a r,\n/a w,"},
      {"/a rw,", "/a wr,\n# why\n/a r,"},
      {"/{a,b} r,", "/a r,\n/b r,"},
      {"/x/[ab] r,", "/x/a r,\n/x/b r,"},
      {"/x/** r,\n/x/y r,", "/x/** r,"},
      {"/x r,", "owner /x r,\nother /x r,"},
      {"owner @{HOME}/.x r,", "owner /root/.x r,\nowner /home/*/.x r,"},
      {"/a w,", "/a w,\n/a a,"},
      {"include <abstractions/base>", "/etc/ld.so.cache r,\n/usr/lib/** mr,"},
      {"capability,", "capability,\ncapability chown,"},
      {"capability chown kill,", "capability kill,\ncapability chown,"},
      {"signal (send receive) set=(term),", "signal send set=term,\nsignal receive set=term,"},
      {"signal set=(io) peer=x,", "signal set=(poll) peer=x,"},
      {"deny /a w,\n/a r,", "/a r,\ndeny /a w,\ndeny /a a,"},
      {"priority=3 /a r,", "/a r,"},
      {"priority=3 /a r,\ndeny /a r,", "/a r,"},
      {"/x/** r,\ndeny /x/y r,", "/x/** r,\npriority=1 deny /x/y r,"},
      {"audit /a r,", "/a r,"},
      {"network inet tcp,", "network inet stream,"},
      {"network inet peer=(port=80-443),",
       "network inet peer=(port=80-99),\nnetwork inet peer=(port=100-443),"},
      {"mount options=(ro, bind) /a -> /b,", "mount options=(bind, r) /a -> /b,"},
      {"mount options=(ro) /a -> /b,\nmount options=(rw) /a -> /b,",
       "mount options in (ro) /a -> /b,"},
      {"/bin/x Pux,", "/bin/x PUx,"},
      {"/bin/x ix,", "/bin/x mix,"},
      {"/bin/* pix,\n/bin/x m,", "/bin/* pix,"},
      {"/bin/x Px,", "safe /bin/x px,"},
      {"ptrace (read),", "ptrace r,"},
      {"dbus bind bus=system name=a.b,", "dbus (bind) bus=system name=a.b,"},
      {"change_profile -> a,", "change_profile -> a,\nchange_profile /bin/x -> a,"},
      {"set rlimit nofile <= 1024,", "set rlimit nofile <= 1024,"},
      {"set rlimit data <= 1MB,", "set rlimit data <= 1024K,"},
      {"audit deny {\n/a w,\n}", "deny /a w,"},
      {"if true {\n/a r,\n}", "/a r,"},
  };
  for (const auto& [before, after] : pairs) {
    EXPECT_EQ(differences(profile_text(before), profile_text(after)), Strings{})
        << before << "\n---\n"
        << after;
    EXPECT_EQ(differences(profile_text(after), profile_text(before)), Strings{})
        << after << "\n---\n"
        << before;
  }
}

TEST(Compare, EachClassIsTold) {
  const Row rows[] = {
      {"/a r,", "/a rw,", {"granted file w `/a rw,`"}},
      {"/a rw,", "/a r,", {"removed file w `/a rw,`"}},
      {"/a w,", "/a a,", {"removed file w `/a w,`"}},
      {"/x/* r,", "/x/** r,", {"granted file r `/x/** r,`"}},
      {"owner /a r,", "/a r,", {"granted file other r `/a r,`"}},
      {"/a r,",
       "owner /a rw,",
       {"removed file other r `/a r,`", "granted file owner w `owner /a rw,`"}},
      {"/a mrk,", "/a mrk,\n/b l,", {"granted link subset `/b l,`"}},
      {"link subset /a -> /b,", "link /a -> /b,", {"granted link any `link /a -> /b,`"}},
      {"/bin/x rix,", "/bin/x rPx,", {"changed exec x [ix → Px] `/bin/x rPx,`"}},
      {"", "/bin/x rix,", {"granted exec x `/bin/x rix,`", "granted file r `/bin/x rix,`"}},
      {"/bin/x ix,", "/bin/x m,", {"removed exec x `/bin/x ix,`"}},
      {"/bin/x Px,", "/bin/x Px -> y,", {"changed exec x [Px → Px -> y] `/bin/x Px -> y,`"}},
      {"/bin/{x,y} ix,\n/bin/* Px,", "/bin/x ix,\n/bin/y ix,\n/bin/* Px,", {}},
      {"/bin/x ix -> y,", "/bin/x Pix -> y,", {}},
      {"", "/bin/x ix,", {"granted exec x `/bin/x ix,`"}},
      {"capability chown,",
       "capability chown kill,",
       {"granted capability kill `capability chown kill,`"}},
      {"network inet,",
       "network inet stream,",
       {"removed network create bind listen accept connect shutdown getattr setattr getopt setopt "
        "send receive `network inet,`"}},
      {"signal send set=(term) peer=a,",
       "signal send set=(term kill) peer=a,",
       {"granted signal send `signal send set=(term kill) peer=a,`"}},
      {"ptrace read peer=a,",
       "ptrace (read trace) peer=a,",
       {"granted ptrace trace `ptrace (trace read) peer=a,`"}},
      {"unix type=stream peer=(label=a),",
       "unix (send) type=stream peer=(label=a),",
       {"removed unix accept connect receive `unix type=stream peer=(label=a),`"}},
      {"dbus send bus=system path=/a,",
       "dbus send bus=system path=/a{,/**},",
       {"granted dbus send `dbus send bus=system path=/a{,/**},`"}},
      {"mount fstype=tmpfs -> /a,",
       "mount fstype=(tmpfs, proc) -> /a,",
       {"granted mount `mount fstype=(tmpfs proc) -> /a,`"}},
      {"umount /a,", "umount /a,\npivot_root /b,", {"granted pivot_root `pivot_root /b,`"}},
      {"change_profile -> a,",
       "change_profile -> {a,b},",
       {"granted change_profile `change_profile -> {a,b},`"}},
      {"mqueue r /a,",
       "mqueue (read write) /a,",
       {"granted mqueue write `mqueue (read write) /a,`"}},
      {"io_uring sqpoll,", "io_uring,", {"granted io_uring override_creds `io_uring,`"}},
      {"", "userns,", {"granted userns `userns,`"}},
      {"set rlimit nofile <= 1024,",
       "set rlimit nofile <= 2048,",
       {"granted rlimit [nofile: 1024 → 2048] `set rlimit nofile <= 2048,`"}},
      {"",
       "set rlimit nofile <= 2048,",
       {"removed rlimit [nofile: no limit → 2048] `set rlimit nofile <= 2048,`"}},
      {"/a rw,\ndeny /a w,", "/a rw,", {"granted file w `deny /a w,`"}},
      {"/a r,", "/a r,\ndeny /a w,", {"denied file w `deny /a w,`"}},
      {"/a r,\ndeny /a w,", "/a r,", {"undenied file w `deny /a w,`"}},
      {"/x/** r,\ndeny /x/y r,",
       "/x/** r,\ndeny /x/y r,\npriority=1 /x/y r,",
       {"granted file r `priority=1 /x/y r,`"}},
      {"",
       "include <abstractions/more>",
       {"granted file mr `/usr/lib/** mr,`", "granted file r `/etc/ld.so.cache r,`",
        "granted file r `/etc/more r,`", "granted file owner rw `owner @{HOME}/.more rw,`"}},
  };
  for (const Row& row : rows) {
    EXPECT_THAT(differences(profile_text(row.before), profile_text(row.after)),
                ::testing::UnorderedElementsAreArray(row.expected))
        << row.before << "\n---\n"
        << row.after;
  }
}

TEST(Compare, HeadersAreTold) {
  const std::string plain = "profile p /usr/bin/p {\n/a r,\n}\n";
  const Row rows[] = {
      {"profile p /usr/bin/p {}",
       "profile p /usr/bin/p flags=(complain) {}",
       {"granted mode [enforce → complain] `profile p`"}},
      {"profile p /usr/bin/p flags=(complain) {}",
       "profile p /usr/bin/p {}",
       {"removed mode [complain → enforce] `profile p`"}},
      {"profile p /usr/bin/p {}",
       "profile p /usr/bin/p flags=(attach_disconnected) {}",
       {"changed flags [attach_disconnected is set] `profile p`"}},
      {"profile p /usr/bin/p {}",
       "profile p /usr/{,s}bin/p {}",
       {"changed attachment [/usr/bin/p → /usr/{,s}bin/p, now also /usr/sbin/p] `profile p`"}},
      {"profile p /usr/{,s}bin/p {}", "profile p /usr/{s,}bin/p {}", {}},
      {"profile p /usr/bin/p {}", "profile q /usr/bin/p {}", {"only before: p", "only after: q"}},
      {"profile p { hat h { /a r, } }",
       "profile p { hat h { /a w, } hat i { } }",
       {"removed file r `/a r,`", "granted file w `/a w,`", "only after: p//i"}},
      {"profile p flags=(unconfined) {}",
       "profile p flags=(unconfined) { deny /a w, }",
       {"removed file w `deny /a w,`"}},
      {"profile p flags=(unconfined) {}",
       "profile p { /a r, }",
       {"removed mode [unconfined → enforce] `profile p`"}},
      {"profile :ns:p { /a r, }", "profile :ns:p { /a rw, }", {"granted file w `/a rw,`"}},
  };
  for (const Row& row : rows)
    EXPECT_THAT(differences(row.before, row.after), ElementsAreArray(row.expected))
        << row.before << "\n---\n"
        << row.after;
  EXPECT_EQ(differences(plain, plain), Strings{});
}

TEST(Compare, VariablesAliasesAndConditionalsAreLookedThrough) {
  EXPECT_EQ(differences(profile_text("@{X}/a r,", "@{X}=/b\n"), profile_text("/b/a r,")),
            Strings{});
  EXPECT_EQ(differences(profile_text("@{X}/a r,", "@{X}=/b\n"),
                        profile_text("@{X}/a r,", "@{X}=/b /c\n")),
            Strings{"granted file r `@{X}/a r,`"});
  EXPECT_EQ(differences(profile_text("/b/a r,"), profile_text("/b/a r,", "alias /b -> /c,\n")),
            Strings{"granted file r `/b/a r,`"});
  EXPECT_EQ(differences(profile_text("if ${x} { /a r, } else { /b r, }", "${x}=true\n"),
                        profile_text("if ${x} { /a r, } else { /b r, }", "${x}=false\n")),
            (Strings{"removed file r `/a r,`", "granted file r `/b r,`"}));
}

TEST(Compare, PlacesAndExamplesAreGiven) {
  const auto found = compare(policy_of("old", profile_text("/x/* r,\ndeny /x/q w,")),
                             policy_of("new", profile_text("/x/** rw,")));
  ASSERT_EQ(found.size(), 1U);
  ASSERT_EQ(found[0].differences.size(), 2U);
  const Difference& wider = found[0].differences[1];
  EXPECT_EQ(wider.culprit.where.file, "old");
  EXPECT_EQ(wider.culprit.where.at.line, 4U);
  ASSERT_EQ(wider.others.size(), 1U);
  EXPECT_EQ(wider.others[0].where.at.line, 3U);
  EXPECT_EQ(std::get<FileAccess>(wider.example).path, "/x/q");
}

// Where the automata would grow beyond all bounds the answer says that it is not sure.
TEST(Compare, IsBounded) {
  std::string before, after;
  for (int i = 0; i < 40; ++i) {
    const std::string letter(1, static_cast<char>('a' + i % 26));
    before += "/**" + letter + "?????????" + std::to_string(i) + "** r,\n";
    after += "/**" + letter + "????????" + std::to_string(i) + "** r,\n";
  }
  const auto found =
      compare(policy_of("old", profile_text(before)), policy_of("new", profile_text(after)));
  EXPECT_EQ(found.size(), 1U);
}

// The limit of one rule is not taken again for each of thousands.
TEST(Compare, ManyRulesAreBoundedTogether) {
  std::string before, after;
  for (int i = 0; i < 600; ++i) {
    before += "/a/**" + std::to_string(i) + "* r,\n";
    after += "/c/**" + std::to_string(i) + "* r,\n";
  }
  const auto found =
      compare(policy_of("old", profile_text(before)), policy_of("new", profile_text(after)));
  ASSERT_EQ(found.size(), 1U);
  const auto& differences = found[0].differences;
  EXPECT_EQ(differences.size(), 1200U);
  // What was looked at is told with an example, the rest with a reservation.
  const auto sure = std::count_if(differences.begin(), differences.end(),
                                  [](const Difference& one) { return one.certain; });
  EXPECT_GT(sure, 0);
  EXPECT_LT(sure, 1200);
}

}  // namespace
}  // namespace profgen::edit
