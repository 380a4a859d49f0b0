#include "profgen/ready.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/perms.hpp"
#include "unit/suggest/helpers.hpp"

namespace profgen::suggest {
namespace {

using perms::r;
using ::testing::ElementsAre;
using testing::evidence_of;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::policy_of;
using testing::second;
using testing::seen_once;

constexpr std::int64_t hour = 3600 * second, day = 24 * hour;

evidence::Seen seen_at(std::int64_t first_us, std::int64_t last_us) {
  evidence::Seen seen = seen_once();
  seen.first_us = first_us;
  seen.last_us = last_us;
  return seen;
}

evidence::Evidence one(const std::string& profile, const Access& access,
                       const evidence::Seen& seen) {
  return evidence_of(profile, {access, false}, seen);
}

evidence::Evidence good() {
  return one("p", FileAccess{"/srv/a", r, false}, seen_at(day, 2 * day));
}

evidence::Seen nameless() {
  evidence::Seen seen = seen_at(day, 2 * day);
  seen.info = "Failed name lookup - disconnected path";
  seen.unusable = "the kernel could not resolve the path: " + seen.info;
  return seen;
}

constexpr const char* usual =
    "profile p flags=(complain) {\n  /srv/a r,\n  /bin/in ix,\n  deny /srv/no r,\n}\n";

// A policy and what is known; the answer points into it.
struct World {
  policy::Policy policy;
  evidence::Evidence evidence;
  ReadyOptions options;
  std::set<std::string> profiles = {"p"};
  const Runs* runs = nullptr;
  bool all_logs = true;
  std::map<std::string, std::uint64_t> losses;
  std::size_t unread = 0;

