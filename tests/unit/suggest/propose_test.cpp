#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "grammar/vocabulary.hpp"
#include "support/perms.hpp"
#include "unit/suggest/helpers.hpp"

namespace profgen::suggest {
namespace {

using perms::m, perms::r, perms::w;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::evidence_of;
using testing::find_hint;
using testing::find_profile;
using ::testing::Not;
using testing::policy_of;
using testing::socket_perms;
using testing::texts;

Options exact() {
  Options options;
  options.generalise = Generalise::exact;
  return options;
}

// The first candidates of a profile's proposals, in order.
std::vector<std::string> best(const Proposals& proposals, const std::string& name) {
  std::vector<std::string> out;
  const ProfileProposals* profile = find_profile(proposals, name);
  if (profile == nullptr) return out;
  for (const Proposal& proposal : profile->proposals)
    out.push_back(proposal.candidates.empty() ? "-" : proposal.candidates[0].text());
  return out;
}

TEST(Propose, ExactRulesPerClass) {
  struct Case {
    Access access;
    const char* expected;
  };
  const Case cases[] = {
      {FileAccess{"/srv/a b", r, false}, "\"/srv/a b\" r,"},
      {FileAccess{"/srv/x", r | w, true}, "owner /srv/x rw,"},
      {LinkAccess{"/srv/l", "/srv/t", false}, "/srv/l l,"},
      {CapabilityAccess{"chown"}, "capability chown,"},
      {NetworkAccess{"inet", "stream", "tcp", socket_perms("send"), {"1.2.3.4", 80}, {"::1", 90}},
       "network send inet stream ip=1.2.3.4 port=80 peer=(ip=::1, port=90),"},
      {NetworkAccess{"inet", "dgram", "", 0, {}, {}}, "network inet dgram,"},
      {UnixAccess{socket_perms("create"), "stream", "", "", ""}, "unix create type=stream,"},
      {SignalAccess{1, "term", "unconfined"}, "signal send set=term peer=unconfined,"},
      {PtraceAccess{4, "unconfined"}, "ptrace read peer=unconfined,"},
      {MountAccess{MountKind::umount, "", "", "/mnt/", {}}, "umount /mnt/,"},
      {PivotRootAccess{"/n/old/", "/n/"}, "pivot_root oldroot=/n/old/ /n/,"},
      {ChangeProfileAccess{"other", false, false}, "change_profile -> other,"},
      {MqueueAccess{1, "sysv", "123", ""}, "mqueue create type=sysv 123,"},
      {UsernsAccess{}, "userns create,"},
      {RlimitAccess{"nofile", 1024}, "set rlimit nofile <= 1024,"},
  };
  const auto policy = policy_of({});
  for (const Case& c : cases) {
    const auto proposals = propose(evidence_of({{"P", c.access}}), policy, {}, exact());
    EXPECT_THAT(best(proposals, "P"), ElementsAre(c.expected));
    EXPECT_EQ(find_profile(proposals, "P")->proposals.at(0).candidates.size(), 1u);
    EXPECT_TRUE(policy::rule_from_text(c.expected)) << c.expected;
  }
}

TEST(Propose, WhatThePolicyGrantsIsNotAsked) {
  const auto policy = policy_of(
      {{"p",
        "include <tunables/global>\nprofile P { owner @{HOME}/.demo/** rwk, deny /secret r, }"}});
  const auto proposals = propose(evidence_of({{"P", FileAccess{"/home/alice/.demo/state", r, true}},
                                              {"P", FileAccess{"/secret", r, false}}}),
                                 policy, {}, {});
  const ProfileProposals* profile = find_profile(proposals, "P");
  ASSERT_NE(profile, nullptr);
  EXPECT_TRUE(profile->exists);
  EXPECT_EQ(profile->file, "/etc/apparmor.d/p");
  EXPECT_EQ(profile->covered, 1u);
  ASSERT_EQ(profile->proposals.size(), 1u);
  EXPECT_TRUE(profile->proposals[0].denied_by_rule);
  EXPECT_TRUE(profile->proposals[0].candidates.empty());
}

TEST(Propose, OneProposalAPath) {
  const auto proposals = propose(evidence_of({{"P", FileAccess{"/srv/x", r, true}},
                                              {"P", FileAccess{"/srv/x", w, true}},
                                              {"P", FileAccess{"/srv/y", r, false}},
                                              {"P", FileAccess{"/srv/y", r, true}},
                                              {"P", FileAccess{"/srv/z", r, false}},
                                              {"P", FileAccess{"/srv/z", w, true}}}),
                                 policy_of({}), {}, exact());
  EXPECT_THAT(best(proposals, "P"), ::testing::UnorderedElementsAre("owner /srv/x rw,", "/srv/y r,",
                                                                    "/srv/z r,\nowner /srv/z w,"));
}

TEST(Propose, VariablesOfThePolicy) {
  struct Case {
    const char* path;
    const char* expected;
  };
  const Case cases[] = {
      {"/proc/1234/status", "@{PROC}/@{pid}/status r,"},
      {"/proc/1234/task/77/comm", "@{PROC}/@{pid}/task/@{tid}/comm r,"},
      {"/home/alice/.curlrc", "@{HOME}/.curlrc r,"},
      {"/root/.curlrc", "@{HOME}/.curlrc r,"},
      {"/run/user/1000/bus", "@{run}/user/@{uid}/bus r,"},
      {"/sys/devices/x", "@{sys}/devices/x r,"},
      {"/opt/lib/x86_64-linux-gnu/a.so", "/opt/lib/@{multiarch}/a.so r,"},
  };
  const auto policy = policy_of({});
  for (const Case& c : cases) {
    const auto proposals =
        propose(evidence_of({{"P", FileAccess{c.path, r, false}}}), policy, {}, {});
    const auto offered = texts(find_profile(proposals, "P")->proposals.at(0));
    EXPECT_THAT(offered, Contains(c.expected)) << c.path;
    EXPECT_THAT(offered, Contains(std::string(c.path) + " r,"));
  }
  const auto proposals =
      propose(evidence_of({{"P", FileAccess{"/proc/1234/status", r, false}}}), policy, {}, {});
  EXPECT_THAT(best(proposals, "P"), ElementsAre("@{PROC}/@{pid}/status r,"))
      << "a process id will be another one next time";
}

TEST(Propose, WidensTheRuleThatStands) {
  const auto policy = policy_of({{"p", "profile P { /srv/x r, }"}});
  const auto proposals =
      propose(evidence_of({{"P", FileAccess{"/srv/x", w, false}}}), policy, {}, {});
  const Candidate& first = find_profile(proposals, "P")->proposals.at(0).candidates.at(0);
  EXPECT_EQ(first.kind, CandidateKind::widen);
  EXPECT_EQ(first.text(), "/srv/x rw,");
  ASSERT_TRUE(first.replaces);
  EXPECT_EQ(policy.tree(first.replaces->file)->source->text(first.replaces->span), "/srv/x r,");
}

TEST(Propose, SiblingsGetOneGlob) {
  const auto proposals = propose(
      evidence_of({{"P", FileAccess{"/srv/n1", r, false}}, {"P", FileAccess{"/srv/n2", r, false}}}),
      policy_of({}), {}, {});
  EXPECT_THAT(best(proposals, "P"), ElementsAre("/srv/n[0-9]* r,", "/srv/n[0-9]* r,"));
}

TEST(Propose, AbstractionsByCost) {
  const auto policy =
      policy_of({{"p", "include <tunables/global>\nprofile P { include <abstractions/base> }"}});
  const auto proposals = propose(evidence_of({{"P", FileAccess{"/etc/passwd", r, false}},
                                              {"P", FileAccess{"/etc/quiet.conf", r, false}}}),
                                 policy, {}, {});
  const auto offered = [&](const char* path) {
    for (const Proposal& proposal : find_profile(proposals, "P")->proposals)
      if (std::get<FileAccess>(proposal.evidence[0].first.access).path == path)
        return texts(proposal);
    return std::vector<std::string>{};
  };
  const auto passwd = offered("/etc/passwd");
  const auto at = [&](const char* text) {
    return std::find(passwd.begin(), passwd.end(), text) - passwd.begin();
  };
  EXPECT_THAT(passwd, Contains("include <abstractions/nameservice>"));
  EXPECT_LT(at("include <abstractions/nameservice>"), at("include <abstractions/everything>"));
  EXPECT_THAT(offered("/etc/quiet.conf"), Not(Contains("include <abstractions/quiet>")));
}

// The compiler refuses a variable that the file does not declare, also behind an include.
TEST(Propose, NeitherVariablesNorAbstractionsWhereTunablesAreNotIncluded) {
  const auto policy = policy_of({{"p", "profile P { }"}});
  const auto proposals = propose(evidence_of({{"P", FileAccess{"/etc/passwd", r, false}},
                                              {"P", FileAccess{"/proc/7/stat", r, false}}}),
                                 policy, {}, {});
  for (const Proposal& proposal : find_profile(proposals, "P")->proposals)
    for (const std::string& text : texts(proposal)) {
      EXPECT_EQ(text.find("@{"), std::string::npos) << text;
      EXPECT_EQ(text.find("include"), std::string::npos) << text;
    }
}

TEST(Propose, BaseForAProfileThatLacksIt) {
  const auto evidence =
      evidence_of({{"P", FileAccess{"/etc/ld.so.cache", r, false}},
                   {"P", FileAccess{"/usr/lib/x86_64-linux-gnu/libc.so.6", r | m, false}},
                   {"P", FileAccess{"/dev/null", r | w, false}}});
  const auto proposals = propose(evidence, policy_of({}), {}, {});
  EXPECT_THAT(best(proposals, "P"), Contains("include <abstractions/base>"));
  const auto without = propose(evidence, policy_of({}), {}, exact());
  EXPECT_THAT(best(without, "P"), Not(Contains("include <abstractions/base>")));
}

TEST(Propose, ExecRulesFollowTheChoice) {
  const auto policy = policy_of({});
  struct Case {
    ExecChoice choice;
    const char* expected;
  };
  const Case cases[] = {
      {{"ix", ""}, "/bin/a mrix,"},     {{"Px", ""}, "/bin/a Px,"},
      {{"Cx", ""}, "/bin/a Cx,"},       {{"Px", "other"}, "/bin/a Px -> other,"},
      {{"deny", ""}, "deny /bin/a x,"}, {{"pix", ""}, "/bin/a mrpix,"},
  };
  const auto evidence = evidence_of({{"P", ExecAccess{"/bin/a", true, "P//null-/bin/a"}}});
  for (const Case& c : cases) {
    const ExecChoices choices{{{{"", "P"}, "/bin/a"}, c.choice}};
    for (const Options& options : {Options{}, exact()}) {
      const auto proposals = propose(fold(evidence, policy, choices), policy, choices, options);
      EXPECT_THAT(best(proposals, "P"), ElementsAre(c.expected));
    }
  }
}

// The answer to an exec question is not asked for again, so it must not let a write through.
TEST(Propose, AWriteToTheProgramIsAskedOnItsOwn) {
  const auto policy = policy_of({});
  const ExecChoices choices{{{{"", "P"}, "/bin/a"}, {"ix", ""}}};
  const auto proposals = propose(evidence_of({{"P", ExecAccess{"/bin/a", false, ""}},
                                              {"P", FileAccess{"/bin/a", r | w, false}}}),
                                 policy, choices, {});
  EXPECT_THAT(best(proposals, "P"), ElementsAre("/bin/a rix,", "/bin/a w,"));
}

TEST(Propose, Hints) {
  evidence::Evidence evidence = evidence_of({{"P", ChangeHatAccess{"h"}},
                                             {"P//null-/bin/a", FileAccess{"/x", r, false}},
                                             {"unconfined", CapabilityAccess{"chown"}},
                                             {"P", NetworkAccess{"99", "stream", "", 0, {}, {}}}});
  evidence::Seen seen = testing::seen_once();
  seen.info = "Failed name lookup - disconnected path";
  seen.unusable = seen.info;
  evidence.merge(evidence_of("P", {FileAccess{"srv/x", r, false}, true}, seen));
  const auto proposals = propose(evidence, policy_of({}), {}, {});
  for (const char* id :
       {"missing-hat", "undecided-exec", "unconfined", "no-rule", "attach-disconnected"})
    EXPECT_NE(find_hint(proposals, id), nullptr) << id;
  EXPECT_TRUE(find_profile(proposals, "P")->proposals.empty());
}

TEST(Propose, NewProfilesGetAFile) {
  const auto policy = policy_of({{"p", "profile P { }"}});
  const auto proposals = propose(evidence_of({{"/usr/bin/x", CapabilityAccess{"chown"}},
                                              {"P//kid", CapabilityAccess{"chown"}},
                                              {"../../etc/\x1b[31m", CapabilityAccess{"chown"}}}),
                                 policy, {}, {});
  EXPECT_EQ(find_profile(proposals, "/usr/bin/x")->file, "/etc/apparmor.d/usr.bin.x");
  EXPECT_EQ(find_profile(proposals, "P//kid")->file, "/etc/apparmor.d/p");
  EXPECT_FALSE(find_profile(proposals, "P//kid")->exists);
  const std::string odd = find_profile(proposals, "../../etc/\x1b[31m")->file;
  EXPECT_EQ(odd.rfind("/etc/apparmor.d/", 0), 0u);
  EXPECT_EQ(odd.find('/', 16), std::string::npos) << odd;
  EXPECT_EQ(odd.find('\x1b'), std::string::npos);
}

TEST(Propose, TheSameTwiceIsTheSameBytes) {
  const auto policy = policy_of({{"p", "profile P { /srv/x r, }"}});
  const auto evidence = evidence_of({{"P", FileAccess{"/srv/x", w, false}},
                                     {"P", FileAccess{"/etc/passwd", r, false}},
                                     {"P", FileAccess{"/proc/1/stat", r, true}},
                                     {"Q", NetworkAccess{"inet", "dgram", "", 0, {}, {}}}});
  const auto print = [&] {
    std::string out;
    for (const ProfileProposals& profile : propose(evidence, policy, {}, {}).profiles)
      for (const Proposal& proposal : profile.proposals) {
        out += proposal.id + std::to_string(proposal.severity);
        for (const Candidate& candidate : proposal.candidates)
          out += candidate.text() + std::to_string(candidate.cost) + candidate.reason;
      }
    return out;
  };
  EXPECT_EQ(print(), print());
  EXPECT_FALSE(print().empty());
}

}  // namespace
}  // namespace profgen::suggest
