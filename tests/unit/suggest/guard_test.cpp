#include "profgen/guard.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/perms.hpp"
#include "unit/suggest/helpers.hpp"

namespace profgen::suggest {
namespace {

using perms::r, perms::w;
using testing::evidence_of;
using testing::find_profile;
using testing::policy_of;

// What the guard says of the literal candidate of one access.
GuardAnswer of_literal(const Guard& guard, const Access& access) {
  const auto policy = policy_of({});
  Options options;
  options.generalise = Generalise::exact;
  const auto proposals = propose(evidence_of({{"P", access}}), policy, {}, options);
  const Proposal& proposal = find_profile(proposals, "P")->proposals.at(0);
  return guard.judge(proposal, proposal.candidates.at(0)).answer;
}

TEST(Guard, Defaults) {
  struct Case {
    Access access;
    GuardAnswer expected;
  };
  const Case cases[] = {
      {FileAccess{"/srv/data", r, false}, GuardAnswer::accept},
      {FileAccess{"/etc/hosts", r, false}, GuardAnswer::accept},
      {FileAccess{"/etc/shadow", r, false}, GuardAnswer::refuse},
      {FileAccess{"/etc/gshadow-", r, false}, GuardAnswer::refuse},
      {FileAccess{"/etc/ssl/private/x.pem", r, false}, GuardAnswer::refuse},
      {FileAccess{"/srv/tls/site.key", r, false}, GuardAnswer::refuse},
      {FileAccess{"/home/a/.ssh/id_rsa", r, true}, GuardAnswer::refuse},
      {FileAccess{"/home/a/notes", r, true}, GuardAnswer::accept},
      {FileAccess{"/home/a/notes", r, false}, GuardAnswer::refuse},
      {FileAccess{"/root/notes", w, false}, GuardAnswer::refuse},
      {FileAccess{"/dev/nvme0n1p2", r, false}, GuardAnswer::refuse},
      {FileAccess{"/dev/shm/x", r, false}, GuardAnswer::accept},
      {FileAccess{"/etc/sudoers.d/ops", r, false}, GuardAnswer::refuse},
      {FileAccess{"/dev/mem", r, false}, GuardAnswer::refuse},
      {FileAccess{"/dev/sda1", r, false}, GuardAnswer::refuse},
      {FileAccess{"/proc/sys/kernel/osrelease", r, false}, GuardAnswer::accept},
      {FileAccess{"/proc/sys/kernel/core_pattern", w, false}, GuardAnswer::refuse},
      {FileAccess{"/sys/power/state", w, false}, GuardAnswer::refuse},
      {FileAccess{"/sys/devices/x", r, false}, GuardAnswer::accept},
      {FileAccess{"/sys/power/state", file_perm::append, false}, GuardAnswer::refuse},
      {LinkAccess{"/srv/x", "/etc/shadow", false}, GuardAnswer::refuse},
      {LinkAccess{"/home/a/x", "/home/a/y", true}, GuardAnswer::accept},
      {LinkAccess{"/home/a/x", "/home/a/y", false}, GuardAnswer::refuse},
      {CapabilityAccess{"sys_admin"}, GuardAnswer::refuse},
      {CapabilityAccess{"mac_admin"}, GuardAnswer::refuse},
      {CapabilityAccess{"sys_module"}, GuardAnswer::refuse},
      {CapabilityAccess{"sys_ptrace"}, GuardAnswer::refuse},
      {PtraceAccess{1, "unconfined"}, GuardAnswer::refuse},
      {CapabilityAccess{"chown"}, GuardAnswer::accept},
      {CapabilityAccess{"net_admin"}, GuardAnswer::ask},
      {ChangeProfileAccess{"unconfined", false, false}, GuardAnswer::refuse},
      {MountAccess{MountKind::mount, "tmpfs", "x", "/mnt/", {"rw"}}, GuardAnswer::ask},
  };
  for (const Case& c : cases)
    EXPECT_EQ(of_literal(default_guard(), c.access), c.expected) << describe(c.access);
}

TEST(Guard, ForgedEvidenceIsNeverAccepted) {
  evidence::Seen seen = testing::seen_once();
  seen.untrusted = 1;
  const auto policy = policy_of({});
  const auto proposals =
      propose(evidence_of("P", {FileAccess{"/srv/data", r, false}, false}, seen), policy, {}, {});
  const Proposal& proposal = find_profile(proposals, "P")->proposals.at(0);
  Guard guard = default_guard();
  guard.always = {"/**"};
  EXPECT_EQ(guard.judge(proposal, proposal.candidates.at(0)).answer, GuardAnswer::ask);
  guard.accept_untrusted = true;
  EXPECT_EQ(guard.judge(proposal, proposal.candidates.at(0)).answer, GuardAnswer::accept);
}

TEST(Guard, ForgedExecsAreNotAnswered) {
  ExecQuestion question;
  question.program = "/bin/a";
  question.options = {{"Px", "", ""}, {"ix", "", ""}};
  question.seen.counts[1] = 1;
  Guard guard = default_guard();
  guard.exec = {{"/bin/*", "ix"}};
  EXPECT_EQ(guard.choose(question).qualifier, "ix");
  question.seen.untrusted = 1;
  EXPECT_EQ(guard.choose(question).qualifier, "");
  question.program = "/opt/a";
  question.seen.untrusted = 0;
  EXPECT_EQ(guard.choose(question).qualifier, "Px") << "what is offered first";
  question.options = {{"Ux", "", ""}, {"ix", "", ""}};
  EXPECT_EQ(guard.choose(question).qualifier, "") << "never out of confinement unasked";
}

TEST(Guard, Lists) {
  Guard guard = default_guard();
  guard.always = {"mount"};
  const MountAccess mount{MountKind::mount, "tmpfs", "x", "/mnt/", {"rw"}};
  EXPECT_EQ(of_literal(guard, mount), GuardAnswer::accept);
  guard.ask = {"mount fstype=tmpfs*"};
  EXPECT_EQ(of_literal(guard, mount), GuardAnswer::ask);
  guard.deny = {"mount*"};
  EXPECT_EQ(of_literal(guard, mount), GuardAnswer::deny);
  guard = default_guard();
  guard.always = {"/etc/**"};
  EXPECT_EQ(of_literal(guard, FileAccess{"/etc/shadow", r, false}), GuardAnswer::refuse)
      << "never comes before always";
}

TEST(Guard, AbstractionsByWhatTheyGrant) {
  const auto policy = policy_of({});
  const auto proposals =
      propose(evidence_of({{"P", FileAccess{"/etc/passwd", r, false}}}), policy, {}, {});
  const Proposal& proposal = find_profile(proposals, "P")->proposals.at(0);
  Guard guard = default_guard();
  const auto judged = [&](const char* include) {
    for (const Candidate& candidate : proposal.candidates)
      if (candidate.include == include) return guard.judge(proposal, candidate).answer;
    return GuardAnswer::deny;
  };
  EXPECT_EQ(judged("abstractions/nameservice"), GuardAnswer::ask) << "it holds krb5.keytab";
  guard.prefer = {{"", CandidateKind::abstraction, "nameservice"}};
  EXPECT_EQ(judged("abstractions/nameservice"), GuardAnswer::accept) << "asked for by name";
  EXPECT_EQ(judged("abstractions/everything"), GuardAnswer::ask) << "too severe";
  guard.prefer.clear();
  guard.maximum_severity = 10;
  EXPECT_EQ(judged("abstractions/everything"), GuardAnswer::refuse) << "it holds /etc/shadow";
  guard.abstractions_refused = {"name*"};
  EXPECT_EQ(judged("abstractions/nameservice"), GuardAnswer::refuse);
  guard.abstractions_refused = {};
  guard.abstractions_allowed = std::vector<GuardEntry>{"base"};
  EXPECT_EQ(judged("abstractions/nameservice"), GuardAnswer::refuse);
}

TEST(Guard, BaseIsAccepted) {
  const auto policy = policy_of({});
  const auto proposals =
      propose(evidence_of({{"P", FileAccess{"/etc/ld.so.cache", r, false}}}), policy, {}, {});
  for (const Candidate& candidate : find_profile(proposals, "P")->proposals.at(0).candidates)
    if (candidate.include == "abstractions/base") {
      const auto judgement =
          default_guard().judge(find_profile(proposals, "P")->proposals.at(0), candidate);
      EXPECT_EQ(judgement.answer, GuardAnswer::accept) << judgement.reason;
      return;
    }
  FAIL() << "base is not offered";
}

// A bare curl profile and what one run was denied: the guard file's preferences decide.
TEST(Guard, PreferencesOfTheCurlDemo) {
  const auto policy = policy_of({{"usr.bin.curl",
                                  "include <tunables/global>\nprofile curl /usr/bin/curl {\n"
                                  "  include <abstractions/base>\n  /usr/bin/curl mr,\n}\n"}});
  std::vector<Diagnostic> diagnostics;
  const auto guard = read_guard("profgen.yaml", R"(prefer:
  - {match: "network inet*", kind: abstraction, name: nameservice}
  - {match: "/etc/ssl/*", kind: literal}
)",
                                diagnostics);
  ASSERT_TRUE(guard);
  const auto proposals =
      propose(evidence_of({{"curl", NetworkAccess{"inet", "dgram", "", 1, {}, {}}},
                           {"curl", FileAccess{"/etc/ssl/openssl.cnf", r, false}}}),
              policy, {}, {});
  std::vector<std::string> accepted;
  for (const Proposal& proposal : find_profile(proposals, "curl")->proposals)
    for (const Candidate& candidate : proposal.candidates)
      if (guard->judge(proposal, candidate).answer == GuardAnswer::accept)
        accepted.push_back(candidate.text());
  EXPECT_THAT(accepted, ::testing::UnorderedElementsAre("include <abstractions/nameservice>",
                                                        "/etc/ssl/openssl.cnf r,"));
}

}  // namespace
}  // namespace profgen::suggest
