// A reading that its caller ends.
#include "log/stopping.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "unit/log/folder.hpp"

namespace profgen::log {
namespace {

std::string records_to_stop_in(int count) {
  std::string text;
  for (int i = 1; i <= count; ++i) text += record(i);
  return text;
}

TEST(Stopping, NoEventComesAfterwardsAndNoOtherSourceIsRead) {
  Folder folder;
  const std::string first = folder.write("first.log", record(77'777));
  const std::string second = folder.write("second.log", records_to_stop_in(20'000));
  const std::string third = folder.write("third.log", record(900'001));
  std::atomic<bool> stop = false;
  ReadOptions options;
  options.stop = &stop;
  std::size_t events = 0;
  const ReadReport report = read_logs(
      {first, second, third}, [&](const Record&, const Event&) { stop = ++events == 5; }, options);
  EXPECT_TRUE(report.stopped);
  EXPECT_EQ(events, 5u);
  EXPECT_LT(report.lines, 20'000u);
  // The first was read as a whole; where the second stopped is nowhere, as events of it were
  // dropped.
  ASSERT_EQ(report.positions.size(), 1u);
  EXPECT_EQ(report.positions[0].source, first);
  EXPECT_TRUE(report.failures.empty());
}

TEST(Stopping, ThatNobodyAsksForChangesNothing) {
  const std::string text = records_to_stop_in(3000);
  std::atomic<bool> stop = false;
  ReadOptions options;
  options.stop = &stop;
  std::vector<std::uint64_t> with, without;
  const ReadReport report = read_text(
      text, "x", [&](const Record& record, const Event&) { with.push_back(record.line); }, options);
  (void)read_text(text, "x",
                  [&](const Record& record, const Event&) { without.push_back(record.line); });
  EXPECT_FALSE(report.stopped);
  EXPECT_EQ(with.size(), 3000u);
  EXPECT_EQ(with, without);
}

TEST(Stopping, BeforeItBeginsReadsNothing) {
  std::atomic<bool> stop = true;
  ReadOptions options;
  options.stop = &stop;
  const ReadReport report = read_text(
      record(1), "x", [](const Record&, const Event&) { FAIL(); }, options);
  EXPECT_TRUE(report.stopped);
  EXPECT_EQ(report.lines, 0u);
}

// What a sink throws is its caller's.
TEST(Stopping, ByAnExceptionOfTheSink) {
  struct Mine {};
  EXPECT_THROW((void)read_text(record(1), "x", [](const Record&, const Event&) { throw Mine(); }),
               Mine);
}

}  // namespace
}  // namespace profgen::log
