#include <gtest/gtest.h>

#include <set>

#include "unit/suggest/helpers.hpp"

namespace profgen::suggest {
namespace {

using testing::evidence_of;
using testing::exec;
using testing::policy_of;
using testing::reads;

std::vector<std::string> names(const evidence::Evidence& evidence) {
  std::vector<std::string> out;
  for (const auto& entry : evidence.subjects()) out.push_back(entry.first.profile);
  return out;
}

ExecChoices choices(std::initializer_list<std::tuple<const char*, const char*, ExecChoice>> all) {
  ExecChoices out;
  for (const auto& [profile, program, choice] : all)
    out[{evidence::Subject{"", profile}, program}] = choice;
  return out;
}

const evidence::Evidence two_deep() {
  return evidence_of({{"P", exec("/bin/a", "P//null-/bin/a")},
                      {"P//null-/bin/a", exec("/bin/b", "P//null-/bin/a//null-/bin/b")},
                      {"P//null-/bin/a//null-/bin/b", reads("/etc/b.conf")}});
}

TEST(Fold, EveryWayOfTwoLevels) {
  const auto policy = policy_of({{"usr.b", "profile b /bin/b { }"}});
  struct Case {
    ExecChoice a, b;
    const char* b_asked_of;
    const char* expected;  // where /etc/b.conf is read; nullptr: nowhere
  };
  const Case cases[] = {
      {{"ix", ""}, {"ix", ""}, "P", "P"},       {{"ix", ""}, {"Cx", "kid"}, "P", "P//kid"},
      {{"Cx", ""}, {"ix", ""}, "P//a", "P//a"}, {{"Px", ""}, {"ix", ""}, "/bin/a", "/bin/a"},
      {{"ix", ""}, {"Px", ""}, "P", "b"},       {{"Px", "named"}, {"Cx", ""}, "named", "named//b"},
      {{"ix", ""}, {"pix", ""}, "P", "b"},      {{"pix", ""}, {"ix", ""}, "P", "P"},
      {{"ix", ""}, {"deny", ""}, "P", nullptr}, {{"ix", ""}, {"ignore", ""}, "P", nullptr},
      {{"ix", ""}, {"Ux", ""}, "P", nullptr},   {{"deny", ""}, {"ix", ""}, "P", nullptr},
  };
  for (const Case& c : cases) {
    const auto folded =
        fold(two_deep(), policy, choices({{"P", "/bin/a", c.a}, {c.b_asked_of, "/bin/b", c.b}}));
    std::string where;
    for (const auto& [subject, accesses] : folded.subjects())
      if (accesses.count({reads("/etc/b.conf"), false}) != 0) where = subject.profile;
    EXPECT_EQ(where, c.expected == nullptr ? "" : c.expected)
        << c.a.qualifier << " " << c.b.qualifier;
  }
}

TEST(Fold, UndecidedChildrenKeepTheirLabel) {
  const auto folded = fold(two_deep(), policy_of({}), {});
  EXPECT_EQ(names(folded),
            (std::vector<std::string>{"P", "P//null-/bin/a", "P//null-/bin/a//null-/bin/b"}));
}

TEST(Fold, RulesThatStandDecide) {
  const auto policy =
      policy_of({{"p", "profile P { /bin/a ix, /bin/b Cx -> kid, profile kid { } }"}});
  const auto folded = fold(two_deep(), policy, {});
  EXPECT_EQ(names(folded), (std::vector<std::string>{"P", "P//kid"}));
}

TEST(Fold, HatsAndCounters) {
  const auto policy = policy_of({});
  const auto evidence = evidence_of({{"P", ChangeHatAccess{"nohat"}},
                                     {"P", ChangeHatAccess{"beef"}},
                                     {"P//null-nohat", reads("/a")},
                                     {"P//null-beef", reads("/b")},
                                     {"P//null-2d", reads("/c")}});
  const auto folded = fold(evidence, policy, {});
  EXPECT_EQ(names(folded), (std::vector<std::string>{"P", "P//beef", "P//nohat", "P//null-2d"}));
  const auto questions = exec_questions(evidence, policy, {});
  ASSERT_EQ(questions.size(), 1u);
  EXPECT_EQ(questions[0].program, "2d");
  EXPECT_EQ(questions[0].options[0].qualifier, "ix");
  const auto all = fold(evidence, policy, choices({{"P", "2d", {"ix", ""}}}));
  EXPECT_EQ(names(all), (std::vector<std::string>{"P", "P//beef", "P//nohat"}));
}

TEST(Fold, PeersAreFoldedToo) {
  const SignalAccess signal{1, "term", "P//null-/bin/a"};
  const PtraceAccess ptrace{1, "Q//&P//null-/bin/a"};
  const auto evidence = evidence_of({{"S", signal}, {"S", ptrace}});
  const auto folded = fold(evidence, policy_of({}), choices({{"P", "/bin/a", {"Cx", ""}}}));
  const auto& accesses = folded.subjects().begin()->second;
  EXPECT_EQ(accesses.count({SignalAccess{1, "term", "P//a"}, false}), 1u);
  EXPECT_EQ(accesses.count({PtraceAccess{1, "Q//&P//a"}, false}), 1u);
}

// A log that lost the exec record still shows that the child ran.
TEST(Fold, AChildThatRanWasExecuted) {
  const auto evidence = evidence_of({{"P//null-/bin/a", reads("/x")}});
  const auto policy = policy_of({});
  ASSERT_EQ(exec_questions(evidence, policy, {}).size(), 1u);
  const auto folded = fold(evidence, policy, choices({{"P", "/bin/a", {"ix", ""}}}));
  EXPECT_EQ(folded.subjects().begin()->second.count({exec("/bin/a"), false}), 1u);
}

TEST(Fold, CountsOfWhatMeetsAddUp) {
  const auto evidence = evidence_of({{"P", reads("/x")}, {"P//null-/bin/a", reads("/x")}});
  const auto folded = fold(evidence, policy_of({}), choices({{"P", "/bin/a", {"ix", ""}}}));
  EXPECT_EQ(folded.subjects().begin()->second.at({reads("/x"), false}).total(), 2u);
}

TEST(ExecQuestions, ParentsFirst) {
  const auto policy = policy_of({});
  const auto first = exec_questions(two_deep(), policy, {});
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].program, "/bin/a");
  EXPECT_EQ(first[0].subject.profile, "P");
  const auto deeper = exec_questions(two_deep(), policy, choices({{"P", "/bin/a", {"Cx", ""}}}));
  ASSERT_EQ(deeper.size(), 1u);
  EXPECT_EQ(deeper[0].program, "/bin/b");
  EXPECT_EQ(deeper[0].subject.profile, "P//a");
  EXPECT_EQ(deeper[0].child_accesses, 1u);
}

