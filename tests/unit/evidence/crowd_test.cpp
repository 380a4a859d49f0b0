// Too many names: what collapses depends on the set of accesses alone, so that merging stays a
// join.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "profgen/evidence_file.hpp"
#include "support/cases.hpp"

namespace profgen::evidence {
namespace {

constexpr Limits tiny{3, 14, 2};

struct Line {
  Record record;
  Event event;
};

// A log stream; evidence has any first part of it.
std::vector<Line> random_stream(std::mt19937& random, int number, std::size_t lines) {
  const auto pick = [&random](std::initializer_list<const char*> of) {
    return std::string(*(of.begin() + random() % of.size()));
  };
  const unsigned spread = 1 + random() % 6;
  std::vector<Line> out;
  for (std::size_t i = 0; i < lines; ++i) {
    Line line;
    line.record.source = "log" + std::to_string(number);
    line.record.host = "host" + std::to_string(number);
    (void)line.record.fields.copy("apparmor=" + std::to_string(random() % 100));
    line.record.time_us = static_cast<std::int64_t>(1 + random() % 50);
    line.record.transport = random() % 4 == 0 ? Transport::user : Transport::audit;
    line.event.verdict = random() % 2 == 0 ? Verdict::allowed : Verdict::denied;
    line.event.profile = pick(
        {"P", "P//hat", "Q", "P//null-/a", "P//null-/b", "P//hat//null-/c", "Q//null-/a//null-/b"});
    line.event.name_space = pick({"", "", "ns"});
    std::string path = "/";
    for (unsigned depth = random() % 4; depth != 0; --depth)
      path += "d" + std::to_string(random() % spread) + "/";
    path += "f" + std::to_string(random() % (2 * spread));
    switch (random() % 6) {
      case 0:
        line.event.access = ExecAccess{path, false, ""};
        break;
      case 1:
        line.event.access = CapabilityAccess{pick({"chown", "kill", "setuid", "fowner"})};
        break;
      case 2:
        line.event.access = UnixAccess{1, "stream", "@" + path, "", ""};
        break;
      default:
        line.event.access =
            FileAccess{path, static_cast<FilePerms>(1 + random() % 3), random() % 2 == 0};
    }
    if (random() % 9 == 0) line.event.unusable = "why";
    out.push_back(std::move(line));
  }
  return out;
}

using Streams = std::vector<std::vector<Line>>;

Evidence first_parts(const Streams& streams, const std::vector<std::size_t>& sizes) {
  Evidence evidence(tiny);
  for (std::size_t i = 0; i < streams.size(); ++i)
    for (std::size_t k = 0; k < sizes[i]; ++k)
      evidence.add(streams[i][k].record, streams[i][k].event);
  return evidence;
}

Evidence merged(const Evidence& a, const Evidence& b) {
  Evidence out = a;
  out.merge(b);
  return out;
}

TEST(Crowd, MergingStaysAJoin) {
  std::mt19937 random(31);
  const std::size_t rounds = proof::cases(300);
  std::size_t crowded = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    Streams streams;
    for (int i = 0; i < 3; ++i) streams.push_back(random_stream(random, i, random() % 60));
    std::vector<std::size_t> longest(streams.size());
    std::vector<Evidence> parts;
    for (int i = 0; i < 4; ++i) {
      std::vector<std::size_t> sizes;
      for (std::size_t k = 0; k < streams.size(); ++k) {
        sizes.push_back(random() % 3 == 0 ? 0 : random() % (streams[k].size() + 1));
        longest[k] = std::max(longest[k], sizes.back());
      }
      parts.push_back(first_parts(streams, sizes));
    }
    const std::string all = to_text(first_parts(streams, longest));
    if (all.find("\"crowd\"") != std::string::npos) ++crowded;
    const Evidence ab = merged(parts[0], parts[1]), cd = merged(parts[2], parts[3]);
    ASSERT_EQ(to_text(merged(ab, cd)), all) << "a tree, round " << round;
    ASSERT_EQ(to_text(merged(parts[3], merged(parts[1], merged(parts[0], parts[2])))), all)
        << "a chain, round " << round;
    ASSERT_EQ(to_text(merged(merged(ab, parts[1]), merged(cd, ab))), all)
        << "some twice, round " << round;
    ASSERT_EQ(to_text(merged(ab, ab)), to_text(ab)) << "round " << round;
    // Through files.
    for (const Evidence& part : parts) {
      auto file = open_text(to_text(part), "part");
      ASSERT_TRUE(file) << file.error().text();
      Entry entry;
      for (;;) {
        const Result<bool> more = (*file)->next(entry);
        ASSERT_TRUE(more) << more.error().text();
        if (!*more) break;
      }
    }
  }
  EXPECT_GT(crowded, rounds / 2);
}

// The order of the lines of a log changes samples of nothing.
TEST(Crowd, DependsOnTheSetAlone) {
  std::mt19937 random(32);
  for (std::size_t round = 0; round < proof::cases(200); ++round) {
    Streams streams = {random_stream(random, 0, 80)};
    const auto lines = [&streams] {
      std::string text = to_text(first_parts(streams, {streams[0].size()}));
      return text.substr(text.find("{\"profile\""),
                         text.rfind("{\"end\"") - text.find("{\"profile"));
    };
    const std::string before = lines();
    std::shuffle(streams[0].begin(), streams[0].end(), random);
    ASSERT_EQ(lines(), before) << "round " << round;
  }
}

TEST(Crowd, BoundsTheMemoryOfAnyAttack) {
  const auto distinct = [](auto name_of_line, auto profile_of_line) {
    Evidence evidence;
    Record record;
    record.source = "log";
    Event event;
    event.verdict = Verdict::denied;
    for (std::size_t i = 0; i < proof::cases(60'000); ++i) {
      event.profile = profile_of_line(i);
      event.access = FileAccess{name_of_line(i), file_perm::read, false};
      evidence.add(record, event);
    }
    return evidence.distinct();
  };
  const auto one = [](std::size_t) { return std::string("P"); };
  const auto number = [](std::size_t i) { return std::to_string(i); };
  const Limits limits;
  EXPECT_LE(distinct([&](std::size_t i) { return "/tmp/" + number(i); }, one), 1u + limits.names);
  EXPECT_LE(distinct([&](std::size_t i) { return "/tmp/" + number(i) + "/f"; }, one),
            limits.family);
  EXPECT_LE(distinct(
                [&](std::size_t i) {
                  return "/" + number(i % 7) + "/" + number(i % 97) + "/" + number(i / 97) + "/" +
                         number(i);
                },
                one),
            limits.family);
  EXPECT_LE(distinct([](std::size_t) { return std::string("/etc/x"); },
                     [&](std::size_t i) { return "P//null-/tmp/" + number(i); }),
            limits.children + 1u);
}

}  // namespace
}  // namespace profgen::evidence
