// Sections of profiles, exceptions, deny entries, rules by meaning, levels by path.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "profgen/guard.hpp"
#include "unit/suggest/helpers.hpp"

namespace profgen::suggest {
namespace {

using testing::guard_of;
using ::testing::HasSubstr;

Guard::Judgement judged(const Guard& guard, const std::string& rule,
                        const std::string& profile = "p") {
  const auto read = policy::rule_from_text(rule + ",");
  EXPECT_TRUE(read) << rule;
  return explain(guard, {"", profile}, read.value_or(policy::Rule{})).judgement;
}

struct LayerCase {
  const char* guard;
  const char* profile;
  const char* rule;
  GuardAnswer answer;
  const char* place;  // of what decides; "" where it is built in
};

void check(const std::vector<LayerCase>& cases) {
  for (const LayerCase& c : cases) {
    const auto judgement = judged(guard_of(c.guard), c.rule, c.profile);
    EXPECT_EQ(judgement.answer, c.answer) << c.guard << c.rule << "\n" << judgement.reason;
    EXPECT_EQ(judgement.place, c.place) << c.guard << c.rule << "\n" << judgement.reason;
  }
}

TEST(GuardLayers, TheSectionIsAskedFirst) {
  static const char* const two = "ask: [mount]\nprofiles:\n  p: {always: [mount]}\n";
  check({
      {two, "p", "mount", GuardAnswer::accept, "g.yaml:3:16"},
      {two, "q", "mount", GuardAnswer::ask, "g.yaml:1:7"},
      {"profiles:\n  \"p*\": {ask: [mount]}\n  p: {always: [mount]}\n", "p", "mount",
       GuardAnswer::ask, "g.yaml:2:16"},
      {"profiles:\n  \"p*\": {ask: [mount]}\n  p: {always: [mount]}\n", "p//child", "mount",
       GuardAnswer::ask, "g.yaml:2:16"},
      {"profiles: {p: {maximum-severity: 10}}\n", "p", "mount", GuardAnswer::accept, "g.yaml:1:34"},
      {"profiles: {p: {maximum-severity: 10}}\n", "q", "mount", GuardAnswer::ask, ""},
      // What holds for every profile is no weaker for a section.
      {"deny: [mount]\nprofiles: {p: {always: [mount]}}\n", "p", "mount", GuardAnswer::deny,
       "g.yaml:1:8"},
      {"profiles: {p: {never: {paths: [/srv/**]}}}\n", "p", "/srv/a r", GuardAnswer::refuse,
       "g.yaml:1:32"},
      {"profiles: {p: {never: {paths: [/srv/**]}}}\n", "q", "/srv/a r", GuardAnswer::accept, ""},
      {"profiles: {\"/usr/sbin/*\": {deny: [/srv/a]}}\n", "/usr/sbin/x", "/srv/a r",
       GuardAnswer::deny, "g.yaml:1:35"},
  });
}

TEST(GuardLayers, ExceptionsLiftOneEntry) {
  check({
      {"except: [sys_admin]\nmaximum-severity: 10\n", "p", "capability sys_admin",
       GuardAnswer::accept, "g.yaml:2:19"},
      {"except: [sys_admin]\nmaximum-severity: 10\n", "p", "capability sys_module",
       GuardAnswer::refuse, ""},
      {"except: [\"other /{root,home/*}/**\"]\n", "p", "/home/a/x r", GuardAnswer::accept, ""},
      {"except: [\"other /{root,home/*}/**\"]\n", "p", "/home/a/.ssh/x r", GuardAnswer::refuse, ""},
      {"profiles: {p: {except: [all], maximum-severity: 10}}\n", "q", "all", GuardAnswer::refuse,
       ""},
      {"except: [all]\n", "p", "all", GuardAnswer::ask, ""},
  });
}

TEST(GuardLayers, EntriesOfNeverMayDeny) {
  static const char* const denies =
      "never: {paths: [{match: /srv/**, deny: true}], capabilities: [{match: chown, deny: "
      "true}]}\n";
  check({
      {denies, "p", "/srv/a r", GuardAnswer::deny, "g.yaml:1:25"},
      {denies, "p", "capability chown", GuardAnswer::deny, "g.yaml:1:71"},
      {denies, "p", "capability fowner", GuardAnswer::accept, ""},
      {denies, "p", "/etc/shadow r", GuardAnswer::refuse, ""},
      {"never: {rules: [{match: mount, deny: true}]}\n", "p", "mount fstype=tmpfs -> /a/",
       GuardAnswer::deny, "g.yaml:1:25"},
  });
}

TEST(GuardLayers, RulesAreComparedByMeaning) {
  check({
      // A wider rule reaches what must never be granted.
      {"never: {rules: [network inet stream]}\n", "p", "network", GuardAnswer::refuse,
       "g.yaml:1:17"},
      {"never: {rules: [network inet stream]}\n", "p", "network inet", GuardAnswer::refuse,
       "g.yaml:1:17"},
      {"never: {rules: [network inet stream]}\n", "p", "network inet6 stream", GuardAnswer::accept,
       ""},
      {"never: {rules: [\"/srv/** w\"]}\n", "p", "/srv/a rw", GuardAnswer::refuse, "g.yaml:1:17"},
      {"never: {rules: [\"/srv/** w\"]}\n", "p", "/srv/a r", GuardAnswer::accept, ""},
      {"never: {rules: [\"signal send\"]}\n", "p", "signal send set=term peer=x",
       GuardAnswer::refuse, "g.yaml:1:17"},
      {"never: {rules: [dbus bus=system]}\n", "p", "dbus send bus=session path=/a",
       GuardAnswer::accept, ""},
      // `always` accepts what lies within, and no more.
      {"maximum-severity: 0\nalways: [network inet]\n", "p", "network inet stream",
       GuardAnswer::accept, "g.yaml:2:10"},
      {"maximum-severity: 0\nalways: [network inet stream]\n", "p", "network inet",
       GuardAnswer::ask, "g.yaml:1:19"},
      {"maximum-severity: 0\nalways: [/srv/**]\n", "p", "/srv/a/* rw", GuardAnswer::refuse, ""},
      {"maximum-severity: 0\nalways: [/srv/**]\n", "p", "/srv/a/x* rw", GuardAnswer::accept,
       "g.yaml:2:10"},
      {"maximum-severity: 0\nalways: [/srv/a*]\n", "p", "/srv/b r", GuardAnswer::ask,
       "g.yaml:1:19"},
      {"maximum-severity: 0\nalways: [/srv/a*]\n", "p", "/srv/{a,b} r", GuardAnswer::ask,
       "g.yaml:1:19"},
      {"maximum-severity: 0\nalways: [\"@{PROC}/@{pid}/**\"]\n", "p", "@{PROC}/@{pid}/stat r",
       GuardAnswer::accept, "g.yaml:2:10"},
      // `ask` and `deny` are about what is touched.
      {"ask: [network inet stream]\n", "p", "network inet", GuardAnswer::ask, "g.yaml:1:7"},
      {"ask: [/srv/a]\n", "p", "/srv/[a-z] r", GuardAnswer::ask, "g.yaml:1:7"},
      {"deny: [/srv/b]\n", "p", "/srv/[a-z] r", GuardAnswer::refuse, "g.yaml:1:8"},
      {"deny: [/srv/a]\n", "p", "/srv/a r", GuardAnswer::deny, "g.yaml:1:8"},
      {"deny: [mount]\n", "p", "umount /a", GuardAnswer::ask, ""},
  });
}

TEST(GuardLayers, EveryWayOutOfConfinement) {
  for (const char* rule : {"/usr/bin/x Ux", "/usr/bin/x pux", "file", "all", "change_profile",
                           "change_profile -> unconfined", "change_profile -> {a,unconfined}",
                           "ptrace trace", "ptrace", "capability", "link /srv/a -> /etc/shadow"})
    EXPECT_EQ(judged(default_guard(), rule).answer, GuardAnswer::refuse) << rule;
  EXPECT_EQ(judged(default_guard(), "ptrace read peer=p").answer, GuardAnswer::accept);
  EXPECT_EQ(judged(default_guard(), "change_profile -> a").answer, GuardAnswer::accept);
}

TEST(GuardLayers, NamesOfSecretsAndGlobs) {
  const struct {
    const char* rule;
    GuardAnswer answer;
  } cases[] = {
      {"/srv/tls/site.key r", GuardAnswer::refuse},
      {"/srv/tls/* r", GuardAnswer::refuse},
      {"/srv/** r", GuardAnswer::refuse},
      {"/srv/{a,*} r", GuardAnswer::refuse},
      {"/srv/s*.key r", GuardAnswer::refuse},
      {"/srv/sess_* r", GuardAnswer::accept},
      {"/srv/[0-9]* r", GuardAnswer::accept},
      {"/srv/sess_?????? r", GuardAnswer::accept},
      {"owner /srv/spool/* rw", GuardAnswer::accept},  // of its own making
      {"owner /srv/spool/* l", GuardAnswer::accept},
      {"owner /srv/spool/* r", GuardAnswer::refuse},
      {"/srv/spool/* rw", GuardAnswer::refuse},
      {"owner /srv/** rw", GuardAnswer::refuse},
  };
  for (const auto& one : cases)
    EXPECT_EQ(judged(default_guard(), one.rule).answer, one.answer) << one.rule;
}

TEST(GuardLayers, ExplanationsNameAllThatWasLookedAt) {
  const Guard guard = guard_of("profiles: {p: {ask: [mount]}}\n");
  const auto told = explain(guard, {"", "p"}, *policy::rule_from_text("mount,"));
  EXPECT_EQ(told.rule, "mount,");
  std::vector<std::string> parts;
  for (const Guard::Step& step : told.looked_at) parts.push_back(step.part);
  EXPECT_THAT(parts, ::testing::ElementsAre("sections", "deny", "never", "abstractions",
                                            "accept-untrusted", "ask, prefer, always"));
  EXPECT_THAT(told.looked_at.front().said, HasSubstr("`p`, g.yaml:1:12"));
  EXPECT_THAT(told.looked_at.back().said, HasSubstr("ask: "));
  EXPECT_EQ(told.looked_at[1].said, "nothing");
}

TEST(GuardLayers, AbstractionsAreExplained) {
  const auto policy = testing::policy_of({});
  const auto answer = [&](const std::string& guard, const char* include) {
    const auto told = explain_include(guard_of(guard), policy, {"", "p"}, include);
    return told ? told->judgement.answer : GuardAnswer::deny;
  };
  EXPECT_EQ(answer("", "abstractions/base"), GuardAnswer::accept);
  EXPECT_EQ(answer("", "abstractions/nameservice"), GuardAnswer::ask);
  EXPECT_EQ(answer("maximum-severity: 10\n", "abstractions/everything"), GuardAnswer::refuse);
  EXPECT_EQ(answer("abstractions: {refuse: [\"b*\"]}\n", "abstractions/base"), GuardAnswer::refuse);
  EXPECT_EQ(answer("abstractions: {refuse: [\"b*\"]}\nexcept: [\"b*\"]\n", "abstractions/base"),
            GuardAnswer::accept);
  EXPECT_EQ(answer("abstractions: {allow: []}\n", "abstractions/base"), GuardAnswer::refuse);
  EXPECT_FALSE(explain_include(default_guard(), policy, {"", "p"}, "abstractions/none"));
}

TEST(GuardLayers, LevelsByPathAndProfile) {
  const Guard guard = guard_of(
      "generalise:\n  - {match: \"/etc/**\", as: exact}\n  - {match: \"/srv/**\", as: broad}\n"
      "profiles:\n  p: {generalise: [{match: \"/etc/x/*\", as: broad}]}\n");
  EXPECT_TRUE(guard.has_levels());
  const auto level = [&](const char* profile, const char* path) {
    return guard.level_of({"", profile}, FileAccess{path, file_perm::read, false});
  };
  EXPECT_EQ(level("q", "/etc/x/a"), Generalise::exact);
  EXPECT_EQ(level("p", "/etc/x/a"), Generalise::broad);
  EXPECT_EQ(level("p", "/etc/a"), Generalise::exact);
  EXPECT_EQ(level("p", "/srv/a"), Generalise::broad);
  EXPECT_EQ(level("p", "/var/a"), Generalise::careful);
  EXPECT_EQ(guard.level_of({"", "p"}, CapabilityAccess{"chown"}), Generalise::careful);
  EXPECT_FALSE(guard_of("generalise: broad\n").has_levels());
  EXPECT_TRUE(guard_of("profiles: {p: {generalise: exact}}\n").has_levels());
}

TEST(GuardLayers, ProposalsFollowTheLevel) {
  const auto policy = testing::policy_of({});
  const auto evidence =
      testing::evidence_of({{"P", FileAccess{"/proc/12/stat", file_perm::read, false}},
                            {"P", FileAccess{"/proc/12/status", file_perm::read, false}},
                            {"P", FileAccess{"/srv/run/sess_1", file_perm::read, false}},
                            {"P", FileAccess{"/srv/run/sess_2", file_perm::read, false}}});
  const Guard guard = guard_of(
      "generalise: [{match: /proc/*/stat, as: exact}, {match: /srv/run/sess_1, as: exact}]\n");
  Options options;
  options.level_of = [&guard](const evidence::Subject& subject, const Access& access) {
    return guard.level_of(subject, access);
  };
  const auto proposals = propose(evidence, policy, {}, options);
  std::map<std::string, std::vector<std::string>> offered;
  for (const Proposal& proposal : testing::find_profile(proposals, "P")->proposals)
    offered[std::get<FileAccess>(proposal.evidence.at(0).first.access).path] =
        testing::texts(proposal);
  using ::testing::Contains;
  using ::testing::ElementsAre;
  EXPECT_THAT(offered["/proc/12/stat"], ElementsAre("/proc/12/stat r,"));
  EXPECT_THAT(offered["/proc/12/status"], Contains("@{PROC}/@{pid}/status r,"));
  EXPECT_THAT(offered["/srv/run/sess_1"], ElementsAre("/srv/run/sess_1 r,"));
  EXPECT_THAT(offered["/srv/run/sess_2"], ::testing::Not(Contains("/srv/run/sess_[0-9]* r,")))
      << "its sibling is not to be generalised";
}

}  // namespace
}  // namespace profgen::suggest
