// What comes first in the proposals of a profile, judged over all of its evidence.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/access_mix.hpp"
#include "support/cases.hpp"
#include "support/perms.hpp"
#include "unit/suggest/helpers.hpp"

namespace profgen::suggest {
namespace {

using perms::r, perms::w;
using ::testing::Contains;
using ::testing::Each;
using testing::evidence_of;
using testing::find_profile;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::policy_of;
using testing::texts;

std::vector<std::string> firsts(const Proposals& proposals, const std::string& name) {
  std::vector<std::string> out;
  for (const Proposal& proposal : find_profile(proposals, name)->proposals)
    out.push_back(proposal.candidates.at(0).text());
  return out;
}

evidence::Evidence reads_of(const std::vector<std::string>& paths) {
  std::vector<testing::Did> did;
  for (const std::string& path : paths) did.emplace_back("P", FileAccess{path, r, false});
  return evidence_of(did);
}

const std::vector<std::string> app = {"/srv/app/one", "/srv/app/two", "/srv/app/three"};

TEST(Cover, AnAbstractionThatGrantsLittleElseComesFirstEverywhere) {
  const auto policy =
      policy_of({{"abstractions/app", "/srv/app/one r,\n/srv/app/two r,\n/srv/app/three r,\n"}});
  EXPECT_THAT(firsts(propose(reads_of(app), policy, {}, {}), "P"),
              Each("include <abstractions/app>"));
}

TEST(Cover, AnAbstractionThatGrantsMuchElseIsAnAlternative) {
  const auto policy = policy_of({{"abstractions/app",
                                  "/srv/app/one r,\n/srv/app/two r,\n/srv/app/three r,\n"
                                  "/srv/** rw,\n/etc/shadow r,\n"}});
  const auto proposals = propose(reads_of(app), policy, {}, {});
  EXPECT_THAT(firsts(proposals, "P"), Each(Not("include <abstractions/app>")));
  for (const Proposal& proposal : find_profile(proposals, "P")->proposals)
    EXPECT_THAT(texts(proposal), Contains("include <abstractions/app>"));
}

// What a profile has by its includes costs nothing more.
TEST(Cover, RulesThatTheProfileHasAreNotCounted) {
  const std::vector<std::pair<std::string, std::string>> files = {
      {"abstractions/wide", "/srv/lib/** rw,\n"},
      {"abstractions/app",
       "include <abstractions/wide>\n/srv/app/one r,\n/srv/app/two r,\n"
       "/srv/app/three r,\n"}};
  auto with = files;
  with.emplace_back("p", "include <tunables/global>\nprofile P { include <abstractions/wide> }");
  EXPECT_THAT(firsts(propose(reads_of(app), policy_of(with), {}, {}), "P"),
              Each("include <abstractions/app>"));
  EXPECT_THAT(firsts(propose(reads_of(app), policy_of(files), {}, {}), "P"),
              Each(Not("include <abstractions/app>")));
}

TEST(Cover, OneGlobForNamesThatNeedDifferentPermissions) {
  const auto proposals = propose(evidence_of({{"P", FileAccess{"/srv/n1", r, false}},
                                              {"P", FileAccess{"/srv/n2", w, false}},
                                              {"P", FileAccess{"/srv/n3", r, true}}}),
                                 policy_of({}), {}, {});
  EXPECT_THAT(firsts(proposals, "P"), Each("/srv/n[0-9]* rw,"));
  for (const Proposal& proposal : find_profile(proposals, "P")->proposals)
    EXPECT_THAT(texts(proposal), Contains(::testing::MatchesRegex("(owner )?/srv/n[1-3] [rw],")));
}

TEST(Cover, OwnerAndOthersShareOneGlob) {
  const auto proposals = propose(
      evidence_of({{"P", FileAccess{"/srv/n1", r, false}}, {"P", FileAccess{"/srv/n2", r, true}}}),
      policy_of({}), {}, {});
  EXPECT_THAT(firsts(proposals, "P"), Each("/srv/n[0-9]* r,"));
}

// Nothing of what was found is asked for again, in whatever way it stands in the policy.
TEST(Cover, OnlyWhatIsMissingIsAsked) {
  struct Case {
    const char* policy;
    FileAccess access;
    bool asked;
  };
  const Case cases[] = {
      {"profile P { include <abstractions/base> }", {"/etc/ld.so.cache", r, false}, false},
      {"profile P { @{PROC}/@{pid}/stat r, }", {"/proc/17/stat", r, false}, false},
      {"profile P { @{PROC}/@{pid}/stat r, }", {"/proc/self/stat", r, false}, true},
      {"alias /srv/ -> /data/,\nprofile P { /srv/x r, }", {"/data/x", r, false}, false},
      {"alias /srv/ -> /data/,\nprofile P { /srv/x r, }", {"/other/x", r, false}, true},
      {"profile P { owner /o/x r, }", {"/o/x", r, true}, false},
      {"profile P { owner /o/x r, }", {"/o/x", r, false}, true},
      {"profile P { deny /a/** r, priority=2 /a/x r, }", {"/a/x", r, false}, false},
      {"profile P { /a/x w, }", {"/a/x", file_perm::append, false}, false},
  };
  for (const Case& c : cases) {
    const auto policy = policy_of({{"p", "include <tunables/global>\n" + std::string(c.policy)}});
    const auto proposals = propose(evidence_of({{"P", c.access}}), policy, {}, {});
    const ProfileProposals* profile = find_profile(proposals, "P");
    EXPECT_EQ(profile->proposals.size(), c.asked ? 1u : 0u) << c.policy << c.access.path;
    EXPECT_EQ(profile->covered, c.asked ? 0u : 1u) << c.policy << c.access.path;
  }
}

TEST(Cover, ThePartsOfOnePathAreOneQuestionLessWhatStands) {
  const auto policy = policy_of({{"p", "profile P { /a/[xy] r, deny /d/x r, }"}});
  const auto proposals = propose(evidence_of({{"P", FileAccess{"/a/x", r, false}},
                                              {"P", FileAccess{"/a/x", r | w, false}},
                                              {"P", FileAccess{"/a/x", file_perm::lock, false}},
                                              {"P", FileAccess{"/d/x", r, false}},
                                              {"P", FileAccess{"/d/x", r | w, false}}}),
                                 policy, {}, {});
  const auto& all = find_profile(proposals, "P")->proposals;
  ASSERT_EQ(all.size(), 2u);
  const Proposal& asked = all[0].denied_by_rule ? all[1] : all[0];
  const Proposal& told = all[0].denied_by_rule ? all[0] : all[1];
  EXPECT_THAT(texts(asked), Contains("/a/x wk,"));
  EXPECT_TRUE(told.denied_by_rule);
  EXPECT_EQ(told.evidence.size(), 2u);
  EXPECT_THAT(told.candidates, IsEmpty());
}

// Whatever is put first covers what it is for, read back and compiled; so does every alternative,
// and the literal is always among them.
TEST(Cover, EveryCandidateOfAMixedCrowdHolds) {
  bench::AccessMix mix(3);
  std::vector<testing::Did> did;
  for (std::size_t i = 0; i < 40 + proof::cases(600); ++i) {
    bench::Did one = mix.next();
    did.emplace_back(one.profile, one.access);
  }
  const auto policy = policy_of({{"p", "include <tunables/global>\nprofile lsb_release { }"}});
  std::size_t checked = 0;
  for (const ProfileProposals& profile : propose(evidence_of(did), policy, {}, {}).profiles)
    for (const Proposal& proposal : profile.proposals) {
      bool literal = false;
      for (const Candidate& candidate : proposal.candidates) {
        literal = literal || candidate.kind == CandidateKind::literal;
        std::vector<policy::Rule> rules;
        for (const policy::Rule& rule : candidate.rules) {
          const auto back = policy::rule_from_text(policy::to_text(rule));
          ASSERT_TRUE(back) << policy::to_text(rule);
          rules.push_back(*back);
        }
        const auto matcher = candidate.abstraction != nullptr
                                 ? candidate.abstraction->matcher
                                 : policy.matcher_of(rules, profile.subject.profile);
        for (const auto& [key, seen] : proposal.evidence)
          EXPECT_EQ(policy::covers(*matcher, key.access).answer, policy::Answer::allowed)
              << candidate.text() << " for " << describe(key.access);
        ++checked;
      }
      EXPECT_TRUE(literal) << proposal.candidates[0].text();
    }
  EXPECT_GT(checked, 50u);
}

}  // namespace
}  // namespace profgen::suggest
