#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "profgen/version.hpp"
#include "unit/capi/demo.hpp"

namespace profgen::test {
namespace {

using testing::HasSubstr;

TEST(CapiErrors, VersionsAreThoseOfTheHeaders) {
  EXPECT_EQ(profgen_abi_version(), PROFGEN_ABI_VERSION);
  EXPECT_STREQ(profgen_version(), PROFGEN_VERSION);
}

// Each function that may fail, called with NULL for all handles.
TEST(CapiErrors, NullIsWrongUseAndNothingWorse) {
  std::size_t failures = 0;
  const auto wrong = [&failures](profgen_code code, profgen_error** made) {
    profgen_error* error = *made;
    EXPECT_EQ(code, PROFGEN_USAGE) << "call " << failures;
    EXPECT_EQ(profgen_error_code(error), PROFGEN_USAGE) << "call " << failures;
    EXPECT_THAT(profgen_error_message(error), testing::StrNe("")) << "call " << failures;
    profgen_error_free(error);
    ++failures;
  };
  profgen_error* e = nullptr;
  const char* const sources[] = {nullptr};
  const auto ignore = [](const profgen_event*, void*) { return 0; };
  profgen_policy* policy = nullptr;
  wrong(profgen_read_files(sources, 1, ignore, nullptr, nullptr, &e), &e);
  wrong(profgen_read_files(nullptr, 1, ignore, nullptr, nullptr, &e), &e);
  wrong(profgen_read_files(nullptr, 0, nullptr, nullptr, nullptr, &e), &e);
  wrong(profgen_read_memory(nullptr, 1, "x", ignore, nullptr, nullptr, &e), &e);
  wrong(profgen_read_memory("", 0, nullptr, ignore, nullptr, nullptr, &e), &e);
  wrong(profgen_read_memory("", 0, "x", nullptr, nullptr, nullptr, &e), &e);
  wrong(profgen_evidence_new(nullptr, &e), &e);
  wrong(profgen_evidence_add(nullptr, nullptr, &e), &e);
  wrong(profgen_evidence_add_files(nullptr, nullptr, 0, nullptr, &e), &e);
  wrong(profgen_evidence_add_memory(nullptr, "", 0, "x", nullptr, &e), &e);
  wrong(profgen_evidence_merge(nullptr, nullptr, &e), &e);
  wrong(profgen_evidence_save(nullptr, "x", &e), &e);
  wrong(profgen_evidence_load(nullptr, nullptr, &e), &e);
  wrong(profgen_policy_load(nullptr, &policy, &e), &e);
  wrong(profgen_policy_new("/x", nullptr, &e), &e);
  wrong(profgen_policy_add_text(nullptr, "/x", "", 0, &e), &e);
  wrong(profgen_policy_diagnostics(nullptr, nullptr, &e), &e);
  wrong(profgen_check(nullptr, nullptr, 0, nullptr, 0, nullptr, &e), &e);
  wrong(profgen_options_new(nullptr, &e), &e);
  wrong(profgen_options_set(nullptr, "abi", "", &e), &e);
  wrong(profgen_session_new(nullptr, nullptr, nullptr, nullptr, &e), &e);
  wrong(profgen_session_allow(nullptr, 0, &e), &e);
  wrong(profgen_session_allow_rule(nullptr, nullptr, &e), &e);
  wrong(profgen_session_deny(nullptr, &e), &e);
  wrong(profgen_session_ignore(nullptr, &e), &e);
  wrong(profgen_session_skip(nullptr, nullptr, &e), &e);
  wrong(profgen_session_undo(nullptr, &e), &e);
  wrong(profgen_session_answer_defaults(nullptr, nullptr, &e), &e);
  wrong(profgen_session_outcome(nullptr, nullptr, &e), &e);
  EXPECT_EQ(failures, 29u);
}

TEST(CapiErrors, AccessorsOfNullGiveNothing) {
  EXPECT_EQ(profgen_error_message(nullptr), nullptr);
  EXPECT_EQ(profgen_error_line(nullptr), 0u);
  std::size_t size = 5;
  EXPECT_EQ(profgen_event_profile(nullptr, &size), nullptr);
  EXPECT_EQ(size, 0u);
  EXPECT_EQ(profgen_event_json(nullptr), nullptr);
  EXPECT_EQ(profgen_event_field(nullptr, "x", nullptr), nullptr);
  EXPECT_EQ(profgen_evidence_size(nullptr), 0u);
  EXPECT_EQ(profgen_policy_size(nullptr), 0u);
  EXPECT_EQ(profgen_policy_profile(nullptr, 0), nullptr);
  EXPECT_EQ(profgen_diagnostics_size(nullptr), 0u);
  EXPECT_EQ(profgen_diagnostics_message(nullptr, 0), nullptr);
  EXPECT_EQ(profgen_session_question(nullptr), nullptr);
  EXPECT_EQ(profgen_question_key(nullptr), nullptr);
  EXPECT_EQ(profgen_question_candidate(nullptr, 0), nullptr);
  EXPECT_EQ(profgen_question_severity(nullptr), -1);
  EXPECT_EQ(profgen_outcome_files(nullptr), 0u);
  EXPECT_EQ(profgen_outcome_after(nullptr, 0), nullptr);
  EXPECT_EQ(profgen_outcome_diagnostics(nullptr), nullptr);
  profgen_error_free(nullptr);
  profgen_evidence_free(nullptr);
  profgen_policy_free(nullptr);
  profgen_diagnostics_free(nullptr);
  profgen_options_free(nullptr);
  profgen_session_free(nullptr);
  profgen_outcome_free(nullptr);
}

TEST(CapiErrors, OptionsSayWhatTheyKnow) {
  profgen_options* options = nullptr;
  ASSERT_EQ(profgen_options_new(&options, nullptr), PROFGEN_OK);
  const OptionsHandle held(options);
  profgen_error* error = nullptr;
  EXPECT_EQ(profgen_options_set(options, "colour", "red", &error), PROFGEN_USAGE);
  EXPECT_THAT(profgen_error_message(error), HasSubstr("generalise"));
  profgen_error_free(error);
  EXPECT_EQ(profgen_options_set(options, "generalise", "wild", nullptr), PROFGEN_USAGE);
  EXPECT_EQ(profgen_options_set(options, "local", "perhaps", nullptr), PROFGEN_USAGE);
  EXPECT_EQ(profgen_options_set(options, "guard", "always:\n  - /x\nnonsense: 1\n", &error),
            PROFGEN_INPUT);
  EXPECT_EQ(profgen_error_line(error), 3u);
  profgen_error_free(error);
}

TEST(CapiErrors, AnswersMustFit) {
  const SessionHandle session = demo_session();
  profgen_error* error = nullptr;
  EXPECT_EQ(profgen_session_undo(session.get(), nullptr), PROFGEN_USAGE);
  EXPECT_EQ(profgen_session_allow(session.get(), 1000, &error), PROFGEN_USAGE);
  EXPECT_THAT(profgen_error_message(error), HasSubstr("1000"));
  profgen_error_free(error);
  while (profgen_session_question(session.get()) != nullptr)
    ASSERT_EQ(profgen_session_ignore(session.get(), nullptr), PROFGEN_OK);
  EXPECT_EQ(profgen_session_deny(session.get(), nullptr), PROFGEN_USAGE);
}

TEST(CapiCheck, TellsWhatIsWrongAndWhere) {
  const std::string text = "profile x {\n  /etc/passwd rq,\n}\n";
  profgen_diagnostics* list = nullptr;
  ASSERT_EQ(profgen_check("x.aa", text.data(), text.size(), "/nowhere", 0, &list, nullptr),
            PROFGEN_OK);
  const DiagnosticsHandle held(list);
  ASSERT_GE(profgen_diagnostics_errors(list), 1u);
  EXPECT_STREQ(profgen_diagnostics_file(list, 0), "x.aa");
  EXPECT_EQ(profgen_diagnostics_line(list, 0), 2u);
  EXPECT_GT(profgen_diagnostics_column(list, 0), 1u);
  EXPECT_EQ(profgen_diagnostics_severity(list, 0), PROFGEN_FATAL);
  EXPECT_STRNE(profgen_diagnostics_id(list, 0), "");
  EXPECT_STRNE(profgen_diagnostics_message(list, 0), "");
  EXPECT_NE(profgen_diagnostics_hint(list, 0), nullptr);
  EXPECT_EQ(profgen_diagnostics_file(list, 1000), nullptr);
}

TEST(CapiCheck, LintsOnlyWhenAsked) {
  const std::string text = "profile x {\n  /** rwlk,\n}\n";
  for (const int lint : {0, 1}) {
    profgen_diagnostics* list = nullptr;
    ASSERT_EQ(profgen_check("x", text.data(), text.size(), "/nowhere", lint, &list, nullptr),
              PROFGEN_OK);
    const DiagnosticsHandle held(list);
    EXPECT_EQ(profgen_diagnostics_errors(list), 0u);
    EXPECT_EQ(profgen_diagnostics_size(list) != 0, lint != 0);
  }
}

TEST(CapiPolicy, MissingDirectoryIsADiagnostic) {
  profgen_policy* policy = nullptr;
  ASSERT_EQ(profgen_policy_load("/nowhere/at/all", &policy, nullptr), PROFGEN_OK);
  const PolicyHandle held(policy);
  EXPECT_EQ(profgen_policy_size(policy), 0u);
  profgen_diagnostics* list = nullptr;
  ASSERT_EQ(profgen_policy_diagnostics(policy, &list, nullptr), PROFGEN_OK);
  const DiagnosticsHandle listed(list);
  EXPECT_EQ(profgen_diagnostics_size(list), 1u);
  EXPECT_STREQ(profgen_policy_profile(demo_policy().get(), 0), "demo");
}

}  // namespace
}  // namespace profgen::test

extern "C" const char* profgen_used_from_c(const char* log, std::size_t size, const char* profile);

TEST(CapiFromC, WholeWay) {
  using namespace profgen::test;
  EXPECT_STREQ(profgen_used_from_c(demo_log.data(), demo_log.size(), demo_profile.c_str()),
               nullptr);
}
