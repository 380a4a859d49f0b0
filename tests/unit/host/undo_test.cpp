#include <gtest/gtest.h>

#include "host/saves/record.hpp"
#include "unit/host/saving.hpp"

namespace profgen::host {
namespace {

using test::new_text;
using test::old_text;
using test::outside_state;
using test::parser;
using test::with;

class Undo : public ::testing::Test {
 protected:
  void save_one(const std::vector<FileChange>& changes, const std::string& command = "test") {
    const auto report = save(files_, processes_, changes, {}, with(command));
    ASSERT_TRUE(report) << report.error().text();
    ASSERT_TRUE(report->accepted);
  }
  Result<SaveReport> undo_one(std::optional<std::uint64_t> number = std::nullopt) {
    const auto plan = plan_undo(files_, with(), number);
    if (!plan) return plan.error();
    return undo(files_, processes_, *plan, {}, with("undo-last"));
  }

  MemoryFiles files_;
  FakeProcesses processes_ = parser();
};

TEST_F(Undo, PutsBackRemovesAndCanBeUndone) {
  files_.content["/p/x"] = old_text;
  const auto before = outside_state(files_);
  save_one({{"/p/x", old_text, new_text}, {"/p/y", std::nullopt, "profile y {\n}\n"}}, "generate");
  const auto after = outside_state(files_);
  const auto undone = undo_one();
  ASSERT_TRUE(undone);
  EXPECT_EQ(undone->written, std::vector<std::string>{"/p/x"});
  EXPECT_EQ(undone->removed, std::vector<std::string>{"/p/y"});
  EXPECT_EQ(outside_state(files_), before);
  ASSERT_TRUE(undo_one());
  EXPECT_EQ(outside_state(files_), after);

  const auto kept = saves(files_, with());
  ASSERT_TRUE(kept);
  ASSERT_EQ(kept->size(), 3u);
  EXPECT_EQ(kept->at(2).command, "generate");
  EXPECT_EQ(kept->at(2).user, "somebody");
  EXPECT_EQ(kept->at(2).time_us, with().time_us);
  EXPECT_FALSE(kept->at(2).undoes);
  EXPECT_EQ(kept->at(1).undoes, 1u);
  EXPECT_EQ(kept->at(0).undoes, 2u);
}

TEST_F(Undo, LeavesWhatIsNotAsItWasSaved) {
  files_.content = {{"/p/x", old_text}, {"/p/z", old_text}};
  save_one({{"/p/x", old_text, new_text}, {"/p/z", old_text, new_text}});
  files_.content["/p/x"] = "somebody else's\n";
  const auto plan = plan_undo(files_, with());
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->left, std::vector<std::string>{"/p/x"});
  ASSERT_TRUE(undo(files_, processes_, *plan, {}, with()));
  EXPECT_EQ(files_.content["/p/x"], "somebody else's\n");
  EXPECT_EQ(files_.content["/p/z"], old_text);
}

TEST_F(Undo, LooksAgainBeforeItWrites) {
  files_.content["/p/x"] = old_text;
  save_one({{"/p/x", old_text, new_text}});
  const auto plan = plan_undo(files_, with());
  ASSERT_TRUE(plan);
  files_.content["/p/x"] = "somebody else's\n";
  EXPECT_FALSE(undo(files_, processes_, *plan, {}, with()));
  EXPECT_EQ(files_.content["/p/x"], "somebody else's\n");
}

TEST_F(Undo, TakesAnEarlierSaveByItsNumber) {
  files_.content = {{"/p/x", old_text}, {"/p/z", old_text}};
  save_one({{"/p/x", old_text, new_text}});
  save_one({{"/p/z", old_text, new_text}});
  ASSERT_TRUE(undo_one(1));
  EXPECT_EQ(files_.content["/p/x"], old_text);
  EXPECT_EQ(files_.content["/p/z"], new_text);
  const auto none = undo_one(7);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::usage);
}

TEST_F(Undo, OfNothingIsAMistake) {
  const auto none = undo_one();
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::usage);
  EXPECT_TRUE(saves(files_, with())->empty());
}

TEST_F(Undo, TheOldestSavesGo) {
  std::string text = old_text;
  files_.content["/p/x"] = text;
  for (std::size_t i = 0; i < saves_kept + 5; ++i) {
    const std::string next = old_text + "# " + std::to_string(i) + "\n";
    save_one({{"/p/x", text, next}});
    text = next;
  }
  const auto kept = saves(files_, with());
  ASSERT_TRUE(kept);
  ASSERT_EQ(kept->size(), saves_kept);
  EXPECT_EQ(kept->front().number, saves_kept + 5);
  EXPECT_EQ(kept->back().number, 6u);
}

TEST(SaveRecordText, KeepsAnyBytes) {
  SaveRecord record;
  record.time_us = 1795457404512345;
  record.uid = 1000;
  record.user = "a\nfile 3";
  record.command = std::string("x\0y", 3);
  record.undoes = 12;
  record.files = {{"/p/\n\xff name", std::nullopt, ""},
                  {"/p/b", "before 3\nabc\nend ", std::nullopt},
                  {"/p/c", "absent", "no newline"}};
  const std::string text = record_text(record);
  const auto read = read_record("r", text);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(*read, record);
  for (std::size_t i = 0; i < text.size(); ++i) {
    EXPECT_FALSE(read_record("r", text.substr(0, i))) << i;
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(read_record("r", changed)) << i;
  }
}

TEST(StateDir, IsByRootAndUser) {
  EXPECT_EQ(default_state_dir({"/", 0, "/home/x/state", "/root"}), "/var/lib/profgen");
  EXPECT_EQ(default_state_dir({"/srv/tree/", 0, "", "/root"}), "/srv/tree/var/lib/profgen");
  EXPECT_EQ(default_state_dir({"/srv/tree", 1000, "/s", "/h"}), "/srv/tree/var/lib/profgen");
  EXPECT_EQ(default_state_dir({"/", 1000, "/s", "/h"}), "/s/profgen");
  EXPECT_EQ(default_state_dir({"/", 1000, "relative", "/h"}), "/h/.local/state/profgen");
  EXPECT_EQ(default_state_dir({"/", 1000, "", ""}), "/var/lib/profgen");
}

}  // namespace
}  // namespace profgen::host
