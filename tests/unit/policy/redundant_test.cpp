#include "profgen/redundant.hpp"

#include <gtest/gtest.h>

#include <list>

#include "base/memory_files.hpp"
#include "base/text.hpp"

namespace profgen::policy {
namespace {

Policy policy_of(const std::string& text) {
  // A policy reads its files when it needs them: they stay until the tests are over.
  static std::list<MemoryFiles> kept;
  MemoryFiles& files = kept.emplace_back();
  files.content["/etc/apparmor.d/tunables/global"] = "@{HOME}=/home/*/ /root/\n$flag = true\n";
  files.content["/etc/apparmor.d/abstractions/some"] =
      "/etc/some/** r,\ndeny /etc/no w,\ncapability kill,\n/bin/in ix,\n";
  Policy policy = Policy::empty(files, {});
  policy.add_text("p", text);
  for (const Diagnostic& diagnostic : policy.diagnostics())
    EXPECT_NE(diagnostic.severity, Severity::error) << render(diagnostic) << text;
  return policy;
}

// "RULE <- RULE at LINE; …", with "!" behind the arrow where it is overruled.
std::vector<std::string> lines_of(const Redundancy& found) {
  std::vector<std::string> lines;
  for (const Redundant& one : found.rules) {
    std::string line = to_text(one.rule->rule) + (one.overruled ? " <-!" : " <-");
    for (const ResolvedRule* by : one.by)
      line += " " + to_text(by->rule) +
              (by->from_include ? "@" + by->where.file.substr(by->where.file.rfind('/') + 1) : "");
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> redundant_of(const std::string& body, const std::string& flags = "") {
  const Policy policy =
      policy_of("include <tunables/global>\nprofile p " + flags + " {\n" + body + "\n}\n");
  const Redundancy found = redundant_rules(*policy.find("p"));
  EXPECT_TRUE(found.unsure.empty()) << body;
  return lines_of(found);
}

struct RedundantCase {
  const char* what;
  std::string body;
  std::vector<std::string> redundant;
};

TEST(Redundant, WhatOtherRulesSayAlready) {
  const RedundantCase cases[] = {
      {"a wider path", "/srv/** r,\n/srv/a r,", {"/srv/a r, <- /srv/** r,"}},
      {"a wider mask", "/srv/a r,\n/srv/a rw,", {"/srv/a r, <- /srv/a rw,"}},
      {"write has append", "/srv/a w,\n/srv/a a,", {"/srv/a a, <- /srv/a w,"}},
      {"not all permissions", "/srv/** r,\n/srv/a rw,", {}},
      {"of two equal ones the first stays", "/a r,\n/a r,", {"/a r, <- /a r,"}},
      {"several together",
       "/a/{x,y} r,\n/a/z r,\n/a/[xyz] r,",
       {"/a/{x,y} r, <- /a/[xyz] r,", "/a/z r, <- /a/[xyz] r,"}},
      {"a union of two",
       "/a/{x,y} r,\n/a/{z,w} r,\n/a/{y,z} r,",
       {"/a/{y,z} r, <- /a/{x,y} r, /a/{z,w} r,"}},
      {"a union that leaves one out", "/a/{x,y} r,\n/a/{y,z,q} r,", {}},
      {"a directory is not what is in it", "/srv/** r,\n/srv/ r,", {}},
      {"masks from two rules", "/a r,\n/a w,\n/a rw,", {"/a r, <- /a rw,", "/a w, <- /a rw,"}},
      {"plain covers owner", "/a r,\nowner /a r,", {"owner /a r, <- /a r,"}},
      {"owner does not cover plain", "owner /a rw,\n/a r,", {}},
      {"owner and other together",
       "owner /a r,\nother /a r,\n/[a] r,",
       {"owner /a r, <- /[a] r,", "other /a r, <- /[a] r,"}},
      {"variables", "@{HOME}/x r,\n/root/x r,", {"/root/x r, <- @{HOME}/x r,"}},
      {"an include",
       "include <abstractions/some>\n/etc/some/a r,\ncapability kill,",
       {"/etc/some/a r, <- /etc/some/** r,@some", "capability kill, <- capability kill,@some"}},
      {"a deny rule is needed for what nothing mentions", "deny /a r,", {}},
      {"a deny rule of an include",
       "include <abstractions/some>\ndeny /etc/no a,",
       {"deny /etc/no a, <- deny /etc/no w,@some"}},
      {"deny takes all of it away", "/a r,\ndeny /{a,b} rw,", {"/a r, <-! deny /{a,b} rw,"}},
      {"deny takes some of it away", "/{a,c} r,\ndeny /{a,b} rw,", {}},
      {"deny and a wider rule together",
       "/a/* r,\ndeny /a/x w,\n/a/x rw,",
       {"/a/x rw, <-! /a/* r, deny /a/x w,"}},
      {"an allow rule is no reason for a deny rule", "/{a,b} r,\ndeny /a r,", {}},
      {"audit is an effect", "/a/* r,\naudit /a/x r,", {}},
      {"an audited rule says what a plain one does",
       "audit /a/* r,\n/a/x r,",
       {"/a/x r, <- audit /a/* r,"}},
      {"audit deny is not deny", "deny /a/* w,\naudit deny /a/x w,", {}},
      {"nor the other way round", "audit deny /a/* w,\ndeny /a/x w,", {}},
      {"audit deny by audit deny",
       "audit deny /a/* w,\naudit deny /a/x w,",
       {"audit deny /a/x w, <- audit deny /a/* w,"}},
      {"a higher priority says the same",
       "priority=1 /a/* r,\n/a/x r,",
       {"/a/x r, <- priority=1 /a/* r,"}},
      {"a lower priority does not beat a deny rule",
       "/a/* r,\npriority=2 /a/x r,\npriority=1 deny /a/x r,",
       {"priority=1 deny /a/x r, <-! priority=2 /a/x r,"}},
      {"a priority that a deny rule makes needed",
       "/a/* r,\npriority=1 /a/x r,\ndeny /a/x r,",
       {"deny /a/x r, <-! priority=1 /a/x r,"}},
      {"the same transition", "/bin/* ix,\n/bin/a ix,", {"/bin/a ix, <- /bin/* ix,"}},
      {"another transition", "/bin/* ix,\n/bin/a Px,", {}},
      {"another environment", "/bin/* px,\n/bin/a Px,", {}},
      {"another target", "/bin/* Px -> a,\n/bin/a Px -> b,", {}},
      {"the permissions beside an exec", "/bin/* ix,\n/bin/a rix,", {}},
      {"inherited exec maps too", "/bin/a rix,\n/bin/a r,", {"/bin/a r, <- /bin/a rix,"}},
      {"links", "/a/** l,\nlink /a/x -> /a/y,", {}},
      {"link rules",
       "link /a/** -> /a/**,\nlink /a/x -> /a/y,",
       {"link /a/x -> /a/y, <- link /a/** -> /a/**,"}},
      {"capabilities one by one",
       "capability chown,\ncapability kill,\ncapability chown kill,",
       {"capability chown, <- capability chown kill,",
        "capability kill, <- capability chown kill,"}},
      {"networks",
       "network inet stream,\nnetwork inet,",
       {"network inet stream, <- network inet,"}},
      {"another family", "network inet,\nnetwork inet6 stream,", {}},
      {"signals",
       "signal send,\nsignal send set=term peer=a,\nsignal receive peer=a,",
       {"signal send set=term peer=a, <- signal send,"}},
      {"the same change of profile",
       "change_profile -> a*,\nchange_profile -> ab,",
       {"change_profile -> ab, <- change_profile -> a*,"}},
      {"mounts",
       "mount options=(rw) -> /mnt/,\nmount options=(rw) /dev/x -> /mnt/,",
       {"mount options=rw /dev/x -> /mnt/, <- mount options=rw -> /mnt/,"}},
      {"a condition that holds",
       "/a/* r,\nif $flag {\n  /a/x r,\n}\nif not $flag {\n  /a/y r,\n}",
       {"/a/x r, <- /a/* r,"}},
      {"limits are no grants", "set rlimit nofile <= 5,\nset rlimit nofile <= 5,", {}},
      {"a name that the kernel never asks for", "/srv/** r,\n/srv/{/,/}x r,", {}},
  };
  for (const RedundantCase& one : cases)
    EXPECT_EQ(redundant_of(one.body), one.redundant) << one.what;
}

TEST(Redundant, AnyRuleIsWithoutEffectWhereTheModeAllowsByDefault) {
  EXPECT_TRUE(redundant_of("/a r,\n/a r,", "flags=(unconfined)").empty());
  EXPECT_EQ(redundant_of("/a r,\n/a r,", "flags=(complain)").size(), 1u);
}

// Ranges are compared as texts of five digits: at each digit they may begin and end anew.
TEST(Redundant, APortIsInARangeOrNot) {
  constexpr std::pair<int, int> ranges[] = {{1000, 2500}, {70, 90},       {99, 1001},
                                            {1, 65535},   {12345, 12345}, {1999, 3000},
                                            {8000, 8999}, {65000, 65499}, {0, 9}};
  for (const auto& [low, high] : ranges)
    for (const int port :
         {1, low - 1, low, low + 1, (low + high) / 2, high - 1, high, high + 1, high / 10 * 10 + 9,
          high / 100 * 100 + 99, high / 1000 * 1000 + 999, 65535}) {
      if (port < 1 || port > 65535) continue;
      const std::string range =
          "network inet port=" + std::to_string(low) + "-" + std::to_string(high) + ",\n";
      const std::string one = "network inet port=" + std::to_string(port) + ",";
      const bool inside = low <= port && port <= high;
      // Of two that say the same the first stays.
      EXPECT_EQ(redundant_of(range + one).size(), inside ? 1u : 0u) << range << one;
    }
}

// Each of these is covered by what stays of the others: all of them may go.
TEST(Redundant, AChainNamesOnlyWhatStays) {
  const std::vector<std::string> expected = {"/a/x r, <- /a/** r,", "/a/* r, <- /a/** r,",
                                             "/a/x* r, <- /a/** r,"};
  EXPECT_EQ(redundant_of("/a/x r,\n/a/* r,\n/a/** r,\n/a/x* r,"), expected);
}

TEST(Redundant, WhatHasTooManyCasesIsNotJudged) {
  // Two patterns with as many states as there are sets of positions, before the first text ends.
  std::string questions;
  for (int i = 0; i < 40; ++i) questions += "?";
  const Policy policy = policy_of("profile p {\n  /**a" + questions + " r,\n  /**{a,b}" +
                                  questions + " r,\n  /x/y r,\n  /x/y r,\n}\n");
  const Redundancy found = redundant_rules(*policy.find("p"));
  EXPECT_EQ(found.unsure.size(), 2u);
  EXPECT_EQ(lines_of(found), std::vector<std::string>{"/x/y r, <- /x/y r,"});
}

}  // namespace
}  // namespace profgen::policy
