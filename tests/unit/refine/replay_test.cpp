// A journal as the answers of another session.
#include <gmock/gmock.h>

#include "base/memory_files.hpp"
#include "profgen/journal.hpp"
#include "unit/refine/fixture.hpp"

namespace profgen::refine::test {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ReplayTest : public ::testing::Test {
 protected:
  Session session() const {
    SessionOptions options = exact();
    options.grouped = true;
    return {evidence, policy, options};
  }
  static std::string text_of(const Outcome& outcome) {
    std::string text;
    for (const FileChange& change : outcome.changes) text += change.after;
    return text;
  }
  // Answers everything; the last answer is taken back and given otherwise.
  std::string journal_of_all() {
    Session s = session();
    Journal journal(files, "/j");
    EXPECT_TRUE(journal.begin({}));
    while (s.current() != nullptr) {
      if (std::holds_alternative<suggest::ExecQuestion>(s.current()->about))
        s.answer(ExecAnswer{Act::allow, "ix", ""});
      else
        s.answer(RuleAnswer{});
      EXPECT_TRUE(journal.follow(s));
    }
    EXPECT_TRUE(s.undo());
    EXPECT_TRUE(journal.follow(s));
    RuleAnswer deny;
    deny.act = Act::deny;
    s.answer(deny);
    EXPECT_TRUE(journal.follow(s));
    expected = text_of(s.outcome());
    return files.content["/j"];
  }
  Replayed replayed(const std::string& text) {
    Session s = session();
    const auto done = replay(s, "j", text);
    EXPECT_TRUE(done);
    return done ? *done : Replayed{};
  }

  evidence::Evidence evidence =
      evidence_of(exec_record(1, "t", "/usr/bin/id") + file_record(3, "t", "/srv/b", "r") +
                  file_record(4, "t", "/var/a", "r"));
  policy::Policy policy = policy_of(plain);
  MemoryFiles files;
  std::string expected;
};

TEST_F(ReplayTest, WhatAnsweredAllLeavesNothing) {
  const Replayed done = replayed(journal_of_all());
  EXPECT_EQ(text_of(done.outcome), expected);
  EXPECT_THAT(done.diagnostics, IsEmpty());
  EXPECT_THAT(done.outcome.left, IsEmpty());
}

TEST_F(ReplayTest, WhatItDoesNotAnswerIsLeft) {
  const std::string journal = journal_of_all();
  evidence = evidence_of(exec_record(1, "t", "/usr/bin/id") + exec_record(2, "t", "/usr/bin/new") +
                         file_record(3, "t", "/srv/b", "r") + file_record(4, "t", "/var/a", "r") +
                         file_record(5, "t", "/opt/c", "r"));
  const Replayed done = replayed(journal);
  EXPECT_EQ(text_of(done.outcome), expected) << "an exec that is not answered hinders no rule";
  EXPECT_THAT(done.diagnostics, IsEmpty());
  ASSERT_THAT(done.outcome.left, SizeIs(2));
  EXPECT_THAT(done.outcome.left, Contains(Field(&Left::what, HasSubstr("/usr/bin/new"))));
  EXPECT_THAT(done.outcome.left, Contains(Field(&Left::what, HasSubstr("/opt/c"))));
  for (const Left& left : done.outcome.left) EXPECT_EQ(left.reason, "not answered");
}

TEST_F(ReplayTest, WhatNothingAsksIsToldWithItsPlace) {
  const std::string journal = journal_of_all();
  evidence = evidence_of(file_record(3, "t", "/srv/b", "r"));
  const Replayed done = replayed(journal);
  ASSERT_THAT(done.diagnostics, SizeIs(2)) << "the exec and one file";
  EXPECT_EQ(done.diagnostics[0].at.line, 2u);
  EXPECT_THAT(done.diagnostics[0].message, HasSubstr("/usr/bin/id"));
}

TEST_F(ReplayTest, WhatWasUndoneCountsForNothing) {
  // A step of two answers, undone; then an exec undone.
  Session s = session();
  Journal journal(files, "/j");
  EXPECT_TRUE(journal.begin({}));
  s.answer(ExecAnswer{Act::allow, "ix", ""});
  s.answer_all(s.like_current(Likeness::profile), Act::deny);
  EXPECT_TRUE(journal.follow(s));
  EXPECT_TRUE(s.undo());
  EXPECT_TRUE(journal.follow(s));
  EXPECT_TRUE(s.undo());
  EXPECT_TRUE(journal.follow(s));
  const Replayed done = replayed(files.content["/j"]);
  EXPECT_THAT(done.outcome.changes, IsEmpty());
  EXPECT_THAT(done.outcome.left, SizeIs(3));
}

TEST_F(ReplayTest, ASaveThatSettledItIsNotTold) {
  const std::string journal = journal_of_all() + "{\"saved\":[\"/policy/t\"]}\n";
  policy = policy_of(expected);
  const Replayed done = replayed(journal);
  EXPECT_THAT(done.diagnostics, IsEmpty());
  EXPECT_THAT(done.outcome.changes, IsEmpty());
}

TEST_F(ReplayTest, ATornLastLineIsLeftOutAndForeignTextRefused) {
  std::string journal = journal_of_all();
  journal += journal.substr(journal.rfind('\n', journal.size() - 2) + 1, 20);
  EXPECT_EQ(text_of(replayed(journal).outcome), expected);
  for (const char* text : {"", "\n", "x\n", "{\"profgen-journal\":2}\n"}) {
    Session s = session();
    EXPECT_FALSE(replay(s, "j", text)) << text;
  }
  const Replayed junk = replayed("{\"profgen-journal\":1}\n\nnonsense\n");
  ASSERT_THAT(junk.diagnostics, SizeIs(1));
  EXPECT_EQ(junk.diagnostics[0].at.line, 3u);
}

}  // namespace
}  // namespace profgen::refine::test
