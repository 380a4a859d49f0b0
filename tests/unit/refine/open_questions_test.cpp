#include "refine/open_questions.hpp"

#include <gtest/gtest.h>

#include <list>
#include <random>

#include "support/cases.hpp"
#include "unit/refine/fixture.hpp"

namespace profgen::refine::test {
namespace {

suggest::Proposal about(const std::string& profile, Access access) {
  suggest::Proposal proposal;
  proposal.subject = {"", profile};
  proposal.evidence.push_back({{std::move(access), false}, {}});
  return proposal;
}

policy::Rule file_rule(const std::string& pattern) {
  policy::FileRule rule;
  rule.path = pattern;
  rule.perms = file_perm::read;
  return {{}, rule};
}

// The order of what is left, by index.
std::vector<std::size_t> left_of(OpenQuestions& open, const std::list<suggest::Proposal>& all) {
  std::vector<std::size_t> left;
  for (; !open.empty(); open.pop()) {
    std::size_t index = 0;
    for (const suggest::Proposal& proposal : all) {
      if (&proposal == open.front()) left.push_back(index);
      ++index;
    }
  }
  return left;
}

// The few that are looked at are all that one rule answers: against asking every question.
TEST(OpenQuestions, SettlesWhatASearchOfAllWould) {
  const auto policy = policy_of("@{HOME}=/home/*/ /root/\n");
  const char* directories[] = {"/home/a/", "/home/b/", "/root/", "/srv/", "/srv/x/", "/home/a/.c/"};
  const char* names[] = {"n1", "n2", "n33", "x", "x.log", "a b", "é", "s_1"};
  const char* patterns[] = {"/home/*/n1",  "/srv/n[0-9]*", "/srv/**",   "@{HOME}x.log",
                            "/**",         "/srv/x/*.log", "/srv/n1",   "/srv/a\\ b",
                            "/srv/{n1,x}", "/**/n2",       "/home/?/x", "/nowhere/*"};
  std::mt19937 random(17);
  for (std::size_t round = 0; round < proof::cases(200); ++round) {
    std::list<suggest::Proposal> all;
    OpenQuestions open;
    std::vector<bool> expected;
    for (int i = 0; i < 40; ++i) {
      const std::string path =
          std::string(directories[random() % 6]) + names[random() % std::size(names)];
      const std::string profile = random() % 4 == 0 ? "q" : "t";
      if (random() % 8 == 0)
        all.push_back(about(profile, CapabilityAccess{"chown"}));
      else
        all.push_back(about(profile, FileAccess{path, file_perm::read, false}));
      open.add(all.back());
      expected.push_back(true);
    }
    for (int answered = 0; answered < 3; ++answered) {
      std::vector<policy::Rule> rules{file_rule(patterns[random() % std::size(patterns)])};
      if (random() % 4 == 0) rules.push_back({{}, policy::CapabilityRule{{"chown"}}});
      const auto matcher = policy.matcher_of(rules, "t");
      const auto answers = [&](const suggest::Proposal& proposal) {
        return covers(*matcher, proposal.evidence[0].first.access).answer ==
               policy::Answer::allowed;
      };
      open.settle({"", "t"}, rules, answers);
      std::size_t index = 0;
      for (const suggest::Proposal& proposal : all) {
        if (proposal.subject.profile == "t" && answers(proposal)) expected[index] = false;
        ++index;
      }
    }
    std::vector<std::size_t> wanted;
    for (std::size_t i = 0; i < expected.size(); ++i)
      if (expected[i]) wanted.push_back(i);
    EXPECT_EQ(open.size(), wanted.size());
    EXPECT_EQ(left_of(open, all), wanted);
  }
}

TEST(OpenQuestions, WithoutRulesAllOfTheProfileAreAsked) {
  std::list<suggest::Proposal> all{about("t", CapabilityAccess{"chown"}),
                                   about("t", FileAccess{"/x", file_perm::read, false}),
                                   about("q", CapabilityAccess{"chown"})};
  OpenQuestions open;
  for (const suggest::Proposal& proposal : all) open.add(proposal);
  std::size_t asked = 0;
  open.settle({"", "t"}, {}, [&](const suggest::Proposal&) {
    ++asked;
    return true;
  });
  EXPECT_EQ(asked, 2u);
  EXPECT_EQ(left_of(open, all), std::vector<std::size_t>{2});
  EXPECT_EQ(open.front(), nullptr);
}

}  // namespace
}  // namespace profgen::refine::test