  explicit World(evidence::Evidence known = good(), const std::string& text = usual)
      : policy(policy_of({{"p", text}})), evidence(std::move(known)) {}
  Readiness judge() const {
    return judge_readiness({evidence, policy, profiles, runs, all_logs, losses, unread}, options);
  }
  std::vector<std::string> ids() const {
    std::vector<std::string> out;
    for (const Reason& reason : judge().reasons) out.push_back(reason.id);
    return out;
  }
};

TEST(Ready, WhatIsAllowedIsReady) {
  World world;
  world.options.as_of_us = 9 * day;
  const Readiness readiness = world.judge();
  EXPECT_TRUE(readiness.ready());
  EXPECT_EQ(readiness.first_us, day);
  EXPECT_EQ(readiness.last_us, 2 * day);
  EXPECT_EQ(readiness.quiet_since_us, 2 * day);
  ASSERT_EQ(readiness.profiles.size(), 1u);
  EXPECT_EQ(readiness.profiles[0].allowed, 1u);
  EXPECT_EQ(readiness.profiles[0].silent_denies, 1u);
  EXPECT_THAT(readiness.notes, ElementsAre(HasSubstr("1 rule says `deny`")));
}

TEST(Ready, WhatWouldBeBlocked) {
  World world;
  world.evidence.merge(one("p", FileAccess{"/srv/b", r, false}, seen_at(3 * day, 4 * day)));
  EXPECT_THAT(world.ids(), ElementsAre("blocked"));
  const Readiness readiness = world.judge();
  ASSERT_EQ(readiness.profiles[0].blocked.size(), 1u);
  EXPECT_EQ(describe(readiness.profiles[0].blocked[0].key.access), "r /srv/b");
  EXPECT_EQ(readiness.quiet_since_us, 4 * day);
}

TEST(Ready, ADenyRuleIsADecisionNotANoise) {
  World world;
  world.evidence.merge(one("p", FileAccess{"/srv/no", r, false}, seen_at(3 * day, 4 * day)));
  const Readiness readiness = world.judge();
  EXPECT_TRUE(readiness.ready());
  EXPECT_EQ(readiness.profiles[0].denied, 1u);
  EXPECT_EQ(readiness.quiet_since_us, 2 * day);
}

TEST(Ready, WithoutAnyRecordNothingIsKnown) {
  World world{evidence::Evidence()};
  EXPECT_THAT(world.ids(), ElementsAre("no-evidence"));
  EXPECT_THAT(world.judge().reasons[0].message, HasSubstr("it did not attach"));
  World other(one("q", FileAccess{"/srv/a", r, false}, seen_at(1, 2)));
  EXPECT_THAT(other.ids(), ElementsAre("no-evidence"));
}

TEST(Ready, QuietForLongEnough) {
  World world;
  world.options.quiet_for_us = 7 * day;
  world.options.as_of_us = 9 * day;
  EXPECT_THAT(world.ids(), IsEmpty());
  world.options.as_of_us = 9 * day - 1;
  EXPECT_THAT(world.ids(), ElementsAre("noisy"));
  EXPECT_EQ(world.judge().reasons[0].message, "quiet for 6 days 23 hours only, not for 7 days");
  // Records of what is allowed (audit) are no noise.
  evidence::Seen audited = seen_at(8 * day, 8 * day);
  audited.counts = {1, 0, 0, 0};
  world.evidence.merge(one("p", ExecAccess{"/bin/in", false, ""}, audited));
  world.options.as_of_us = 9 * day;
  EXPECT_THAT(world.ids(), IsEmpty());
  World timeless(one("p", FileAccess{"/srv/a", r, false}, seen_once()));
  timeless.options = world.options;
  EXPECT_THAT(timeless.ids(), ElementsAre("no-time"));
}

TEST(Ready, RunsAreCountedWhereLogsAreRead) {
  Runs runs;
  for (const std::int64_t at : {1, 2}) {
    Record record;
    record.time_us = at * hour;
    record.transport = Transport::audit;
    Event event;
    event.verdict = Verdict::allowed;
    event.profile = "p";
    event.pid = at;
    runs.add(record, event);
  }
  World world;
  world.options.min_runs = 3;
  EXPECT_THAT(world.ids(), ElementsAre("few-runs"));
  EXPECT_THAT(world.judge().reasons[0].message, HasSubstr("evidence files do not keep them"));
  world.runs = &runs;
  EXPECT_EQ(world.judge().reasons[0].message, "2 runs seen, not 3");
  world.options.min_runs = 2;
  EXPECT_THAT(world.ids(), IsEmpty());
  EXPECT_EQ(world.judge().runs, 2u);
}

TEST(Ready, ALogThatIsNotCompleteProvesNothing) {
  World world;
  world.losses = {{"suppressed by the kernel's rate limit", 3}};
  EXPECT_THAT(world.ids(), ElementsAre("lossy"));
  world.options.accept_loss = true;
  EXPECT_THAT(world.ids(), IsEmpty());
  world.unread = 1;
  EXPECT_THAT(world.ids(), ElementsAre("unread"));
}

TEST(Ready, WhatAnyoneMayHaveWritten) {
  evidence::Seen forged = seen_at(3 * day, 3 * day);
  forged.untrusted = 1;
  const auto forged_access = [&](const char* path) {
    return one("p", FileAccess{path, r, false}, forged);
  };
  const struct {
    Untrusted untrusted;
    std::vector<std::string> allowed, blocked, both;
  } cases[] = {
      {Untrusted::refuse, {"untrusted"}, {"untrusted", "untrusted-blocked"}, {"untrusted-blocked"}},
      {Untrusted::accept, {}, {"blocked"}, {"blocked"}},
      {Untrusted::ignore, {"no-evidence"}, {"no-evidence"}, {}},
  };
  for (const auto& one_case : cases) {
    World allowed(forged_access("/srv/a")), blocked(forged_access("/srv/b")), both;
    both.evidence.merge(forged_access("/srv/b"));
    for (World* world : {&allowed, &blocked, &both}) world->options.untrusted = one_case.untrusted;
    EXPECT_EQ(allowed.ids(), one_case.allowed);
    EXPECT_EQ(blocked.ids(), one_case.blocked);
    EXPECT_EQ(both.ids(), one_case.both);
  }
  // One forged record beside a true one does not make that one doubtful.
  World world;
  evidence::Seen mixed = seen_at(3 * day, 3 * day);
  mixed.counts[1] = 2;
  mixed.untrusted = 1;
  world.evidence.merge(one("p", FileAccess{"/srv/b", r, false}, mixed));
  world.options.untrusted = Untrusted::ignore;
  EXPECT_THAT(world.ids(), ElementsAre("blocked"));
}

TEST(Ready, AnotherPassIsOwed) {
  World children;
  children.evidence.merge(
      one("p//null-/bin/in", FileAccess{"/srv/a", r, false}, seen_at(day, 2 * day)));
  EXPECT_THAT(children.ids(), ElementsAre("second-pass"));
  EXPECT_THAT(children.judge().reasons[0].message, HasSubstr("//null- children (1)"));
  World unnamed;
  unnamed.evidence.merge(evidence_of("p", {FileAccess{"x", r, false}, true}, nameless()));
  EXPECT_THAT(unnamed.ids(), ElementsAre("second-pass"));
  EXPECT_THAT(unnamed.judge().reasons[0].message,
              HasSubstr("1 object had no name and was refused"));
  for (World* world : {&children, &unnamed}) {
    world->options.loaded_at_us = 2 * day;
    EXPECT_THAT(world->ids(), ElementsAre("second-pass")) << "as late as that";
    world->options.loaded_at_us = 2 * day + 1;
    EXPECT_THAT(world->ids(), IsEmpty());
  }
  // Of another profile.
  World other;
  other.evidence.merge(one("q//null-/bin/in", FileAccess{"/srv/a", r, false}, seen_at(1, 2)));
  EXPECT_THAT(other.ids(), IsEmpty());
}

TEST(Ready, ProgramsWithoutAnExecRuleAreBlockedWithAllThatTheyDid) {
  World world;
  world.evidence.merge(one("p//null-/bin/new", FileAccess{"/srv/a", r, false}, seen_at(1, 2)));
  EXPECT_THAT(world.ids(), ElementsAre("blocked", "second-pass"));
  const Readiness readiness = world.judge();
  ASSERT_EQ(readiness.profiles.size(), 1u);
  EXPECT_THAT(readiness.profiles[0].blocked.at(0).reason, HasSubstr("in p//null-/bin/new: "));
}

TEST(Ready, ChildrenAreJudgedEachByItself) {
  World world(good(),
              "profile p {\n  /srv/a r,\n  profile c flags=(complain) {\n    /srv/c r,\n  }\n"
              "  ^h {\n  }\n}\n");
  world.profiles = {"p", "p//c", "p//h"};
  world.evidence.merge(one("p//c", FileAccess{"/srv/c", r, false}, seen_at(day, day)));
  world.evidence.merge(one("p//gone", FileAccess{"/srv/c", r, false}, seen_at(day, day)));
  const Readiness readiness = world.judge();
  EXPECT_THAT(world.ids(), ElementsAre("blocked"));
  ASSERT_EQ(readiness.profiles.size(), 4u);
  EXPECT_EQ(readiness.profiles[0].subject.profile, "p");
  EXPECT_EQ(readiness.profiles[1].subject.profile, "p//c");
  EXPECT_EQ(readiness.profiles[1].allowed, 1u);
  EXPECT_EQ(readiness.profiles[2].subject.profile, "p//gone");
  EXPECT_EQ(readiness.profiles[2].profile, nullptr);
  EXPECT_EQ(readiness.profiles[2].blocked.size(), 1u);
  EXPECT_THAT(readiness.notes, ElementsAre(HasSubstr("`p//c` has flags=(complain)"),
                                           HasSubstr("no record is of `p//h`")));
}

TEST(Ready, ANameInAnotherNameSpaceIsAnotherProfile) {
  World world;
  evidence::Accesses accesses;
  accesses.emplace(evidence::Key{FileAccess{"/srv/b", r, false}, false}, seen_at(day, day));
  world.evidence.merge(evidence::Evidence(
      std::map<evidence::Subject, evidence::Accesses>{{{"ns", "p"}, std::move(accesses)}}));
  const Readiness readiness = world.judge();
  EXPECT_TRUE(readiness.ready());
  EXPECT_EQ(readiness.profiles.size(), 1u);
  EXPECT_THAT(readiness.notes, ::testing::Contains(HasSubstr("`:ns:p` did is not judged")));
}

TEST(Ready, OneWithoutEvidenceIsEnoughOfSeveral) {
  World world(good(), "profile p {\n  /srv/a r,\n}\nprofile q {\n}\n");
  world.profiles = {"p", "q"};
  EXPECT_THAT(world.ids(), ElementsAre("no-evidence"));
  EXPECT_THAT(world.judge().reasons[0].message, HasSubstr("`q`"));
}

TEST(Ready, WhatCannotBeJudged) {
  World world;
  evidence::Seen crowd = seen_at(day, day);
  crowd.unusable = "more than 1000 names";
  world.evidence.merge(
      evidence_of("p", {FileAccess{"/srv/", 0, false}, true, evidence::Crowd::names}, crowd));
  EXPECT_THAT(world.ids(), ElementsAre("unjudged"));
  EXPECT_EQ(world.judge().profiles[0].unjudged.size(), 1u);
  World needless;
  evidence::Seen optional = seen_at(day, day);
  optional.info = optional.unusable = "optional: no audit";
  needless.evidence.merge(evidence_of("p", {CapabilityAccess{"chown"}, true}, optional));
  EXPECT_THAT(needless.ids(), IsEmpty());
}

TEST(Ready, AProfileThatConfinesNothingOrDoesNotLoad) {
  World unconfined(good(), "profile p flags=(unconfined) {\n  /srv/a r,\n}\n");
  EXPECT_THAT(unconfined.ids(), ElementsAre("unconfined"));
  World wrong(good(), "profile p {\n  /srv/a r,\n  /srv/b r\n}\n");
  EXPECT_THAT(wrong.ids(), ElementsAre("errors"));
}

TEST(Ready, EachByItselfIsAsIfItWereTheOnlyOne) {
  World world(good(),
              "profile p {\n  /srv/a r,\n  /bin/in Px -> q,\n  hat h {\n  }\n}\n"
              "profile q {\n}\nprofile other {\n}\n");
  world.evidence.merge(one("p//h", FileAccess{"/srv/h", r, false}, seen_at(day, 3 * day)));
  // Judged in the profile that the exec rule leads to.
  world.evidence.merge(
      one("p//null-/bin/in", FileAccess{"/srv/n", r, false}, seen_at(day, 4 * day)));
  const std::set<std::string> roots = {"p", "q", "other"};
  const auto each =
      judge_readiness_each({world.evidence, world.policy, roots, nullptr, true, {}, 0}, {});
  ASSERT_EQ(each.size(), 3u);
  const auto ids_of = [](const Readiness& readiness) {
    std::vector<std::string> ids;
    for (const Reason& reason : readiness.reasons) ids.push_back(reason.message);
    return ids;
  };
  for (const auto& [name, readiness] : each) {
    world.profiles = {name};
    if (name == "p") world.profiles.insert("p//h");
    const Readiness alone = world.judge();
    EXPECT_EQ(ids_of(readiness), ids_of(alone)) << name;
    EXPECT_EQ(readiness.notes, alone.notes) << name;
    EXPECT_EQ(readiness.last_us, alone.last_us) << name;
    EXPECT_EQ(readiness.owed.size(), alone.owed.size()) << name;
  }
  EXPECT_FALSE(each.at("q").ready());
  EXPECT_EQ(each.at("q").last_us, 4 * day);
}

TEST(Ready, NamesOfALogAreMadeVisible) {
  World world(evidence::Evidence(), "profile \"p\\033[2J\" {\n}\n");
  world.profiles.clear();
  for (const policy::Profile& profile : world.policy.profiles())
    world.profiles.insert(profile.name);
  for (const Reason& reason : world.judge().reasons)
    EXPECT_EQ(reason.message.find('\x1b'), std::string::npos) << reason.message;
}

}  // namespace
}  // namespace profgen::suggest
