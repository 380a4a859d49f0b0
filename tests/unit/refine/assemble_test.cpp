#include <gmock/gmock.h>

#include <algorithm>

#include "refine/changes.hpp"
#include "unit/refine/fixture.hpp"

namespace profgen::refine::test {
namespace {

using ::testing::HasSubstr;

Outcome all_allowed(const evidence::Evidence& evidence, const policy::Policy& policy,
                    SessionOptions options) {
  Session session(evidence, policy, std::move(options));
  while (session.current() != nullptr) {
    if (std::holds_alternative<suggest::ExecQuestion>(session.current()->about))
      session.answer(ExecAnswer{Act::allow, "ix", ""});
    else
      session.answer(RuleAnswer{});
  }
  return session.outcome();
}

TEST(Assemble, ANewProfileIsAWholeFile) {
  const policy::Policy policy;
  const auto evidence =
      evidence_of(file_record(1, "/usr/bin/new", "/etc/b", "r") +
                  record(2, "capable", "/usr/bin/new", "capability=12 capname=\"net_admin\""));
  SessionOptions options = exact();
  options.abi = "abi/3.0";
  options.new_file_comment = {"made from a log"};
  const Outcome outcome = all_allowed(evidence, policy, options);
  ASSERT_EQ(outcome.changes.size(), 1u);
  EXPECT_FALSE(outcome.changes[0].before);
  const std::string& text = outcome.changes[0].after;
  EXPECT_THAT(text, HasSubstr("abi <abi/3.0>,\n"));
  EXPECT_THAT(text, HasSubstr("include <tunables/global>\n"));
  EXPECT_THAT(text, HasSubstr("# made from a log\n"));
  EXPECT_THAT(text, HasSubstr("flags=(complain) {\n"));
  EXPECT_LT(text.find("capability net_admin,"), text.find("/etc/b r,")) << "canonical order";
  const policy::Tree tree = policy::parse(make_source("new", text));
  EXPECT_TRUE(tree.diagnostics.empty()) << text;
  EXPECT_NE(edit::find_profile(tree, "/usr/bin/new"), nullptr) << text;
}

TEST(Assemble, EnforceLeavesTheFlagOut) {
  const policy::Policy policy;
  const auto evidence = evidence_of(file_record(1, "/usr/bin/new", "/etc/b", "r"));
  SessionOptions options = exact();
  options.new_in_complain = false;
  EXPECT_EQ(all_allowed(evidence, policy, options).changes.at(0).after.find("complain"),
            std::string::npos);
}

TEST(Assemble, TwoProfilesOfOneFileAreOneChange) {
  const auto policy = policy_of("profile t {\n}\nprofile u {\n}\n");
  const auto evidence =
      evidence_of(file_record(1, "t", "/etc/b", "r") + file_record(2, "u", "/etc/c", "r"));
  const Outcome outcome = all_allowed(evidence, policy, exact());
  ASSERT_EQ(outcome.changes.size(), 1u);
  EXPECT_EQ(outcome.changes[0].after, "profile t {\n  /etc/b r,\n}\nprofile u {\n  /etc/c r,\n}\n");
}

TEST(Assemble, OneRuleMayBeWidenedTwice) {
  const auto policy = policy_of("profile t {\n  /srv/* r,  # ours\n}\n");
  Lines first, second;
  const policy::ResolvedRule& rule = *policy.profiles().at(0).rules.begin();
  first.replace = second.replace = rule.where;
  first.by = policy::rule_from_text("/srv/* rw,");
  second.by = policy::rule_from_text("/srv/* rk,");
  Work work;
  work.take(first);
  work.take(second);
  ASSERT_EQ(work.replace.size(), 1u);
  EXPECT_EQ(to_text(work.replace[0].second), "/srv/* rwk,");
  EXPECT_TRUE(work.add.empty());
}

TEST(Assemble, ADenyRuleThatStandsExplains) {
  const auto policy = policy_of("profile t {\n  deny /etc/b r,\n}\n");
  const auto evidence = evidence_of(file_record(1, "t", "/etc/b", "r", "DENIED"));
  const Outcome outcome = all_allowed(evidence, policy, exact());
  EXPECT_TRUE(outcome.changes.empty());
  EXPECT_TRUE(outcome.left.empty());
  ASSERT_EQ(outcome.explained.size(), 1u);
}

TEST(Assemble, APolicyNamespaceIsNotThisHostsPolicy) {
  const policy::Policy policy;
  const auto evidence = evidence_of(
      record(1, "open", "snap",
             "namespace=\"root//lxd-c1\" name=\"/etc/b\" requested_mask=\"r\" denied_mask=\"r\" "
             "fsuid=0 ouid=1"));
  const Outcome outcome = all_allowed(evidence, policy, exact());
  EXPECT_TRUE(outcome.changes.empty());
  EXPECT_TRUE(outcome.left.empty()) << "nobody is asked what cannot be written";
  ASSERT_EQ(outcome.hints.size(), 1u);
  EXPECT_EQ(outcome.hints[0].id, "other-namespace");
  EXPECT_THAT(outcome.hints[0].subject.name_space, HasSubstr("lxd-c1"));
}

Outcome executed(const evidence::Evidence& evidence, const policy::Policy& policy,
                 const std::string& qualifier, SessionOptions options) {
  Session session(evidence, policy, std::move(options));
  while (session.current() != nullptr) {
    if (std::holds_alternative<suggest::ExecQuestion>(session.current()->about))
      session.answer(ExecAnswer{Act::allow, qualifier, ""});
    else
      session.answer(RuleAnswer{});
  }
  return session.outcome();
}

evidence::Evidence two_deep() {
  return evidence_of(exec_record(1, "t", "/bin/a") + exec_record(2, "t//null-/bin/a", "/bin/b") +
                     file_record(3, "t//null-/bin/a//null-/bin/b", "/etc/b", "r"));
}

TEST(Assemble, ChildrenOfDraftedChildrenStandInThem) {
  const Outcome outcome = executed(two_deep(), policy_of("profile t {\n}\n"), "Cx", exact());
  EXPECT_TRUE(outcome.problems.empty());
  ASSERT_EQ(outcome.changes.size(), 1u);
  const std::string& text = outcome.changes[0].after;
  EXPECT_THAT(text, HasSubstr("  /bin/a Cx,\n"));
  EXPECT_THAT(text, HasSubstr("profile a /bin/a flags=(complain) {\n    /bin/b Cx,\n"));
  const policy::Tree tree = policy::parse(make_source("t", text));
  EXPECT_NE(edit::find_profile(tree, "t//a//b"), nullptr) << text;
}

TEST(Assemble, WhatIsEnteredIsDraftedThoughTheLogHasNothingOfIt) {
  const auto evidence = evidence_of(exec_record(1, "t", "/bin/a"));
  for (const char* qualifier : {"Cx", "Px"}) {
    const Outcome outcome = executed(evidence, policy_of("profile t {\n}\n"), qualifier, exact());
    policy::Policy after = policy_of("profile t {\n}\n");
    for (const FileChange& change : outcome.changes) after.add_text(change.path, change.after);
    EXPECT_NE(after.find(qualifier[0] == 'C' ? "t//a" : "/bin/a"), nullptr) << qualifier;
    EXPECT_TRUE(std::any_of(outcome.hints.begin(), outcome.hints.end(),
                            [](const auto& hint) { return hint.id == "empty-draft"; }));
  }
}

TEST(Assemble, OneProfileIsWrittenWithWhatIsDraftedForIt) {
  const auto evidence =
      evidence_of(exec_record(1, "t", "/bin/a") + file_record(2, "t//null-/bin/a", "/etc/b", "r") +
                  file_record(3, "u", "/etc/c", "r"));
  SessionOptions options = exact();
  options.only_profile = "t";
  const auto policy = policy_of("profile t {\n}\nprofile u {\n}\n");
  const Outcome child = executed(evidence, policy, "Cx", options);
  ASSERT_EQ(child.changes.size(), 1u);
  EXPECT_THAT(child.changes[0].after, HasSubstr("profile a /bin/a"));
  EXPECT_THAT(child.changes[0].after, HasSubstr("/etc/b r,"));
  EXPECT_EQ(child.changes[0].after.find("/etc/c"), std::string::npos);
  EXPECT_EQ(executed(evidence, policy, "Px", options).changes.size(), 2u);
}

}  // namespace
}  // namespace profgen::refine::test
