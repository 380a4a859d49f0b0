// What the guard answers to exec questions.
#include <gtest/gtest.h>

#include "profgen/guard.hpp"
#include "unit/suggest/helpers.hpp"

namespace profgen::suggest {
namespace {

using testing::guard_of;

ExecQuestion question_of(const std::string& program) {
  ExecQuestion question;
  question.subject = {"", "p"};
  question.program = program;
  question.seen = testing::seen_once();
  question.options = {{"Cx", "child", ""}, {"ix", "", ""}, {"deny", "", ""}};
  return question;
}

TEST(GuardExec, Answers) {
  const struct {
    const char* guard;
    const char* program;
    GuardAnswer answer;
    const char* qualifier;
    const char* place;
  } cases[] = {
      {"", "/usr/bin/x", GuardAnswer::accept, "Cx", ""},
      {"exec: [{match: /usr/bin/*, as: ix}]\n", "/usr/bin/x", GuardAnswer::accept, "ix",
       "g.yaml:1:16"},
      {"exec: [{match: /usr/bin/*, as: ix}]\n", "/opt/x", GuardAnswer::accept, "Cx", ""},
      {"exec: [{match: \"**\", as: ask}]\n", "/opt/x", GuardAnswer::ask, "", "g.yaml:1:16"},
      {"exec: [{match: /opt/x, as: deny}]\n", "/opt/x", GuardAnswer::deny, "deny", "g.yaml:1:16"},
      {"exec: [{match: /opt/x, as: ignore}]\n", "/opt/x", GuardAnswer::accept, "ignore",
       "g.yaml:1:16"},
      {"exec: [{match: /opt/x, as: ask}]\nprofiles: {p: {exec: [{match: /opt/*, as: Px}]}}\n",
       "/opt/x", GuardAnswer::accept, "Px", "g.yaml:2:31"},
      // Never comes first, whoever says otherwise.
      {"exec: [{match: /opt/x, as: Ux}]\n", "/opt/x", GuardAnswer::refuse, "", ""},
      {"exec: [{match: /opt/x, as: pux}]\n", "/opt/x", GuardAnswer::refuse, "", ""},
      {"exec: [{match: /opt/x, as: Ux}]\nexcept: [ux]\n", "/opt/x", GuardAnswer::accept, "Ux",
       "g.yaml:1:16"},
      {"never: {paths: [/opt/**]}\nexec: [{match: /opt/x, as: ix}]\n", "/opt/x",
       GuardAnswer::refuse, "", "g.yaml:1:17"},
      {"never: {paths: [{match: \"/opt/** x\", deny: true}]}\n", "/opt/x", GuardAnswer::deny,
       "deny", "g.yaml:1:25"},
      {"never: {paths: [\"/opt/** w\"]}\n", "/opt/x", GuardAnswer::accept, "Cx", ""},
      {"never: {rules: [\"/opt/** ix\"]}\n", "/opt/x", GuardAnswer::refuse, "", "g.yaml:1:17"},
      {"", "/home/a/bin/x", GuardAnswer::accept, "Cx", ""},
      {"", "/home/a/.ssh/x", GuardAnswer::refuse, "", ""},
  };
  for (const auto& one : cases) {
    const auto judgement = guard_of(one.guard).judge_exec(question_of(one.program));
    EXPECT_EQ(judgement.answer, one.answer) << one.guard << one.program << judgement.reason;
    EXPECT_EQ(judgement.choice.qualifier, one.qualifier) << one.guard << judgement.reason;
    EXPECT_EQ(judgement.place, one.place) << one.guard << judgement.reason;
    EXPECT_FALSE(judgement.reason.empty());
  }
}

TEST(GuardExec, TheTargetGoesWithTheOption) {
  EXPECT_EQ(default_guard().choose(question_of("/usr/bin/x")).target, "child");
}

TEST(GuardExec, NothingUnconfinedUnasked) {
  ExecQuestion question = question_of("/usr/bin/x");
  for (const char* qualifier : {"Ux", "ux", "pux", "cux"}) {
    question.options = {{qualifier, "", ""}, {"ix", "", ""}};
    EXPECT_EQ(default_guard().judge_exec(question).answer, GuardAnswer::refuse) << qualifier;
    EXPECT_EQ(guard_of("except: [ux]\n").judge_exec(question).answer, GuardAnswer::ask)
        << qualifier;
  }
  question.options.clear();
  EXPECT_EQ(default_guard().judge_exec(question).answer, GuardAnswer::ask);
}

TEST(GuardExec, ForgedRecordsDecideNothing) {
  ExecQuestion question = question_of("/usr/bin/x");
  question.seen.untrusted = question.seen.total();
  for (const char* guard :
       {"", "exec: [{match: /usr/bin/x, as: ix}]\n", "exec: [{match: /usr/bin/x, as: ignore}]\n"}) {
    const auto judgement = guard_of(guard).judge_exec(question);
    EXPECT_EQ(judgement.answer, GuardAnswer::ask) << guard;
    EXPECT_EQ(judgement.choice.qualifier, "") << guard;
  }
  EXPECT_EQ(guard_of("profiles: {p: {accept-untrusted: true}}\n").judge_exec(question).answer,
            GuardAnswer::accept);
  // The kernel saw it too: a forged copy takes nothing away.
  question.seen.counts[1] += 1;
  EXPECT_EQ(default_guard().judge_exec(question).answer, GuardAnswer::accept);
}

TEST(GuardExec, RulesOfExecAreExplainedByTheSameAnswers) {
  const auto answer = [](const char* guard, const char* rule) {
    return explain(guard_of(guard), {"", "p"}, *policy::rule_from_text(rule)).judgement.answer;
  };
  EXPECT_EQ(answer("", "/usr/bin/x mrPx,"), GuardAnswer::accept);
  EXPECT_EQ(answer("", "/usr/bin/x Ux,"), GuardAnswer::refuse);
  EXPECT_EQ(answer("", "/srv/x wix,"), GuardAnswer::accept);
  EXPECT_EQ(answer("ask: [/srv/x]\n", "/srv/x wix,"), GuardAnswer::ask);
  EXPECT_EQ(answer("exec: [{match: /usr/bin/*, as: ix}]\n", "/usr/bin/x Px,"), GuardAnswer::refuse)
      << "the guard runs it another way";
  EXPECT_EQ(answer("", "deny /usr/bin/x x,"), GuardAnswer::accept) << "it grants nothing";
}

}  // namespace
}  // namespace profgen::suggest
