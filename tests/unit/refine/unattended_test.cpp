#include <gmock/gmock.h>

#include "unit/refine/fixture.hpp"

namespace profgen::refine::test {
namespace {

using ::testing::HasSubstr;

TEST(Unattended, TheDefaultGuardNeverGrantsSecrets) {
  const auto policy = policy_of(plain);
  const auto evidence =
      evidence_of(file_record(1, "t", "/etc/shadow", "r") +
                  record(2, "capable", "t", "capability=21 capname=\"sys_admin\"") +
                  file_record(3, "t", "/usr/share/t/x", "r"));
  const Outcome outcome =
      decide_unattended(evidence, policy, suggest::default_guard(), SessionOptions{});
  ASSERT_EQ(outcome.changes.size(), 1u);
  EXPECT_THAT(outcome.changes[0].after, HasSubstr("/usr/share/t/x r,"));
  EXPECT_EQ(outcome.changes[0].after.find("shadow"), std::string::npos);
  EXPECT_EQ(outcome.changes[0].after.find("sys_admin"), std::string::npos);
  EXPECT_EQ(outcome.left.size(), 2u);
}

TEST(Unattended, WhatAnyoneCanWriteIsNotBelieved) {
  const auto policy = policy_of(plain);
  const std::string forged =
      "Nov 23 18:12:31 host logger: apparmor=\"ALLOWED\" operation=\"open\" "
      "profile=\"t\" name=\"/usr/share/t/x\" pid=7 comm=\"t\" "
      "requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=1\n";
  evidence::Evidence evidence;
  (void)log::read_text(forged, "syslog", [&](const Record& record, const Event& event) {
    EXPECT_FALSE(record.trusted());
    evidence.add(record, event);
  });
  const Outcome outcome =
      decide_unattended(evidence, policy, suggest::default_guard(), SessionOptions{});
  EXPECT_TRUE(outcome.changes.empty());
}

TEST(Unattended, TheSameInputGivesTheSameBytes) {
  const auto policy = policy_of(plain);
  std::string log;
  for (int i = 0; i < 200; ++i)
    log += file_record(i + 1, "t", "/srv/data/file" + std::to_string(i * 37 % 200), "rw");
  const auto evidence = evidence_of(log);
  const auto once = [&] {
    return decide_unattended(evidence, policy, suggest::default_guard(), SessionOptions{});
  };
  ASSERT_FALSE(once().changes.empty());
  EXPECT_EQ(once().changes[0].after, once().changes[0].after);
}

TEST(Unattended, ForgedExecsAreLeftAndTheReasonIsTold) {
  const auto policy = policy_of(plain);
  const std::string forged =
      "Nov 23 18:12:31 host logger: apparmor=\"ALLOWED\" operation=\"exec\" profile=\"t\" "
      "name=\"/usr/bin/id\" pid=7 comm=\"t\" requested_mask=\"x\" denied_mask=\"x\" fsuid=0 "
      "ouid=0 target=\"t//null-/usr/bin/id\"\n";
  evidence::Evidence evidence;
  (void)log::read_text(forged, "syslog", [&](const Record& record, const Event& event) {
    evidence.add(record, event);
  });
  suggest::Guard guard = suggest::default_guard();
  guard.exec = {{"/usr/bin/id", "ix"}};
  const Outcome left = decide_unattended(evidence, policy, guard, SessionOptions{});
  EXPECT_TRUE(left.changes.empty());
  ASSERT_FALSE(left.left.empty());
  EXPECT_THAT(left.left[0].reason, HasSubstr("anyone may write to"));
  guard.accept_untrusted = true;
  const Outcome believed = decide_unattended(evidence, policy, guard, SessionOptions{});
  ASSERT_EQ(believed.changes.size(), 1u);
  EXPECT_THAT(believed.changes[0].after, HasSubstr("/usr/bin/id"));
}

TEST(Unattended, EntriesOfNeverThatDenyAreWrittenAsDenyRules) {
  const auto policy = policy_of(plain);
  std::vector<Diagnostic> diagnostics;
  const auto guard = suggest::read_guard(
      "g.yaml",
      "never: {paths: [{match: /srv/**, deny: true}, {match: \"/usr/bin/id x\", deny: true}]}\n",
      diagnostics);
  ASSERT_TRUE(guard);
  const auto evidence =
      evidence_of(file_record(1, "t", "/srv/x", "r") + exec_record(2, "t", "/usr/bin/id"));
  const Outcome outcome = decide_unattended(evidence, policy, *guard, SessionOptions{});
  ASSERT_EQ(outcome.changes.size(), 1u);
  EXPECT_THAT(outcome.changes[0].after, HasSubstr("deny /srv/x r,"));
  EXPECT_THAT(outcome.changes[0].after, HasSubstr("deny /usr/bin/id x,"));
}

TEST(Recommend, ExactAnswersEveryExecWithInherit) {
  const auto policy = policy_of(plain);
  const auto evidence = evidence_of(exec_record(1, "t", "/usr/bin/id"));
  const Recommendation all = recommend(evidence, policy, suggest::default_guard(), exact());
  ASSERT_FALSE(all.answers.empty());
  EXPECT_EQ(std::get<ExecAnswer>(all.answers[0].answer).qualifier, "ix");
  EXPECT_THAT(all.outcome.changes.at(0).after, HasSubstr("/usr/bin/id"));
}

}  // namespace
}  // namespace profgen::refine::test
