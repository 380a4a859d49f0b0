#include "profgen/verify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/perms.hpp"
#include "unit/suggest/helpers.hpp"

namespace profgen::suggest {
namespace {

using perms::r, perms::w;
using testing::evidence_of;
using testing::policy_of;
using testing::seen_once;

const ReplayedProfile* find(const std::vector<ReplayedProfile>& all, const std::string& name) {
  for (const ReplayedProfile& profile : all)
    if (profile.subject.profile == name) return &profile;
  return nullptr;
}

std::vector<std::string> texts(const std::vector<const policy::ResolvedRule*>& rules) {
  std::vector<std::string> out;
  for (const policy::ResolvedRule* rule : rules) out.push_back(policy::to_text(rule->rule));
  return out;
}

TEST(Verify, EachAccessHasItsOutcomeAndItsRules) {
  const policy::Policy policy =
      policy_of({{"p",
                  "include <tunables/global>\nprofile p {\n  include <abstractions/nameservice>\n"
                  "  /srv/** r,\n  audit deny /srv/key r,\n  capability chown,\n  /opt/{a,b} rw,\n"
                  "  deny /var/quiet w,\n}\n"}});
  const auto replayed = replay(evidence_of({{"p", FileAccess{"/etc/passwd", r, false}},
                                            {"p", FileAccess{"/opt/a", r, false}},
                                            {"p", FileAccess{"/srv/key", r, false}},
                                            {"p", FileAccess{"/srv/x", r | w, false}},
                                            {"p", CapabilityAccess{"kill"}}}),
                               policy);
  ASSERT_EQ(replayed.size(), 1u);
  struct Case {
    Outcome outcome;
    FilePerms missing;
    std::vector<std::string> by;
  };
  const Case cases[] = {
      {Outcome::allowed, 0, {"@{etc_ro}/passwd r,"}},
      {Outcome::allowed, 0, {"/opt/{a,b} rw,"}},
      {Outcome::denied, r, {"audit deny /srv/key r,"}},
      {Outcome::absent, w, {"/srv/** r,"}},
      {Outcome::absent, 0, {}},
  };
  ASSERT_EQ(replayed[0].accesses.size(), std::size(cases));
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    const Replayed& got = replayed[0].accesses[i];
    SCOPED_TRACE(describe(got.key.access));
    EXPECT_EQ(name_of(got.outcome), name_of(cases[i].outcome));
    EXPECT_EQ(file_perms_text(got.missing), file_perms_text(cases[i].missing));
    EXPECT_EQ(texts(got.by), cases[i].by);
  }
  EXPECT_EQ(replayed[0].count(Outcome::allowed), 2u);
  // Of the abstraction nothing is told, nor of the deny rule that logs nothing.
  EXPECT_EQ(texts(replayed[0].unused), std::vector<std::string>{"capability chown,"});
}

TEST(Verify, ChildrenAreJudgedWhereTheExecRulesPutThem) {
  const policy::Policy policy =
      policy_of({{"p",
                  "profile p {\n  /bin/in ix,\n  /bin/child Cx,\n  /srv/in r,\n"
                  "  profile child /bin/child {\n    /srv/child r,\n  }\n}\n"}});
  const auto replayed =
      replay(evidence_of({{"p", ExecAccess{"/bin/in", false, "p//null-/bin/in"}},
                          {"p", ExecAccess{"/bin/new", false, "p//null-/bin/new"}},
                          {"p//null-/bin/in", FileAccess{"/srv/in", r, false}},
                          {"p//null-/bin/child", FileAccess{"/srv/child", r, false}},
                          {"p//null-/bin/child", FileAccess{"/srv/other", r, false}},
                          {"p//null-/bin/new", FileAccess{"/srv/in", r, false}}}),
             policy);
  const ReplayedProfile* parent = find(replayed, "p");
  const ReplayedProfile* child = find(replayed, "p//child");
  const ReplayedProfile* undecided = find(replayed, "p//null-/bin/new");
  ASSERT_TRUE(parent && child && undecided);
  EXPECT_EQ(parent->count(Outcome::allowed), 2u);
  EXPECT_EQ(parent->count(Outcome::absent), 1u);  // the exec of /bin/new
  EXPECT_EQ(child->count(Outcome::allowed), 1u);
  EXPECT_EQ(child->count(Outcome::absent), 1u);
  EXPECT_EQ(undecided->count(Outcome::absent), 1u);
  EXPECT_NE(undecided->accesses[0].reason, "");
}

TEST(Verify, WhatCannotBeJudgedSaysWhy) {
  const policy::Policy policy = policy_of({{"p", "profile p {\n  ^there {\n  }\n}\n"}});
  evidence::Evidence evidence = evidence_of({{"gone", FileAccess{"/x", r, false}},
                                             {"p", ChangeHatAccess{"there"}},
                                             {"p", ChangeHatAccess{"missing"}},
                                             {"unconfined", FileAccess{"/x", r, false}}});
  evidence::Seen seen = seen_once();
  seen.unusable = "the kernel could not resolve the path";
  evidence.merge(evidence_of("p", {FileAccess{"x", r, false}, true}, seen));
  const auto replayed = replay(evidence, policy);
  EXPECT_EQ(find(replayed, "unconfined"), nullptr);
  const ReplayedProfile* gone = find(replayed, "gone");
  ASSERT_NE(gone, nullptr);
  EXPECT_EQ(gone->profile, nullptr);
  EXPECT_EQ(gone->accesses[0].reason, "the policy has no such profile");
  const ReplayedProfile* p = find(replayed, "p");
  ASSERT_NE(p, nullptr);
  EXPECT_EQ(p->count(Outcome::unknown), 1u);
  EXPECT_EQ(p->count(Outcome::allowed), 1u);
  EXPECT_EQ(p->count(Outcome::absent), 1u);
}

}  // namespace
}  // namespace profgen::suggest
