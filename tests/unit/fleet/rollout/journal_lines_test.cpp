#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/fleet/rollout/fixture.hpp"

namespace profgen::fleet {
namespace {

using testing::HasSubstr;

RunHead some_head() {
  RunHead head;
  head.time_us = 1'700'000'000'000'000;
  head.run = "2026-1";
  head.fleet = "lab";
  head.who = "ann@desk";
  head.digest = "sha256:ab";
  head.bundle = "acme";
  head.profiles = {{"nginx", "enforce"}, {"/usr/bin/\xc3\xa4", "complain"}};
  head.adopt = {"old"};
  head.leave_blocked = true;
  head.strategy.complain.max_new_denials = UINT64_MAX;
  head.strategy.enforce.max_failed_nodes = {2.5, true};
  head.strategy.spread = {"zone"};
  head.strategy.canary = "@canary";
  head.nodes = {"web1", "web2"};
  head.waves = {{1}, {0}};
  return head;
}

std::vector<Entry> one_of_each() {
  NodeEntry bad{3, 1, News::bad};
  bad.reason = "no \"space\"";
  bad.remedy = "make room";
  NodeEntry fit{2, 0, News::fit};
  fit.boot_id = "b-1";
  NodeEntry done{4, 0, News::done, Step::complain};
  done.denying = {"nginx"};
  return {some_head(),
          PhaseEntry{1, Phase::wave, 2, true},
          AskedEntry{2, Step::final, {0, 1}},
          fit,
          bad,
          done,
          NodeEntry{5, 1, News::left_out},
          SeenEntry{6, 0, "c9", 2, {1}, {UINT64_MAX}, {3, 4}, "00000-web1.jsonl"},
          StartsEntry{7, 1, {{0, 4711, 99}, {1, 4712, 100}}},
          BreachEntry{8, "2 new denials", false},
          ResumedEntry{9, "bob@desk"},
          EndEntry{10, RunState::half_rolled_back, "web2 is away"}};
}

std::vector<Entry> read_all(MemoryFiles& files, const std::string& text,
                            Result<ReadJournal>& read) {
  files.content["/s/r.jsonl"] = text;
  std::vector<Entry> entries;
  read = read_journal({files, "/s", "me"}, "r", [&](const Entry& one) { entries.push_back(one); });
  return entries;
}

TEST(RunJournal, GivesBackEveryKindOfEntry) {
  std::string text;
  for (const Entry& entry : one_of_each()) text += to_line(entry);
  MemoryFiles files;
  Result<ReadJournal> read = ReadJournal{};
  EXPECT_EQ(read_all(files, text, read), one_of_each());
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->torn);
}

TEST(RunJournal, LeavesOutALastLineThatWasCutOffAnywhere) {
  const std::string head = to_line(some_head());
  const std::string last = to_line(PhaseEntry{1, Phase::plan, 0, false});
  MemoryFiles files;
  for (std::size_t length = 1; length < last.size(); ++length) {
    Result<ReadJournal> read = ReadJournal{};
    EXPECT_EQ(read_all(files, head + last.substr(0, length), read).size(), 1u) << length;
    ASSERT_TRUE(read) << length;
    EXPECT_TRUE(read->torn);
  }
}

TEST(RunJournal, ForgivesATornLineBehindWhichTheRunWasResumed) {
  MemoryFiles files;
  Result<ReadJournal> read = ReadJournal{};
  const std::string text =
      to_line(some_head()) + "{\"t\":1,\"pha\n" + to_line(ResumedEntry{2, "me"});
  EXPECT_EQ(read_all(files, text, read).size(), 2u);
  EXPECT_TRUE(read);
}

TEST(RunJournal, TellsTheLineThatIsDamaged) {
  MemoryFiles files;
  Result<ReadJournal> read = ReadJournal{};
  const std::string phase = to_line(PhaseEntry{1, Phase::plan, 0, false});
  (void)read_all(files, to_line(some_head()) + "garbage\n" + phase, read);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::input);
  EXPECT_THAT(read.error().text(), HasSubstr("/s/r.jsonl:2"));
  (void)read_all(files, phase, read);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().text(), HasSubstr("first line"));
  (void)read_all(files, to_line(some_head()) + "{\"t\":1,\"phase\":\"dance\",\"wave\":1}\n", read);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().text(), HasSubstr("dance"));
}

TEST(RunJournal, OfANewerVersionIsRefused) {
  std::string head = to_line(some_head());
  head.replace(head.find("\"profgen-run\":1"), 15, "\"profgen-run\":2");
  MemoryFiles files;
  Result<ReadJournal> read = ReadJournal{};
  (void)read_all(files, head, read);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().text(), HasSubstr("newer"));
}

TEST(RunJournal, ThatWasCutOffInItsHeadSaysThatNothingWasAsked) {
  MemoryFiles files;
  Result<ReadJournal> read = ReadJournal{};
  (void)read_all(files, to_line(some_head()).substr(0, 40), read);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().text(), HasSubstr("nothing was asked"));
}

TEST(RunJournal, NamesOfRunsAreNamesOfFiles) {
  for (const char* name : {"", ".", "../x", "a/b", "a b", "a\n"})
    EXPECT_FALSE(check_run_name(name)) << name;
  EXPECT_TRUE(check_run_name("2026-11-27T10.20-ab12_x"));
}

}  // namespace
}  // namespace profgen::fleet
