// A machine that stops at any step of a save: whoever comes next finds all files old or all new.
#include <gtest/gtest.h>

#include "unit/host/saving.hpp"

namespace profgen::host {
namespace {

using test::new_text;
using test::old_text;
using test::outside_state;
using test::parser;
using test::with;

// Files of a machine that stops after so many changes to its disk: nothing is done after that.
class StoppingFiles : public MemoryFiles {
 public:
  int left = 0;
  bool stopped = false;

  Status replace(const std::string& path, const std::string& text, std::uint32_t mode) override {
    return stop() ? gone(path) : MemoryFiles::replace(path, text, mode);
  }
  Status remove(const std::string& path) override {
    return stop() ? gone(path) : MemoryFiles::remove(path);
  }
  Status rename(const std::string& from, const std::string& to) override {
    return stop() ? gone(from) : MemoryFiles::rename(from, to);
  }

 private:
  bool stop() {
    stopped = stopped || left-- == 0;
    return stopped;
  }
  static Status gone(const std::string& path) {
    return Error{ErrorKind::system, "write", path, "the machine stopped"};
  }
};

using Content = std::map<std::string, std::string>;

const std::vector<FileChange> changes = {{"/p/a", old_text, new_text},
                                         {"/p/b", std::nullopt, "profile b {\n}\n"},
                                         {"/p/local/a", std::nullopt, "/x r,\n"},
                                         {"/p/c", "# c\n", "# c, changed\n"}};
const Content before = {{"/p/a", old_text}, {"/p/c", "# c\n"}, {"/p/other", "profile o {\n}\n"}};

Content after() {
  Content content = before;
  for (const FileChange& change : changes) content[change.path] = change.after;
  return content;
}

TEST(Crash, AtEveryStepOfASaveLeavesOneSide) {
  const policy::LoadOptions options = test::policy_in("/p");
  int old = 0, fresh = 0, mixed = 0;
  for (int step = 0;; ++step) {
    StoppingFiles files;
    files.content = before;
    files.left = step;
    FakeProcesses processes = parser();
    const auto report = save(files, processes, changes, options, with());
    if (!files.stopped) {
      ASSERT_TRUE(report) << report.error().text();
      break;
    }
    MemoryFiles disk;
    disk.content = files.content;
    const Content crashed = outside_state(disk);
    mixed += crashed != before && crashed != after() ? 1 : 0;
    // The journal that is written in full, but whose replace() was not confirmed, counts too.
    const auto recovered = recover(disk, processes, options, with());
    ASSERT_TRUE(recovered) << step << recovered.error().text();
    const Content now = outside_state(disk);
    ASSERT_TRUE(now == before || now == after()) << step;
    (now == before ? old : fresh) += 1;
    const auto kept = saves(disk, with());
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->size(), now == before ? 0u : 1u) << step;
    EXPECT_FALSE(disk.exists("/state/pending"));
    // The journal is usable: the same save goes through, or is there to be undone.
    if (now == before) {
      EXPECT_TRUE(save(disk, processes, changes, options, with())) << step;
    }
    const auto plan = plan_undo(disk, with());
    ASSERT_TRUE(plan) << step;
    EXPECT_TRUE(undo(disk, processes, *plan, options, with()));
    EXPECT_EQ(outside_state(disk), before) << step;
  }
  EXPECT_GE(old, 5);
  EXPECT_GE(mixed, 3) << "some crashes must leave work for recover()";
}

TEST(Crash, AtEveryStepOfARecoveryAndOfAnUndo) {
  const policy::LoadOptions options = test::policy_in("/p");
  FakeProcesses processes = parser();
  MemoryFiles done;
  done.content = before;
  ASSERT_TRUE(save(done, processes, changes, options, with()));
  for (int step = 0;; ++step) {
    StoppingFiles files;
    files.content = done.content;
    files.left = step;
    const auto plan = plan_undo(files, with());
    ASSERT_TRUE(plan);
    (void)undo(files, processes, *plan, options, with());
    if (!files.stopped) {
      EXPECT_EQ(outside_state(files), before);
      break;
    }
    for (int again = 0;; ++again) {
      StoppingFiles second;
      second.content = files.content;
      second.left = again;
      (void)recover(second, processes, options, with());
      MemoryFiles disk;
      disk.content = second.content;
      ASSERT_TRUE(recover(disk, processes, options, with())) << step << "/" << again;
      const Content now = outside_state(disk);
      ASSERT_TRUE(now == before || now == after()) << step << "/" << again;
      if (!second.stopped) break;
    }
  }
}

TEST(Crash, WhatSomebodyElseChangedIsLeftAndTold) {
  const policy::LoadOptions options = test::policy_in("/p");
  FakeProcesses processes = parser();
  // After the journal (1) and the first two files (2).
  StoppingFiles files;
  files.content = before;
  files.left = 4;
  EXPECT_FALSE(save(files, processes, changes, options, with("one")));
  MemoryFiles disk;
  disk.content = files.content;
  ASSERT_EQ(disk.content["/p/a"], new_text);
  disk.content["/p/a"] = "somebody else's\n";
  const auto recovered = recover(disk, processes, options, with("two"));
  ASSERT_TRUE(recovered);
  ASSERT_TRUE(*recovered);
  EXPECT_EQ((*recovered)->save.command, "one");
  EXPECT_EQ((*recovered)->left, std::vector<std::string>{"/p/a"});
  EXPECT_EQ(disk.content["/p/a"], "somebody else's\n");
  EXPECT_FALSE(disk.exists("/p/b"));
  EXPECT_FALSE(*recover(disk, processes, options, with()));
}

TEST(Crash, ASaveFindsWhatWasCutShortMeanwhile) {
  FakeProcesses processes = parser();
  StoppingFiles files;
  files.content = before;
  files.left = 4;
  EXPECT_FALSE(save(files, processes, changes, test::policy_in("/p"), with()));
  MemoryFiles disk;
  disk.content = files.content;
  // It was read while it was half done.
  const auto report = save(disk, processes, {{"/p/a", new_text, old_text + "#\n"}}, {}, with());
  ASSERT_FALSE(report);
  EXPECT_NE(report.error().reason.find("start again"), std::string::npos);
  EXPECT_EQ(outside_state(disk), before);
}

TEST(Crash, ADamagedJournalIsToldAndStops) {
  FakeProcesses processes = parser();
  MemoryFiles files;
  files.content = {{"/p/a", old_text}, {"/state/pending", "profgen save 1\ntime 3\n"}};
  const auto recovered = recover(files, processes, {}, with());
  ASSERT_FALSE(recovered);
  EXPECT_EQ(recovered.error().object, "/state/pending");
  EXPECT_FALSE(save(files, processes, {{"/p/a", old_text, new_text}}, {}, with()));
  EXPECT_EQ(files.content["/p/a"], old_text);
}

TEST(Crash, TemporaryFilesAreSweptAway) {
  FakeProcesses processes = parser();
  StoppingFiles files;
  files.content = before;
  files.left = 4;
  EXPECT_FALSE(save(files, processes, changes, test::policy_in("/p"), with()));
  MemoryFiles disk;
  disk.content = files.content;
  disk.content["/p/.profgen.a1B2c3"] = "half";
  disk.content["/state/.profgen.a1B2c3"] = "half";
  disk.content["/p/.profgen.kept"] = "somebody else's";
  ASSERT_TRUE(recover(disk, processes, test::policy_in("/p"), with()));
  EXPECT_FALSE(disk.exists("/p/.profgen.a1B2c3"));
  EXPECT_FALSE(disk.exists("/state/.profgen.a1B2c3"));
  EXPECT_TRUE(disk.exists("/p/.profgen.kept"));
}

}  // namespace
}  // namespace profgen::host