// A cut log may hold a grandchild only.
TEST(ExecQuestions, AParentThatLeftNoRecordIsAskedForToo) {
  const auto evidence = evidence_of({{"P//null-/bin/a//null-/bin/b", reads("/x")}});
  const auto questions = exec_questions(evidence, policy_of({}), {});
  ASSERT_EQ(questions.size(), 1u);
  EXPECT_EQ(questions[0].program, "/bin/a");
  EXPECT_TRUE(questions[0].children.empty());
}

TEST(ExecQuestions, OptionsAreReasonedAndUnconfinedComesLast) {
  const auto policy = policy_of(
      {{"a", "profile a /{,usr/}bin/a { }"}, {"p", "profile P { profile kid /bin/c { } }"}});
  const auto evidence =
      evidence_of({{"P", exec("/bin/a")}, {"P", exec("/bin/c")}, {"P", exec("/bin/d")}});
  const auto questions = exec_questions(evidence, policy, {});
  ASSERT_EQ(questions.size(), 3u);
  EXPECT_EQ(questions[0].options[0].qualifier, "Px");
  EXPECT_EQ(questions[1].options[0].qualifier, "Cx");
  EXPECT_EQ(questions[1].options[0].target, "") << "it attaches";
  EXPECT_NE(questions[1].options[0].reason.find("kid"), std::string::npos);
  EXPECT_EQ(questions[2].options[0].qualifier, "ix");
  for (const ExecQuestion& question : questions) {
    std::set<std::string> qualifiers;
    bool denied = false;
    for (const ExecOption& option : question.options) {
      EXPECT_TRUE(qualifiers.insert(option.qualifier).second) << option.qualifier;
      EXPECT_FALSE(option.reason.empty());
      EXPECT_EQ(option.reason.find('\n'), std::string::npos);
      denied = denied || option.qualifier == "deny";
      if (option.qualifier.find_first_of("uU") == std::string::npos) continue;
      EXPECT_TRUE(denied) << "behind everything that keeps it confined";
      EXPECT_EQ(option.reason.rfind("WARNING", 0), 0u);
    }
    EXPECT_EQ(question.options.back().qualifier, "Ux");
  }
}

TEST(ExecQuestions, ChildrenOfManyNeedsGetAProfile) {
  std::vector<testing::Did> did{{"P", exec("/bin/a")}};
  for (int i = 0; i < 100; ++i)
    did.push_back({"P//null-/bin/a", reads("/srv/data/f" + std::to_string(i))});
  const auto questions = exec_questions(evidence_of(did), policy_of({}), {});
  ASSERT_EQ(questions.size(), 1u);
  EXPECT_EQ(questions[0].options[0].qualifier, "Cx");
  EXPECT_NE(questions[0].options[0].reason.find("`a`"), std::string::npos);
  EXPECT_NE(questions[0].options[0].reason.find("100 accesses"), std::string::npos);
}

TEST(ExecQuestions, ScriptsAreTold) {
  const auto evidence =
      evidence_of({{"P", exec("/opt/x.sh")},
                   {"P//null-/opt/x.sh", reads("/opt/x.sh")},
                   {"P//null-/opt/x.sh",
                    FileAccess{"/usr/bin/bash", file_perm::read | file_perm::map_exec, false}}});
  const auto questions = exec_questions(evidence, policy_of({}), {});
  ASSERT_EQ(questions.size(), 1u);
  EXPECT_NE(questions[0].options[0].reason.find("/usr/bin/bash"), std::string::npos);
}

TEST(ExecQuestions, WhatTheRulesSayIsNotAsked) {
  const auto policy = policy_of({{"p", "profile P { /bin/a ix, deny /bin/b x, }"}});
  EXPECT_TRUE(
      exec_questions(evidence_of({{"P", exec("/bin/a")}, {"P", exec("/bin/b")}}), policy, {})
          .empty());
}

}  // namespace
}  // namespace profgen::suggest
