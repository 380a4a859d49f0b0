// What verify tells of the rules themselves, and of what complain mode left out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "profgen/verify.hpp"
#include "support/perms.hpp"
#include "unit/suggest/helpers.hpp"

namespace profgen::suggest {
namespace {

using perms::r, perms::w;
using testing::Did;
using ::testing::ElementsAre;
using testing::evidence_of;
using testing::policy_of;
using testing::seen_once;

// The use of the first rule of a profile `p` with this body.
RuleUse use_of(const std::string& rule, const std::vector<Access>& accesses) {
  static std::vector<policy::Policy> kept;  // the answers point into them
  kept.push_back(policy_of({{"p", "include <tunables/global>\nprofile p {\n  " + rule + "\n}\n"}}));
  std::vector<Did> did = {{"p", CapabilityAccess{"kill"}}};  // without any it is not replayed
  for (const Access& access : accesses) did.emplace_back("p", access);
  const auto replayed = replay(evidence_of(did), kept.back());
  const std::vector<RuleUse> uses = rule_uses(replayed.at(0));
  EXPECT_EQ(uses.size(), 1u);
  return uses.at(0);
}

TEST(RuleUse, CountsWhatARuleWasUsedFor) {
  const RuleUse use =
      use_of("/srv/** rw,", {FileAccess{"/srv/b", r, false}, FileAccess{"/srv/a", r, false},
                             FileAccess{"/srv/a", w, true}, FileAccess{"/srv/c/d", r, false},
                             FileAccess{"/srv/e", r, false}, FileAccess{"/etc/x", r, false}});
  EXPECT_EQ(use.accesses, 5u);
  EXPECT_EQ(use.count, 5u);
  EXPECT_EQ(use.names, 4u);
  EXPECT_THAT(use.some, ElementsAre("/srv/a", "/srv/b", "/srv/c/d"));
  EXPECT_GT(use.severity, 0);
  EXPECT_GT(use.cost, use_of("/srv/a rw,", {}).cost);
  EXPECT_EQ(use_of("capability chown,", {CapabilityAccess{"chown"}}).accesses, 1u);
  EXPECT_EQ(use_of("capability chown,", {}).accesses, 0u);
}

TEST(RuleUse, SaysWhatLessWouldDo) {
  const struct {
    const char* rule;
    std::vector<Access> accesses;
    const char* never_asked;
    bool only_owned;
    const char* narrower;
  } cases[] = {
      {"/srv/** r,",
       {FileAccess{"/srv/a/1", r, false}, FileAccess{"/srv/a/2", r, false}},
       "",
       false,
       "/srv/a/* r,"},
      {"/srv/** r,",
       {FileAccess{"/srv/a/1", r, false}, FileAccess{"/srv/a/b/2", r, false}},
       "",
       false,
       "/srv/a/** r,"},
      // As wide as it has to be.
      {"/srv/** r,",
       {FileAccess{"/srv/a/1", r, false}, FileAccess{"/srv/b/2", r, false}},
       "",
       false,
       ""},
      // One name says nothing of the others.
      {"/srv/** r,", {FileAccess{"/srv/a/1", r, false}}, "", false, ""},
      // A directory is not matched by what stands for the names in it.
      {"/srv/** r,",
       {FileAccess{"/srv/a/", r, false}, FileAccess{"/srv/a/1", r, false}},
       "",
       false,
       ""},
      // What is narrower has to lie within.
      {"/srv/{a,b}*/{x,y}*/*.log r,",
       {FileAccess{"/srv/a1/x1/1.log", r, false}, FileAccess{"/srv/a1/x1/2.log", r, false}},
       "",
       false,
       ""},
      {"@{HOME}/** r,",
       {FileAccess{"/home/u/a", r, true}, FileAccess{"/home/u/b", r, true}},
       "",
       true,
       ""},
      {"/srv/a rwk,", {FileAccess{"/srv/a", r, true}}, "wk", true, ""},
      {"owner /srv/a rw,", {FileAccess{"/srv/a", r | w, true}}, "", false, ""},
      {"/bin/a rix,", {ExecAccess{"/bin/a", false, ""}}, "r", false, ""},
      {"/bin/a rix,", {FileAccess{"/bin/a", r, false}}, "x", false, ""},
      // What a deny rule was used for is no reason to narrow it.
      {"audit deny /srv/** rw,",
       {FileAccess{"/srv/a/1", r, true}, FileAccess{"/srv/a/2", r, true}},
       "",
       false,
       ""},
      // Names of a log are literal text.
      {"/srv/** r,",
       {FileAccess{"/srv/{*/1", r, false}, FileAccess{"/srv/{*/2", r, false}},
       "",
       false,
       "/srv/\\{\\*/* r,"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.rule);
    const RuleUse use = use_of(one.rule, one.accesses);
    EXPECT_EQ(file_perms_text(use.never_asked), one.never_asked);
    EXPECT_EQ(use.only_owned, one.only_owned);
    EXPECT_EQ(use.narrower, one.narrower);
  }
}

TEST(Verify, AnExecThatLeadsNowhereIsBlocked) {
  const policy::Policy policy =
      policy_of({{"p",
                  "profile p {\n  /bin/a Px,\n  /bin/b Px -> gone,\n  /bin/k Cx,\n  /bin/d Px,\n"
                  "  /bin/e Pix,\n  /bin/f Px -> there,\n  /bin/g Cx -> c,\n  /bin/h PUx,\n"
                  "  profile c {\n  }\n}\n"},
                 {"d", "profile d /bin/d {\n}\nprofile there {\n}\n"}});
  std::vector<Did> did;
  for (const char* name : {"a", "b", "k", "d", "e", "f", "g", "h"})
    did.emplace_back("p", ExecAccess{std::string("/bin/") + name, false, ""});
  const auto replayed = replay(evidence_of(did), policy);
  std::string blocked;
  for (const Replayed& access : replayed.at(0).accesses) {
    EXPECT_EQ(access.outcome == Outcome::allowed, access.reason.empty()) << access.reason;
    if (access.outcome == Outcome::absent)
      blocked += std::get<ExecAccess>(access.key.access).path.back();
  }
  EXPECT_EQ(blocked, "abk");
}

TEST(Verify, TellsWhatComplainModeLeftOut) {
  evidence::Evidence evidence =
      evidence_of({{"p", FileAccess{"/x", r, false}},
                   {"p//null-/bin/a", FileAccess{"/x", r, false}},
                   {"p//null-/bin/a//null-/bin/b", FileAccess{"/x", r, false}},
                   {"p//c//null-/bin/d", FileAccess{"/x", r, false}},
                   {"q", FileAccess{"/x", r, false}},
                   {"unconfined", FileAccess{"/x", r, false}}});
  evidence::Seen nameless = seen_once();
  nameless.info = "Failed name lookup - disconnected path";
  nameless.unusable = "the kernel could not resolve the path: " + nameless.info;
  nameless.last_us = 77;
  evidence.merge(evidence_of("r", {FileAccess{"x", r, false}, true}, nameless));
  evidence::Seen needless = seen_once();
  needless.info = needless.unusable = "optional: no audit";
  evidence.merge(evidence_of("q", {CapabilityAccess{"chown"}, true}, needless));
  evidence::Seen forged = nameless;
  forged.untrusted = 1;
  evidence.merge(evidence_of("s", {FileAccess{"x", r, false}, true}, forged));

  const std::vector<Unseen> all = unseen(evidence);
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].subject.profile, "p");
  EXPECT_THAT(all[0].children, ElementsAre("p//null-/bin/a", "p//null-/bin/a//null-/bin/b"));
  EXPECT_EQ(all[0].unresolved, 0u);
  EXPECT_EQ(all[1].subject.profile, "p//c");
  EXPECT_EQ(all[2].subject.profile, "r");
  EXPECT_EQ(all[2].unresolved, 1u);
  EXPECT_EQ(all[2].last_us, 77);
  EXPECT_EQ(all[3].subject.profile, "s");
  EXPECT_EQ(unseen(evidence, true).size(), 3u);
}

}  // namespace
}  // namespace profgen::suggest
