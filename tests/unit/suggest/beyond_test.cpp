#include "suggest/beyond.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "unit/suggest/helpers.hpp"

namespace profgen::suggest {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Proposal asked_for(const std::vector<std::string>& paths) {
  Proposal proposal;
  proposal.subject = {"", "P"};
  for (const std::string& path : paths)
    proposal.evidence.emplace_back(evidence::Key{FileAccess{path, file_perm::read, false}, false},
                                   testing::seen_once());
  return proposal;
}

Candidate of_rule(const std::string& text) {
  Candidate candidate;
  candidate.rules.push_back(policy::rule_from_text(text).value());
  return candidate;
}

// Examples match the rule, and nobody asked for them.
void expect_beyond(const policy::Policy& policy, const std::string& rule,
                   const std::vector<std::string>& asked, std::size_t count) {
  const Candidate candidate = of_rule(rule);
  const Beyond beyond = BeyondFinder(policy).of(asked_for(asked), candidate);
  EXPECT_THAT(beyond.examples, SizeIs(count)) << rule;
  const auto matcher = policy.matcher_of(candidate.rules, "P");
  for (const std::string& example : beyond.examples) {
    EXPECT_THAT(asked, ::testing::Not(Contains(example)));
    EXPECT_EQ(policy::covers(*matcher, FileAccess{example, file_perm::read, true}).answer,
              policy::Answer::allowed)
        << rule << " " << example;
  }
}

TEST(Beyond, ExamplesOfAPatternMatchItAndAreNew) {
  const auto policy = testing::policy_of({});
  expect_beyond(policy, "/srv/sess_* r,", {"/srv/sess_a", "/srv/sess_b"}, 2);
  expect_beyond(policy, "owner @{HOME}/.x r,", {"/home/ann/.x"}, 2);
  expect_beyond(policy, "@{PROC}/@{pid}/stat r,", {"/proc/1/stat"}, 2);
  expect_beyond(policy, "@{etc_ro}/group r,", {"/etc/group"}, 1);
  expect_beyond(policy, "/srv/a r,", {"/srv/a"}, 0);
  expect_beyond(policy, "@{run}/x r,", {"/run/x", "/var/run/x"}, 0);
  expect_beyond(policy, "@{unknown}/x r,", {"/run/x"}, 0);
}

TEST(Beyond, AnAbstractionShowsItsWorstRules) {
  const auto policy = testing::policy_of({});
  const auto& all = policy.abstractions();
  const auto base = std::find_if(all.begin(), all.end(), [](const policy::Abstraction& one) {
    return one.path == "abstractions/base";
  });
  ASSERT_NE(base, all.end());
  Candidate candidate;
  candidate.include = base->path;
  candidate.abstraction = &*base;
  const Beyond beyond = BeyondFinder(policy).of(asked_for({"/dev/null"}), candidate);
  EXPECT_EQ(beyond.examples.size() + beyond.more, base->rules.size());
  EXPECT_THAT(beyond.examples, Contains("owner @{HOME}/.Private/** mrwlkix,"));
}

TEST(Beyond, TheWorkIsBounded) {
  const auto policy = testing::policy_of({});
  BeyondFinder finder(policy, 2);
  const Proposal proposal = asked_for({"/srv/a"});
  const Candidate candidate = of_rule("/srv/* r,");
  EXPECT_THAT(finder.of(proposal, candidate).examples, SizeIs(2));
  EXPECT_THAT(finder.of(proposal, candidate).examples, SizeIs(2));
  EXPECT_THAT(finder.of(proposal, candidate).examples, IsEmpty());
}

}  // namespace
}  // namespace profgen::suggest
