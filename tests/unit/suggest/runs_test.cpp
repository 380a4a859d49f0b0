#include "profgen/runs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "unit/suggest/helpers.hpp"

namespace profgen::suggest {
namespace {

using testing::second;

constexpr std::int64_t minute = 60 * second;

struct Was {
  std::int64_t at_us, pid;
  const char* host = "h";
  const char* profile = "p";
};

void add(Runs& runs, const Was& was, Transport transport = Transport::audit,
         Verdict verdict = Verdict::allowed) {
  Record record;
  record.time_us = was.at_us;
  record.host = was.host;
  record.transport = transport;
  Event event;
  event.verdict = verdict;
  event.profile = was.profile;
  event.pid = was.pid;
  runs.add(record, event);
}

Runs::Count count(const std::vector<Was>& all, std::string_view profile = "p") {
  Runs runs;
  for (const Was& was : all) add(runs, was);
  return runs.of("", profile);
}

TEST(Runs, ARunEndsWithAQuietMinuteAndANewProcess) {
  const struct {
    const char* what;
    std::vector<Was> was;
    std::size_t runs, processes;
  } cases[] = {
      {"nothing", {}, 0, 0},
      {"one record", {{minute, 1}}, 1, 1},
      {"processes at one time", {{minute, 1}, {minute, 2}, {minute + second, 3}}, 1, 3},
      {"a gap and a new process", {{minute, 1}, {3 * minute, 2}}, 2, 2},
      {"a gap and the same process", {{minute, 1}, {9 * minute, 1}}, 1, 1},
      {"a new process without a gap", {{minute, 1}, {2 * minute, 2}, {3 * minute, 3}}, 1, 3},
      {"one that was away", {{minute, 1}, {2 * minute, 2}, {9 * minute, 1}}, 1, 2},
      {"two hosts", {{minute, 1, "h"}, {minute, 1, "i"}, {minute, 2, "h"}}, 2, 3},
      {"audit.log names no host", {{minute, 1, ""}, {minute, 1, "h"}}, 1, 1},
      {"children are part of it", {{minute, 1}, {minute, 2, "h", "p//null-/bin/x"}}, 1, 2},
      {"a child alone", {{minute, 1, "h", "p//c"}, {9 * minute, 2, "h", "p//c"}}, 2, 2},
      {"others are not", {{minute, 1, "h", "pp"}, {minute, 2, "h", "q//p"}}, 0, 0},
      {"what has no time or process", {{0, 1}, {minute, 0}}, 0, 0},
  };
  for (auto one : cases) {
    SCOPED_TRACE(one.what);
    std::mt19937 random(1);
    // In any order, and twice.
    for (int i = 0; i < 5; ++i) {
      const Runs::Count got = count(one.was);
      EXPECT_EQ(got.runs, one.runs);
      EXPECT_EQ(got.processes, one.processes);
      EXPECT_FALSE(got.more);
      std::shuffle(one.was.begin(), one.was.end(), random);
      if (i == 2) one.was.insert(one.was.end(), one.was.begin(), one.was.end());
    }
  }
}

TEST(Runs, AChildIsCountedByItselfToo) {
  const std::vector<Was> was = {{minute, 1},
                                {minute, 2, "h", "p//c"},
                                {minute, 3, "h", "p//c//null-/bin/x"},
                                {9 * minute, 4}};
  EXPECT_EQ(count(was).runs, 2u);
  EXPECT_EQ(count(was, "p//c").runs, 1u);
  EXPECT_EQ(count(was, "p//c").processes, 2u);
}

TEST(Runs, WhatAnyoneMayHaveWrittenAndWhatIsNoAccessSaysNothing) {
  Runs runs;
  add(runs, {minute, 1}, Transport::user);
  add(runs, {minute, 1}, Transport::audit, Verdict::status);
  add(runs, {minute, 1}, Transport::audit, Verdict::hint);
  EXPECT_TRUE(runs.empty());
  EXPECT_EQ(runs.of("", "p").runs, 0u);
}

TEST(Runs, SpellsGrowTogetherAndAreBounded) {
  Runs runs;
  // Every other half minute first: what comes between joins them.
  for (std::int64_t i = 0; i < 1000; ++i) add(runs, {minute + i * 100 * second, 7});
  for (std::int64_t i = 0; i < 1000; ++i) add(runs, {minute + i * 100 * second + 50 * second, 7});
  EXPECT_EQ(runs.of("", "p").runs, 1u);
  for (std::size_t i = 0; i < Runs::most_spells + 10; ++i)
    add(runs,
        {static_cast<std::int64_t>(i + 100'000) * 2 * minute, static_cast<std::int64_t>(i + 8)});
  const Runs::Count got = runs.of("", "p");
  EXPECT_TRUE(got.more);
  EXPECT_EQ(got.runs, Runs::most_spells);
}

}  // namespace
}  // namespace profgen::suggest
