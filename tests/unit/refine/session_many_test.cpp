// Questions seen together: order, likeness, answers to several, jumps and what undo makes of them.
#include <gmock/gmock.h>

#include "unit/refine/fixture.hpp"

namespace profgen::refine::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string of_program(std::string text, const std::string& program) {
  const std::size_t at = text.find("comm=\"t\"");
  return text.replace(at, 8, "comm=\"" + program + "\"");
}

std::string asked(const Open& open) {
  if (const auto* exec = std::get_if<const suggest::ExecQuestion*>(&open.about))
    return "exec " + (*exec)->program;
  return describe(std::get<const suggest::Proposal*>(open.about)->evidence.front().first.access);
}

std::vector<std::string> asked(const Session& session) {
  std::vector<std::string> all;
  for (const Open& open : session.open()) all.push_back(asked(open));
  return all;
}

class SessionMany : public ::testing::Test {
 protected:
  Session session() {
    SessionOptions options = exact();
    options.grouped = true;
    return {evidence, policy, options};
  }
  static std::string key(const Session& session, const std::string& what) {
    for (const Open& open : session.open())
      if (asked(open) == what) return open.key;
    return {};
  }

  evidence::Evidence evidence =
      evidence_of(of_program(file_record(1, "t", "/srv/x/one", "r"), "p") +
                  of_program(file_record(2, "t", "/var/a", "r"), "q") +
                  of_program(file_record(3, "t", "/srv/x/two", "r"), "p") +
                  of_program(file_record(4, "t", "/var/b", "r"), "p") +
                  of_program(file_record(5, "t", "/srv/x/three", "w"), "p") +
                  of_program(file_record(6, "u", "/srv/x/four", "r"), "p"));
  policy::Policy policy = policy_of("profile t {\n}\nprofile u {\n}\n");
};

TEST_F(SessionMany, TheGroupThatSettlesMostComesFirst) {
  EXPECT_THAT(asked(session()), ElementsAre("r /srv/x/one", "r /srv/x/two", "w /srv/x/three",
                                            "r /var/a", "r /var/b", "r /srv/x/four"));
}

TEST_F(SessionMany, LikenessStaysInTheProfile) {
  Session s = session();
  EXPECT_EQ(s.like_current(Likeness::directory).size(), 3u);
  EXPECT_EQ(s.like_current(Likeness::program).size(), 4u);
  EXPECT_EQ(s.like_current(Likeness::profile).size(), 5u);
  for (const Likeness likeness : {Likeness::directory, Likeness::program, Likeness::severity})
    EXPECT_EQ(s.like_current(likeness).front(), s.current()->key);
}

TEST_F(SessionMany, SeveralAreOneStep) {
  Session s = session();
  EXPECT_EQ(s.answer_all(s.like_current(Likeness::directory), Act::allow), 3u);
  EXPECT_THAT(asked(s), ElementsAre("r /var/a", "r /var/b", "r /srv/x/four"));
  const std::string after = s.outcome().changes.at(0).after;
  for (const char* line : {"/srv/x/one r,", "/srv/x/two r,", "/srv/x/three w,"})
    EXPECT_THAT(after, HasSubstr(line));
  EXPECT_TRUE(s.undo());
  EXPECT_EQ(asked(s).size(), 6u);
  EXPECT_EQ(asked(s).front(), "r /srv/x/one");
  EXPECT_TRUE(s.outcome().changes.empty());
  EXPECT_FALSE(s.undo());
}

TEST_F(SessionMany, AJumpGoesOnBehindAndComesRound) {
  Session s = session();
  ASSERT_TRUE(s.go_to(key(s, "r /var/b")));
  s.answer(RuleAnswer{});
  EXPECT_THAT(asked(s), ElementsAre("r /srv/x/four", "r /srv/x/one", "r /srv/x/two",
                                    "w /srv/x/three", "r /var/a"));
  EXPECT_FALSE(s.go_to("rule-0"));
  EXPECT_TRUE(s.undo());
  EXPECT_EQ(asked(s).front(), "r /var/b");
}

TEST_F(SessionMany, WhatIsWrittenDoesNotDependOnTheOrderOfAnswers) {
  Session forward = session();
  while (forward.current() != nullptr) forward.answer(RuleAnswer{});
  Session backward = session();
  while (backward.current() != nullptr) {
    ASSERT_TRUE(backward.go_to(backward.open().back().key));
    backward.answer(RuleAnswer{});
  }
  ASSERT_EQ(forward.outcome().changes.size(), 1u);
  EXPECT_EQ(forward.outcome().changes.at(0).after, backward.outcome().changes.at(0).after);
}

TEST_F(SessionMany, EveryUndoIsTheSessionOneStepBefore) {
  Session s = session();
  std::vector<std::vector<std::string>> states;
  for (int step = 0; s.current() != nullptr; ++step) {
    states.push_back(asked(s));
    if (step == 1) {
      s.answer_all(s.like_current(Likeness::program), Act::deny);
    } else if (step == 2) {
      s.skip("later");
    } else {
      s.answer(RuleAnswer{});
    }
  }
  while (!states.empty()) {
    ASSERT_TRUE(s.undo());
    EXPECT_EQ(asked(s), states.back());
    states.pop_back();
  }
  EXPECT_FALSE(s.undo());
}

