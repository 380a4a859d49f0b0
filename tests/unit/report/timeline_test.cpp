#include "profgen/timeline.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace profgen::report {
namespace {

struct At {
  std::int64_t second;
  std::string profile = "p";
  Verdict verdict = Verdict::allowed;
};

void add(Timeline& timeline, const At& at) {
  Record record;
  record.time_us = at.second * 1'000'000;
  (void)record.fields.copy("apparmor=\"x\"" + at.profile);  // without a stamp: never a duplicate
  Event event;
  event.verdict = at.verdict;
  event.profile = at.profile;
  event.access = CapabilityAccess{"chown"};
  timeline.add(record, event);
}

Timeline timeline_of(const std::vector<At>& all) {
  Timeline timeline;
  for (const At& at : all) add(timeline, at);
  return timeline;
}

std::uint64_t total(const Timeline::Pieces& pieces) {
  std::uint64_t sum = 0;
  for (const auto& [start, counts] : pieces)
    for (const std::uint64_t count : counts) sum += count;
  return sum;
}

void expect_same(const Timeline& a, const Timeline& b) {
  EXPECT_EQ(a.piece_seconds(), b.piece_seconds());
  EXPECT_EQ(a.profiles(), b.profiles());
  EXPECT_EQ(a.rest(), b.rest());
  EXPECT_EQ(a.all(), b.all());
  EXPECT_EQ(a.undated(), b.undated());
}

TEST(Timeline, CountsByProfileAndVerdict) {
  const Timeline timeline =
      timeline_of({{100}, {100}, {101, "p//null-/bin/x"}, {100, "q", Verdict::denied}, {0, "q"}});
  EXPECT_EQ(timeline.piece_seconds(), 1);
  const auto& p = timeline.profiles().at({"", "p"});
  EXPECT_EQ(p.at(100), (evidence::Counts{0, 2, 0, 0}));
  EXPECT_EQ(p.at(101), (evidence::Counts{0, 1, 0, 0}));
  EXPECT_EQ(timeline.profiles().at({"", "q"}).at(100), (evidence::Counts{0, 0, 1, 0}));
  EXPECT_EQ(timeline.undated(), 1u);
}

TEST(Timeline, WhatEvidenceLeavesOutIsLeftOut) {
  Timeline timeline;
  add(timeline, {100, "p", Verdict::status});
  add(timeline, {100, "p", Verdict::hint});
  EXPECT_TRUE(timeline.all().empty());
  // One record in audit.log and in kern.log.
  Record record;
  record.time_us = 100'000'000;
  record.has_stamp = true;
  record.serial = 7;
  (void)record.fields.copy("apparmor=\"ALLOWED\" operation=\"capable\"");
  Event event;
  event.verdict = Verdict::allowed;
  event.access = CapabilityAccess{"chown"};
  record.source = "audit.log";
  timeline.add(record, event);
  record.source = "kern.log";
  timeline.add(record, event);
  EXPECT_EQ(total(timeline.all()), 1u);
}

TEST(Timeline, PiecesGrowAndNothingIsLost) {
  std::vector<At> all;
  for (std::int64_t i = 0; i < 5000; ++i) all.push_back({1'700'000'000 + i * 7});
  const Timeline timeline = timeline_of(all);
  EXPECT_LE(timeline.all().size(), Timeline::most_pieces);
  EXPECT_EQ(total(timeline.all()), 5000u);
  EXPECT_EQ(timeline.piece_seconds(), 600);
  for (const auto& [start, counts] : timeline.all()) EXPECT_EQ(start % 600, 0);
}

TEST(Timeline, TimesOfAnyKindAreBounded) {
  std::vector<At> all;
  for (std::int64_t i = 0; i < 3000; ++i)
    all.push_back({(i % 2 == 0 ? 1 : -1) * i * 3'000'000'000});
  const Timeline timeline = timeline_of(all);
  EXPECT_EQ(total(timeline.all()) + timeline.undated(), 3000u);
  EXPECT_LE(timeline.all().size(), 3000u);
}

TEST(Timeline, TheLeastNamesAreKeptApart) {
  std::vector<At> all;
  for (std::size_t i = 0; i < Timeline::most_profiles + 20; ++i)
    all.push_back({100, "p" + std::to_string(10000 + i)});
  const Timeline forward = timeline_of(all);
  EXPECT_EQ(forward.profiles().size(), Timeline::most_profiles);
  EXPECT_EQ(total(forward.rest()), 20u);
  std::reverse(all.begin(), all.end());
  expect_same(forward, timeline_of(all));
}

TEST(Timeline, NeitherOrderNorSplittingMatters) {
  std::mt19937 random(7);
  for (int round = 0; round < 30; ++round) {
    std::vector<At> all;
    const std::int64_t stretch = std::int64_t{1} << (random() % 25);
    for (int i = 0; i < 600; ++i)
      all.push_back({1'700'000'000 + static_cast<std::int64_t>(random() % 900) * stretch,
                     "p" + std::to_string(random() % 600), static_cast<Verdict>(random() % 4)});
    const Timeline whole = timeline_of(all);
    std::shuffle(all.begin(), all.end(), random);
    const auto cut = all.begin() + static_cast<std::ptrdiff_t>(random() % all.size());
    Timeline a = timeline_of({all.begin(), cut});
    Timeline b = timeline_of({cut, all.end()});
    Timeline ba = b;
    ba.merge(a);
    a.merge(b);
    expect_same(whole, a);
    expect_same(whole, ba);
  }
}

}  // namespace
}  // namespace profgen::report
