// A session on disk: followed answer by answer, cut off anywhere, and resumed.
#include "profgen/journal.hpp"

#include <gmock/gmock.h>

#include "base/memory_files.hpp"
#include "unit/refine/fixture.hpp"

namespace profgen::refine::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class JournalTest : public ::testing::Test {
 protected:
  Session session() {
    SessionOptions options = exact();
    options.grouped = true;
    return {evidence, policy, options};
  }
  void follow(Journal& journal, const Session& session) {
    EXPECT_TRUE(journal.follow(session));
    states.emplace_back(files.content["/state/j"], after(session));
  }
  static std::string after(const Session& session) {
    std::string text;
    for (const FileChange& change : session.outcome().changes) text += change.after;
    for (const Open& open : session.open()) text += "\n" + open.key;
    return text;
  }
  // A session with every kind of answer, followed.
  void whole_session() {
    Session s = session();
    Journal journal(files, "/state/j");
    EXPECT_TRUE(journal.begin({"2026-11-27T10:00:00Z", "/policy", "", {"a.log"}}));
    s.answer(ExecAnswer{Act::allow, "ix", ""});
    follow(journal, s);
    s.answer_all(s.like_current(Likeness::directory), Act::allow);
    follow(journal, s);
    RuleAnswer own;
    own.custom = policy::rule_from_text("/var/* r,");
    own.audit = true;
    s.answer(own);
    follow(journal, s);
    EXPECT_TRUE(s.undo());
    follow(journal, s);
    EXPECT_TRUE(s.undo());
    s.skip("not sure");
    follow(journal, s);
    while (s.current() != nullptr) {
      RuleAnswer deny;
      deny.act = Act::deny;
      s.answer(deny);
      follow(journal, s);
    }
  }

  evidence::Evidence evidence = evidence_of(
      exec_record(1, "t", "/usr/bin/id") + file_record(2, "t//null-/usr/bin/id", "/srv/a", "r") +
      file_record(3, "t", "/srv/b", "r") + file_record(4, "t", "/var/a", "r") +
      file_record(5, "t", "/var/b", "w") + record(6, "capable", "t", "capability=1 capname=\"x\""));
  policy::Policy policy = policy_of(plain);
  MemoryFiles files;
  std::vector<std::pair<std::string, std::string>> states;  // the file, and what it stands for
};

TEST_F(JournalTest, EveryStateComesBack) {
  whole_session();
  ASSERT_GT(states.size(), 6u);
  for (const auto& [text, expected] : states) {
    Session again = session();
    const Result<Resumed> resumed = resume(again, "/state/j", text);
    ASSERT_TRUE(resumed);
    EXPECT_THAT(resumed->diagnostics, IsEmpty()) << text;
    EXPECT_EQ(after(again), expected) << text;
    EXPECT_EQ(resumed->head.policy_dir, "/policy");
  }
}

TEST_F(JournalTest, CutOffAnywhereItIsTheLastWholeLine) {
  whole_session();
  const std::string text = states.back().first;
  for (std::size_t end = text.find('\n') + 1; end <= text.size(); ++end) {
    Session cut = session(), whole = session();
    const std::string_view lines = std::string_view(text).substr(0, end);
    ASSERT_TRUE(resume(cut, "j", lines));
    ASSERT_TRUE(resume(whole, "j", lines.substr(0, lines.rfind('\n') + 1)));
    EXPECT_EQ(after(cut), after(whole)) << end;
  }
}

TEST_F(JournalTest, AResumedSessionIsFollowedFurther) {
  whole_session();
  Session again = session();
  ASSERT_TRUE(resume(again, "j", states.front().first));
  files.content["/state/j"] = states.front().first;
  Journal journal(files, "/state/j");
  journal.resumed(again);
  EXPECT_TRUE(journal.follow(again));
  EXPECT_EQ(files.content["/state/j"], states.front().first);
  again.skip("why not");
  EXPECT_TRUE(journal.follow(again));
  Session third = session();
  ASSERT_TRUE(resume(third, "j", files.content["/state/j"]));
  EXPECT_EQ(after(third), after(again));
}

TEST_F(JournalTest, WhatNothingAsksIsTold) {
  whole_session();
  evidence = evidence_of(file_record(3, "t", "/srv/b", "r"));
  Session other = session();
  const Result<Resumed> resumed = resume(other, "j", states[0].first);
  ASSERT_TRUE(resumed);
  ASSERT_THAT(resumed->diagnostics, SizeIs(1));
  EXPECT_THAT(resumed->diagnostics[0].message, HasSubstr("/usr/bin/id"));
  EXPECT_EQ(resumed->steps, 0u);
}

TEST_F(JournalTest, WhatASaveSettledIsNotTold) {
  whole_session();
  evidence = evidence_of(file_record(3, "t", "/srv/b", "r"));
  Session other = session();
  const Result<Resumed> resumed =
      resume(other, "j", states[0].first + "{\"saved\":[\"/policy/t\"]}\n");
  ASSERT_TRUE(resumed);
  EXPECT_THAT(resumed->diagnostics, IsEmpty());
}

TEST_F(JournalTest, ForeignTextIsRefusedOrTold) {
  const std::string head = "{\"profgen-journal\":1}\n";
  for (const char* text : {"", "x\n", "{}\n", "[1]\n", "{\"profgen-journal\":2}\n"}) {
    Session s = session();
    EXPECT_FALSE(resume(s, "j", text)) << text;
  }
  const std::string id = session().current()->key;
  for (const std::string& line :
       {std::string("nonsense"), std::string("[]"), std::string("{\"id\":7,\"given\":{}}"),
        std::string("{\"id\":\"rule-0\",\"given\":{\"answer\":\"allow\"}}"),
        "{\"id\":\"" + id + "\",\"given\":{\"answer\":\"perhaps\"}}",
        "{\"id\":\"" + id + "\",\"given\":{\"answer\":\"allow\",\"qualifier\":\"zx\"}}",
        "{\"id\":\"" + id + "\",\"given\":{\"answer\":\"allow\",\"option\":0}}",
        "{\"id\":\"" + id + "\",\"given\":{\"answer\":\"allow\",\"qualifer\":\"ix\"}}"}) {
    Session s = session();
    const Result<Resumed> resumed = resume(s, "j", head + line + "\n");
    ASSERT_TRUE(resumed) << line;
    EXPECT_THAT(resumed->diagnostics, SizeIs(1)) << line;
    EXPECT_EQ(resumed->diagnostics[0].at.line, 2u);
    EXPECT_EQ(after(s), after(session())) << line;
  }
}

TEST_F(JournalTest, AnUnwritableFileIsAnError) {
  files.unwritable.insert("/state/j");
  Session s = session();
  Journal journal(files, "/state/j");
  EXPECT_FALSE(journal.begin({}));
  s.skip("x");
  EXPECT_FALSE(journal.follow(s));
}

TEST_F(JournalTest, NamesMayHoldAnyBytes) {
  evidence = evidence_of(record(1, "open", "t",
                                "name=2F7372762FFF0A22 requested_mask=\"r\" denied_mask=\"r\" "
                                "fsuid=0 ouid=1"));
  Session s = session();
  s.answer(RuleAnswer{});
  Journal journal(files, "/state/j");
  ASSERT_TRUE(journal.begin({}));
  follow(journal, s);
  Session again = session();
  const Result<Resumed> resumed = resume(again, "j", states.back().first);
  ASSERT_TRUE(resumed);
  EXPECT_THAT(resumed->diagnostics, IsEmpty());
  EXPECT_EQ(after(again), after(s));
}

}  // namespace
}  // namespace profgen::refine::test