TEST_F(SessionMany, ATriedRuleTellsWhatItCovers) {
  Session s = session();
  TriedRule tried = s.try_rule("/srv/x/* r");
  ASSERT_TRUE(tried.rule);
  EXPECT_THAT(tried.not_covered, IsEmpty());
  EXPECT_EQ(tried.settles, 1u);  // two; not the write, not the other profile's
  tried = s.try_rule("/var/** r,");
  ASSERT_TRUE(tried.rule);
  EXPECT_THAT(tried.not_covered, ElementsAre("r /srv/x/one"));
  EXPECT_EQ(tried.settles, 2u);
}

TEST_F(SessionMany, ATriedRuleThatIsNoneSaysWhere) {
  Session s = session();
  for (const char* text : {"", "/srv/x", "nonsense here,", "/a r, /b r,", "} profile x {", "/a zz,",
                           "/a{b r,", "capability no_such,"}) {
    const TriedRule tried = s.try_rule(text);
    EXPECT_FALSE(tried.rule) << text;
    ASSERT_FALSE(tried.diagnostics.empty()) << text;
    EXPECT_EQ(tried.diagnostics.front().file, "the rule") << text;
  }
}

TEST_F(SessionMany, ExecsAreAnsweredTogetherToo) {
  evidence = evidence_of(exec_record(1, "t", "/usr/bin/id") + exec_record(2, "t", "/usr/bin/env") +
                         exec_record(3, "t", "/opt/tool"));
  Session s = session();
  ASSERT_EQ(s.open().size(), 3u);
  ASSERT_TRUE(s.go_to(key(s, "exec /usr/bin/id")));
  EXPECT_EQ(s.answer_all(s.like_current(Likeness::directory), Act::allow), 2u);
  EXPECT_THAT(asked(s), ElementsAre("exec /opt/tool"));
  s.answer(ExecAnswer{Act::deny, "", ""});
  EXPECT_TRUE(s.undo());
  EXPECT_THAT(asked(s), ElementsAre("exec /opt/tool"));
  EXPECT_TRUE(s.undo());
  EXPECT_EQ(s.open().size(), 3u);
}

TEST_F(SessionMany, DefaultsAreOneStepAlsoOfWhatTheyOpen) {
  evidence = evidence_of(exec_record(1, "t", "/usr/bin/env") +
                         exec_record(2, "t//null-/usr/bin/env", "/usr/bin/id") +
                         file_record(3, "t//null-/usr/bin/env//null-/usr/bin/id", "/srv/a", "r") +
                         file_record(4, "t", "/srv/b", "r", "DENIED"));
  Session s = session();
  EXPECT_EQ(asked(s).size(), 1u);
  EXPECT_EQ(s.answer_defaults(), 3u);
  EXPECT_THAT(asked(s), ElementsAre("r /srv/b"));
  EXPECT_EQ(s.answer_defaults(), 0u);
  EXPECT_TRUE(s.undo());
  EXPECT_THAT(asked(s), ElementsAre("exec /usr/bin/env"));
  EXPECT_FALSE(s.undo());
}

TEST_F(SessionMany, AnswersOfAnotherSessionAreGivenByKey) {
  Session first = session();
  first.answer_all(first.like_current(Likeness::directory), Act::allow);
  first.skip("not sure");
  Session second = session();
  std::uint64_t step = 0;
  for (const Entry& entry : first.entries()) {
    EXPECT_TRUE(second.give(entry, entry.step == step)) << entry.what;
    step = entry.step;
  }
  EXPECT_EQ(asked(second), asked(first));
  EXPECT_EQ(second.outcome().changes.at(0).after, first.outcome().changes.at(0).after);
  Entry unknown;
  unknown.key = "rule-0";
  EXPECT_FALSE(second.give(unknown));
  Entry unlike{ExecAnswer{}, second.current()->key, "", {}, "", "", 0};
  EXPECT_FALSE(second.give(unlike));
  EXPECT_TRUE(second.undo());
  EXPECT_TRUE(second.undo());
  EXPECT_FALSE(second.undo());
}

TEST_F(SessionMany, DefaultsAreForComplainEvidenceThatCanBeBelieved) {
  const auto question = [&](const std::string& log) {
    evidence = evidence_of(log);
    Session s = session();
    return std::get<suggest::Proposal>(s.current()->about);
  };
  EXPECT_TRUE(allows_by_default(question(file_record(1, "t", "/srv/a", "r")), 0));
  EXPECT_FALSE(allows_by_default(question(file_record(1, "t", "/srv/a", "r")), 99));
  EXPECT_FALSE(allows_by_default(question(file_record(1, "t", "/srv/a", "r", "DENIED")), 0));
  EXPECT_FALSE(allows_by_default(question(file_record(1, "t", "/etc/shadow", "w")), 0));
  evidence = evidence_of(exec_record(1, "t", "/usr/bin/id"));
  Session s = session();
  auto exec = std::get<suggest::ExecQuestion>(s.current()->about);
  for (std::size_t i = 0; i < exec.options.size(); ++i) {
    const std::string& qualifier = exec.options[i].qualifier;
    EXPECT_EQ(allows_by_default(exec, i), qualifier == "ix" || qualifier == "Cx" ||
                                              qualifier == "Px" || qualifier == "Cix" ||
                                              qualifier == "Pix")
        << qualifier;
  }
}

}  // namespace
}  // namespace profgen::refine::test
