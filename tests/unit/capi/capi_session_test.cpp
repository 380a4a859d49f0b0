#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/capi/demo.hpp"

namespace profgen::test {
namespace {

using testing::HasSubstr;

OutcomeHandle outcome_of(const SessionHandle& session) {
  profgen_outcome* outcome = nullptr;
  EXPECT_EQ(profgen_session_outcome(session.get(), &outcome, nullptr), PROFGEN_OK);
  return OutcomeHandle(outcome);
}

// Goes to the question that has this subject, skipping others.
const profgen_question* question_about(const SessionHandle& session, const std::string& subject) {
  while (const profgen_question* question = profgen_session_question(session.get())) {
    if (std::string(profgen_question_subject(question)).find(subject) != std::string::npos)
      return question;
    EXPECT_EQ(profgen_session_skip(session.get(), nullptr, nullptr), PROFGEN_OK);
  }
  return nullptr;
}

TEST(CapiSession, AcceptedCandidatesBecomeTheText) {
  const SessionHandle session = demo_session();
  const profgen_question* question = question_about(session, "/etc/demo.conf");
  ASSERT_NE(question, nullptr);
  EXPECT_EQ(profgen_question_what(question), PROFGEN_QUESTION_RULE);
  EXPECT_STREQ(profgen_question_profile(question), "demo");
  EXPECT_STREQ(profgen_question_namespace(question), "");
  EXPECT_EQ(profgen_question_seen(question), 1u);
  ASSERT_GE(profgen_question_candidates(question), 1u);
  EXPECT_STREQ(profgen_question_candidate(question, 0), "/etc/demo.conf r,");
  EXPECT_STRNE(profgen_question_reason(question, 0), "");
  EXPECT_GE(profgen_question_candidate_severity(question, 0), 0);
  ASSERT_EQ(profgen_session_allow(session.get(), 0, nullptr), PROFGEN_OK);

  const OutcomeHandle outcome = outcome_of(session);
  ASSERT_EQ(profgen_outcome_files(outcome.get()), 1u);
  EXPECT_STREQ(profgen_outcome_path(outcome.get(), 0), "/nowhere/apparmor.d/demo");
  EXPECT_EQ(profgen_outcome_before(outcome.get(), 0), demo_profile);
  EXPECT_THAT(profgen_outcome_after(outcome.get(), 0), HasSubstr("# kept as it is\n"));
  EXPECT_THAT(profgen_outcome_after(outcome.get(), 0), HasSubstr("  /etc/demo.conf r,\n"));
  EXPECT_THAT(profgen_outcome_diff(outcome.get(), 0), HasSubstr("+++ b/demo\n"));
  EXPECT_THAT(profgen_outcome_diff(outcome.get(), 0), HasSubstr("\n+  /etc/demo.conf r,\n"));
  EXPECT_EQ(profgen_diagnostics_size(profgen_outcome_diagnostics(outcome.get())), 0u);
}

TEST(CapiSession, DenialsRulesOfOnesOwnAndUndo) {
  const SessionHandle session = demo_session();
  ASSERT_NE(question_about(session, "net_admin"), nullptr);
  ASSERT_EQ(profgen_session_deny(session.get(), nullptr), PROFGEN_OK);
  EXPECT_THAT(profgen_outcome_after(outcome_of(session).get(), 0),
              HasSubstr("deny capability net_admin,"));
  ASSERT_EQ(profgen_session_undo(session.get(), nullptr), PROFGEN_OK);
  EXPECT_EQ(profgen_outcome_files(outcome_of(session).get()), 0u);
  EXPECT_THAT(profgen_question_subject(profgen_session_question(session.get())),
              HasSubstr("net_admin"));

  profgen_error* error = nullptr;
  EXPECT_EQ(profgen_session_allow_rule(session.get(), "this is, no rule", &error), PROFGEN_INPUT);
  EXPECT_GT(profgen_error_column(error), 0u);
  profgen_error_free(error);
  EXPECT_EQ(profgen_session_allow_rule(session.get(), "audit capability net_admin", nullptr),
            PROFGEN_OK);
  EXPECT_THAT(profgen_outcome_after(outcome_of(session).get(), 0),
              HasSubstr("audit capability net_admin,"));
}

TEST(CapiSession, DefaultsLeaveWhatWasDenied) {
  const SessionHandle session = demo_session();
  std::size_t answered = 0;
  ASSERT_EQ(profgen_session_answer_defaults(session.get(), &answered, nullptr), PROFGEN_OK);
  EXPECT_GE(answered, 1u);
  ASSERT_NE(profgen_session_question(session.get()), nullptr);
  EXPECT_NE(question_about(session, "net_admin"), nullptr);
  EXPECT_EQ(profgen_outcome_left(outcome_of(session).get()), 0u);
  EXPECT_EQ(profgen_session_skip(session.get(), "later", nullptr), PROFGEN_OK);
  EXPECT_EQ(profgen_outcome_left(outcome_of(session).get()), 1u);
}

TEST(CapiSession, AnExecIsAskedAboutFirst) {
  const std::string log =
      "type=AVC msg=audit(1700000001.100:1): apparmor=\"ALLOWED\" operation=\"exec\" "
      "profile=\"demo\" name=\"/usr/bin/tool\" pid=7 comm=\"demo\" requested_mask=\"x\" "
      "denied_mask=\"x\" fsuid=0 ouid=0 target=\"demo//null-/usr/bin/tool\"\n";
  const EvidenceHandle evidence = demo_evidence();
  ASSERT_EQ(profgen_evidence_add_memory(evidence.get(), log.data(), log.size(), "exec.log", nullptr,
                                        nullptr),
            PROFGEN_OK);
  const PolicyHandle policy = demo_policy();
  profgen_session* made = nullptr;
  ASSERT_EQ(profgen_session_new(evidence.get(), policy.get(), nullptr, &made, nullptr), PROFGEN_OK);
  const SessionHandle session(made);
  const profgen_question* question = profgen_session_question(made);
  ASSERT_NE(question, nullptr);
  EXPECT_EQ(profgen_question_what(question), PROFGEN_QUESTION_EXEC);
  EXPECT_STREQ(profgen_question_subject(question), "/usr/bin/tool");
  EXPECT_EQ(profgen_session_allow_rule(made, "/usr/bin/tool ix", nullptr), PROFGEN_USAGE);
  std::size_t ix = 0;
  while (std::string(profgen_question_candidate(question, ix)) != "ix") ++ix;
  ASSERT_EQ(profgen_session_allow(made, ix, nullptr), PROFGEN_OK);
  // What follows from it is not asked: it comes in its turn.
  while ((question = profgen_session_question(made)) != nullptr) {
    EXPECT_EQ(profgen_question_what(question), PROFGEN_QUESTION_RULE);
    EXPECT_EQ(profgen_session_ignore(made, nullptr), PROFGEN_OK);
  }
  EXPECT_THAT(profgen_outcome_after(outcome_of(session).get(), 0), HasSubstr("/usr/bin/tool"));
}

TEST(CapiSession, KeepsThePolicyAsItIs) {
  PolicyHandle policy = demo_policy();
  profgen_session* made = nullptr;
  ASSERT_EQ(profgen_session_new(demo_evidence().get(), policy.get(), nullptr, &made, nullptr),
            PROFGEN_OK);
  SessionHandle session(made);
  EXPECT_EQ(profgen_policy_add_text(policy.get(), "/x", "", 0, nullptr), PROFGEN_USAGE);
  // It goes on although its policy and evidence are freed.
  policy.reset();
  EXPECT_NE(question_about(session, "/etc/demo.conf"), nullptr);
  EXPECT_EQ(profgen_session_allow(session.get(), 0, nullptr), PROFGEN_OK);
  EXPECT_EQ(profgen_outcome_files(outcome_of(session).get()), 1u);
}

TEST(CapiSession, OptionsCount) {
  profgen_options* options = nullptr;
  ASSERT_EQ(profgen_options_new(&options, nullptr), PROFGEN_OK);
  const OptionsHandle held(options);
  for (const auto& [key, value] : std::vector<std::pair<const char*, const char*>>{
           {"generalise", "exact"}, {"new-in-complain", "no"}, {"local", "no"}, {"abi", "abi/3.0"}})
    EXPECT_EQ(profgen_options_set(options, key, value, nullptr), PROFGEN_OK) << key;
  EXPECT_EQ(profgen_options_set(options, "profile", "another", nullptr), PROFGEN_OK);
  EXPECT_EQ(profgen_session_question(demo_session(options).get()), nullptr);
  EXPECT_EQ(profgen_options_set(options, "profile", "demo", nullptr), PROFGEN_OK);
  EXPECT_NE(profgen_session_question(demo_session(options).get()), nullptr);
  // A guard that lets nothing through.
  EXPECT_EQ(profgen_options_set(options, "guard", "never:\n  paths:\n    - /**\n", nullptr),
            PROFGEN_OK);
  std::size_t answered = 9;
  const SessionHandle session = demo_session(options);
  EXPECT_EQ(profgen_session_answer_defaults(session.get(), &answered, nullptr), PROFGEN_OK);
  EXPECT_EQ(answered, 0u);
}

}  // namespace
}  // namespace profgen::test
