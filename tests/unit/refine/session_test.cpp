#include <gmock/gmock.h>

#include "unit/refine/fixture.hpp"

namespace profgen::refine::test {
namespace {

using ::testing::HasSubstr;

const suggest::Proposal& proposal(const Session& session) {
  return std::get<suggest::Proposal>(session.current()->about);
}

TEST(Session, AsksOnlyWhatIsMissing) {
  const auto evidence = evidence_of(file_record(1, "t", "/etc/a", "r"));
  const auto policy = policy_of(plain);
  Session session(evidence, policy, exact());
  EXPECT_EQ(session.current(), nullptr);
  EXPECT_TRUE(session.outcome().changes.empty());
}

TEST(Session, AnAnswerBecomesOneLineAndNothingElseChanges) {
  const auto evidence = evidence_of(file_record(1, "t", "/etc/b", "r"));
  const auto policy = policy_of(plain);
  Session session(evidence, policy, exact());
  ASSERT_NE(session.current(), nullptr);
  EXPECT_EQ(session.current()->number, 1u);
  EXPECT_EQ(session.current()->of, 1u);
  session.answer(RuleAnswer{});
  EXPECT_EQ(session.current(), nullptr);
  const Outcome outcome = session.outcome();
  ASSERT_EQ(outcome.changes.size(), 1u);
  EXPECT_EQ(outcome.changes[0].path, "/policy/t");
  EXPECT_EQ(outcome.changes[0].before, plain);
  EXPECT_EQ(outcome.changes[0].after,
            "# kept\nprofile t /usr/bin/t {\n  /etc/a r,  # why\n  /etc/b r,\n}\n");
}

TEST(Session, DenyAndAuditAndOwner) {
  const auto policy = policy_of(plain);
  const auto evidence = evidence_of(file_record(1, "t", "/etc/b", "r"));
  const auto after = [&](const RuleAnswer& answer) {
    Session session(evidence, policy, exact());
    session.answer(answer);
    return session.outcome().changes.at(0).after;
  };
  RuleAnswer deny;
  deny.act = Act::deny;
  EXPECT_THAT(after(deny), HasSubstr("deny /etc/b r,"));
  RuleAnswer audit;
  audit.audit = true;
  EXPECT_THAT(after(audit), HasSubstr("audit /etc/b r,"));
  RuleAnswer owner;
  owner.owner = true;
  EXPECT_THAT(after(owner), HasSubstr("owner /etc/b r,"));
}

TEST(Session, IgnoredAndSkippedAreTold) {
  const auto policy = policy_of(plain);
  const auto evidence =
      evidence_of(file_record(1, "t", "/etc/b", "r") + file_record(2, "t", "/srv/c", "r"));
  Session session(evidence, policy, exact());
  RuleAnswer ignore;
  ignore.act = Act::ignore;
  session.answer(ignore);
  session.skip("not sure");
  const Outcome outcome = session.outcome();
  EXPECT_TRUE(outcome.changes.empty());
  ASSERT_EQ(outcome.left.size(), 2u);
  EXPECT_EQ(outcome.left[0].reason, "ignored");
  EXPECT_EQ(outcome.left[1].reason, "not sure");
}

TEST(Session, UndoGoesBackOneAnswerAtATime) {
  const auto policy = policy_of(plain);
  const auto evidence =
      evidence_of(file_record(1, "t", "/etc/b", "r") + file_record(2, "t", "/srv/c", "r"));
  Session session(evidence, policy, exact());
  EXPECT_FALSE(session.undo());
  const std::string first = proposal(session).id;
  session.answer(RuleAnswer{});
  const std::string second = proposal(session).id;
  session.answer(RuleAnswer{});
  EXPECT_EQ(session.current(), nullptr);
  EXPECT_TRUE(session.undo());
  EXPECT_EQ(proposal(session).id, second);
  EXPECT_TRUE(session.undo());
  EXPECT_EQ(proposal(session).id, first);
  EXPECT_TRUE(session.outcome().changes.empty());
}

TEST(Session, AWiderAnswerAnswersLaterQuestionsToo) {
  const auto policy = policy_of(plain);
  const auto evidence =
      evidence_of(file_record(1, "t", "/srv/a1", "r") + file_record(2, "t", "/srv/b2", "r"));
  Session session(evidence, policy, exact());
  RuleAnswer wide;
  wide.custom = policy::rule_from_text("/srv/* r,");
  ASSERT_TRUE(wide.custom);
  session.answer(wide);
  EXPECT_EQ(session.current(), nullptr);
}

TEST(Session, ExecIsAskedFirstAndItsRuleFollows) {
  const auto policy = policy_of(plain);
  const auto evidence = evidence_of(exec_record(1, "t", "/usr/bin/id") +
                                    file_record(2, "t//null-/usr/bin/id", "/etc/passwd", "r"));
  Session session(evidence, policy, exact());
  ASSERT_NE(session.current(), nullptr);
  ASSERT_TRUE(std::holds_alternative<suggest::ExecQuestion>(session.current()->about));
  EXPECT_EQ(std::get<suggest::ExecQuestion>(session.current()->about).program, "/usr/bin/id");
  session.answer(ExecAnswer{Act::allow, "ix", ""});
  // What the child did is the parent's now.
  ASSERT_NE(session.current(), nullptr);
  EXPECT_EQ(proposal(session).subject.profile, "t");
  session.answer(RuleAnswer{});
  const std::string after = session.outcome().changes.at(0).after;
  EXPECT_THAT(after, HasSubstr("ix,"));
  EXPECT_THAT(after, HasSubstr("/etc/passwd r,"));
  // Undoing takes the exec answer back together with the rule that followed from it.
  EXPECT_TRUE(session.undo());
  EXPECT_TRUE(session.undo());
  EXPECT_TRUE(std::holds_alternative<suggest::ExecQuestion>(session.current()->about));
}

TEST(Session, ExecIntoAChildMakesTheChild) {
  const auto policy = policy_of(plain);
  const auto evidence = evidence_of(exec_record(1, "t", "/usr/bin/id") +
                                    file_record(2, "t//null-/usr/bin/id", "/etc/passwd", "r"));
  Session session(evidence, policy, exact());
  session.answer(ExecAnswer{Act::allow, "Cx", "id"});
  while (session.current() != nullptr) session.answer(RuleAnswer{});
  const Outcome outcome = session.outcome();
  ASSERT_EQ(outcome.changes.size(), 1u);
  const std::string& after = outcome.changes[0].after;
  EXPECT_THAT(after, HasSubstr("Cx -> id,"));
  EXPECT_THAT(after, HasSubstr("profile id "));
  const policy::Tree tree = policy::parse(make_source("t", after));
  EXPECT_FALSE(has_errors(tree.diagnostics)) << after;
  EXPECT_NE(edit::find_profile(tree, "t//id"), nullptr) << after;
}

TEST(Session, ExecLeftOpenIsTold) {
  const auto policy = policy_of(plain);
  const auto evidence = evidence_of(exec_record(1, "t", "/usr/bin/id"));
  Session session(evidence, policy, exact());
  session.skip("a person must say");
  EXPECT_EQ(session.current(), nullptr);
  const Outcome outcome = session.outcome();
  ASSERT_FALSE(outcome.left.empty());
  EXPECT_EQ(outcome.left[0].subject.profile, "t");
  EXPECT_THAT(outcome.left[0].what, HasSubstr("/usr/bin/id"));
}

TEST(Session, OnlyOneProfileWhenAsked) {
  auto policy = policy_of("profile t {\n}\nprofile u {\n}\n");
  const auto evidence =
      evidence_of(file_record(1, "t", "/etc/b", "r") + file_record(2, "u", "/etc/c", "r"));
  SessionOptions options = exact();
  options.only_profile = "u";
  Session session(evidence, policy, options);
  while (session.current() != nullptr) session.answer(RuleAnswer{});
  EXPECT_EQ(session.outcome().changes.at(0).after, "profile t {\n}\nprofile u {\n  /etc/c r,\n}\n");
}

}  // namespace
}  // namespace profgen::refine::test
