#include "profgen/evidence.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "support/cases.hpp"

namespace profgen::evidence {
namespace {

bool same(const Evidence& a, const Evidence& b) {
  if (a.subjects().size() != b.subjects().size()) return false;
  auto left = a.subjects().begin();
  for (const auto& [subject, accesses] : b.subjects()) {
    if (left->first != subject || left->second.size() != accesses.size()) return false;
    auto at = left->second.begin();
    for (const auto& [key, seen] : accesses) {
      const Seen& other = at->second;
      if (at->first != key || other.counts != seen.counts || other.untrusted != seen.untrusted ||
          other.first_us != seen.first_us || other.last_us != seen.last_us ||
          other.hosts != seen.hosts || other.programs != seen.programs ||
          other.sample != seen.sample || other.info != seen.info || other.unusable != seen.unusable)
        return false;
      ++at;
    }
    ++left;
  }
  return true;
}

// Lines of two hosts over several transports, some of them twice.
std::string random_log(std::mt19937& random, int lines) {
  const auto pick = [&random](std::initializer_list<const char*> of) {
    return std::string(*(of.begin() + random() % of.size()));
  };
  std::string text;
  for (int i = 0; i < lines; ++i) {
    const std::string stamp = "audit(" + std::to_string(1795457100 + random() % 4) +
                              ".000:" + std::to_string(random() % 4) + "): ";
    text += pick({"type=AVC msg=", "node=a type=AVC msg=", "Nov 23 18:12:38 a kernel: audit: ",
                  "Nov 23 18:12:38 a sh: "}) +
            stamp + "apparmor=\"" + pick({"ALLOWED", "DENIED", "AUDIT", "KILLED", "STATUS"}) +
            "\" operation=\"" + pick({"open", "file_perm", "teleport"}) + "\" info=\"" +
            pick({"", "b", "a", "Failed name lookup - x"}) + "\" profile=\"" +
            pick({"p", "p//c", ":ns:p"}) + "\" name=\"" + pick({"/a", "/b", "c"}) + "\" comm=\"" +
            pick({"x", "y"}) + "\" requested_mask=\"r\" denied_mask=\"" + pick({"r", "rw", "y"}) +
            "\" fsuid=0 ouid=" + pick({"0", "1"}) + "\n";
  }
  return text;
}

struct Given {
  std::vector<std::pair<Record, Event>> events;
};
Given read(const std::string& text, const std::string& source = "s") {
  Given given;
  (void)log::read_text(text, source, [&given](const Record& record, const Event& event) {
    given.events.emplace_back(record, event);
  });
  return given;
}
Evidence collect(const Given& given) {
  Evidence evidence;
  for (const auto& [record, event] : given.events) evidence.add(record, event);
  return evidence;
}

// The records of each log stay in their order: that tells a replay from a record that is there
// twice.
TEST(Evidence, LogsMayComeInAnyOrder) {
  std::mt19937 random(11);
  for (int round = 0; round < 200; ++round) {
    std::vector<Given> logs;
    for (const char* name : {"a", "b", "c"}) logs.push_back(read(random_log(random, 15), name));
    const auto mixed = [&logs, &random] {
      Evidence evidence;
      std::vector<std::size_t> at(logs.size()), turns;
      for (std::size_t i = 0; i < logs.size(); ++i)
        turns.insert(turns.end(), logs[i].events.size(), i);
      std::shuffle(turns.begin(), turns.end(), random);
      for (const std::size_t i : turns) {
        const auto& [record, event] = logs[i].events[at[i]++];
        evidence.add(record, event);
      }
      return evidence;
    };
    const Evidence one = mixed();
    EXPECT_TRUE(same(one, mixed())) << "round " << round;
  }
}

TEST(Evidence, MergeIsCommutativeAndAssociative) {
  std::mt19937 random(12);
  for (int round = 0; round < 200; ++round) {
    const Evidence a = collect(read(random_log(random, 15), "a")),
                   b = collect(read(random_log(random, 15), "b")),
                   c = collect(read(random_log(random, 15), "c"));
    Evidence ab = a, ba = b;
    ab.merge(b);
    ba.merge(a);
    EXPECT_TRUE(same(ab, ba));
    Evidence ab_c = ab, bc = b, a_bc = a;
    ab_c.merge(c);
    bc.merge(c);
    a_bc.merge(bc);
    EXPECT_TRUE(same(ab_c, a_bc));
    Evidence none = a;
    none.merge(Evidence());
    EXPECT_TRUE(same(none, a));
  }
}

TEST(Evidence, MergeWithItselfChangesNothing) {
  std::mt19937 random(13);
  for (int round = 0; round < 100; ++round) {
    const Evidence evidence = collect(read(random_log(random, 10)));
    Evidence twice = evidence;
    twice.merge(evidence);
    EXPECT_TRUE(same(evidence, twice)) << "round " << round;
    twice.merge(twice);
    EXPECT_TRUE(same(evidence, twice)) << "round " << round;
  }
}

const std::string body =
    R"(apparmor="DENIED" operation="open" profile="p" name="/f" pid=1 comm="c" requested_mask="r" denied_mask="r" fsuid=0 ouid=0)";
std::string kernel_line(int serial, const std::string& host = "n") {
  return "Nov 23 18:12:38 " + host +
         " kernel: audit: type=1400 audit(1795457558.621:" + std::to_string(serial) + "): " + body +
         "\n";
}
std::string journal_line(int serial, const std::string& transport) {
  std::string message;
  for (const char c : body) message += c == '"' ? std::string("\\\"") : std::string(1, c);
  return R"({"_TRANSPORT":")" + transport + R"(","_HOSTNAME":"n","_AUDIT_ID":")" +
         std::to_string(serial) +
         R"(","_SOURCE_REALTIME_TIMESTAMP":"1795457558621000","MESSAGE":"AVC )" + message + "\"}\n";
}
Seen only(const Evidence& evidence) {
  EXPECT_EQ(evidence.distinct(), 1u);
  return evidence.subjects().begin()->second.begin()->second;
}

TEST(Duplicates, OneEventInTwoPlacesCountsOnce) {
  Evidence evidence;
  for (const auto& [text, source] :
       {std::pair<std::string, std::string>(kernel_line(1) + kernel_line(2), "kern.log"),
        {kernel_line(1) + kernel_line(2), "syslog"},
        {journal_line(1, "audit") + journal_line(2, "audit"), "journal.json"}})
    for (const auto& [record, event] : read(text, source).events) evidence.add(record, event);
  EXPECT_EQ(only(evidence).total(), 2u);
}

// audit.log does not say whose it is; the journal does.
TEST(Duplicates, NoHostAgreesWithAnyInEitherOrder) {
  const std::string audit = "type=AVC msg=audit(1795457558.621:1): " + body + "\n";
  for (const bool audit_first : {true, false}) {
    Evidence evidence;
    for (const bool is_audit : {audit_first, !audit_first})
      for (const auto& [record, event] :
           read(is_audit ? audit : journal_line(1, "audit"), is_audit ? "audit.log" : "j").events)
        evidence.add(record, event);
    EXPECT_EQ(only(evidence).total(), 1u);
    EXPECT_EQ(only(evidence).hosts, std::set<std::string>{"n"});
  }
}

TEST(Duplicates, TwiceInOnePlaceCountsTwice) {
  const std::string text = kernel_line(1) + kernel_line(1) + kernel_line(1);
  Evidence evidence = collect(read(text, "kern.log"));
  EXPECT_EQ(only(evidence).total(), 3u);
  for (const auto& [record, event] : read(text + text, "syslog").events)
    evidence.add(record, event);
  EXPECT_EQ(only(evidence).total(), 6u) << "the place that has most of it is right";
}

TEST(Duplicates, OtherHostsAreOtherEvents) {
  EXPECT_EQ(only(collect(read(kernel_line(1, "n") + kernel_line(1, "m")))).total(), 2u);
}

TEST(Duplicates, AForgedLineHidesNothing) {
  Evidence evidence;
  const std::string forged =
      "Nov 23 18:12:38 n sh: audit: type=1400 audit(1795457558.621:1): " + body + "\n";
  for (const auto& [record, event] : read(forged, "syslog").events) evidence.add(record, event);
  EXPECT_FALSE(only(evidence).trusted());
  for (const auto& [record, event] : read(kernel_line(1), "kern.log").events)
    evidence.add(record, event);
  EXPECT_EQ(only(evidence).total(), 2u);
  EXPECT_EQ(only(evidence).untrusted, 1u);
}

TEST(Duplicates, AreForgottenInTheEndButNoAccessIsLost) {
  Evidence evidence;
  std::string text;
  const std::size_t lines = proof::cases(100'000);
  for (std::size_t i = 0; i < lines; ++i) text += kernel_line(static_cast<int>(i));
  for (const char* source : {"kern.log", "syslog"})
    (void)log::read_text(text, source, [&evidence](const Record& record, const Event& event) {
      evidence.add(record, event);
    });
  EXPECT_EQ(evidence.distinct(), 1u);
  EXPECT_GE(only(evidence).total(), lines);
}

TEST(Evidence, WhatItKeeps) {
  const Evidence evidence = collect(read(
      "type=AVC msg=audit(20.000:1): apparmor=\"ALLOWED\" operation=\"open\" profile=\"p\" "
      "name=\"/f\" comm=\"b\" denied_mask=\"r\"\n"
      "node=h type=AVC msg=audit(10.000:2): apparmor=\"DENIED\" operation=\"open\" info=\"i\" "
      "profile=\"p\" name=\"/f\" comm=\"a\" denied_mask=\"r\"\n"
      "apparmor=\"KILLED\" operation=\"open\" profile=\"p\" name=\"/f\" denied_mask=\"r\"\n"
      "type=AVC msg=audit(5.000:3): apparmor=\"STATUS\" operation=\"profile_load\" name=\"q\"\n"));
  const Seen seen = only(evidence);
  EXPECT_EQ(seen.counts, (std::array<std::uint64_t, 4>{0, 1, 1, 1}));
  EXPECT_EQ(seen.total(), 3u);
  EXPECT_EQ(seen.untrusted, 1u);
  EXPECT_EQ(seen.first_us, 10'000'000);
  EXPECT_EQ(seen.last_us, 20'000'000);
  EXPECT_EQ(seen.hosts, std::set<std::string>{"h"});
  EXPECT_EQ(seen.programs, (std::set<std::string>{"a", "b"}));
  EXPECT_EQ(seen.info, "i");
  EXPECT_FALSE(seen.complain());
}

TEST(Evidence, WhatCannotBeUsedStaysApart) {
  const Evidence evidence = collect(
      read("type=AVC msg=audit(1.000:1): apparmor=\"DENIED\" operation=\"open\" profile=\"p\" "
           "name=\"f\" denied_mask=\"r\"\n"
           "type=AVC msg=audit(1.000:2): apparmor=\"DENIED\" operation=\"teleport\" "
           "profile=\"p\"\n"));
  ASSERT_EQ(evidence.distinct(), 2u);
  for (const auto& [key, seen] : evidence.subjects().begin()->second) {
    EXPECT_TRUE(key.unusable);
    EXPECT_NE(seen.unusable, "");
  }
}

// Ten thousand hosts tell the same: the memory is that of one, and no order changes the outcome.
TEST(Evidence, HostsDoNotAddUp) {
  std::vector<Evidence> hosts;
  constexpr std::size_t many = proof::share > 1 ? 100 : 500;
  for (std::size_t i = 0; i < many; ++i)
    hosts.push_back(collect(read(kernel_line(1, "host" + std::to_string(i)))));
  std::mt19937 random(14);
  Evidence all, other;
  for (const Evidence& one : hosts) all.merge(one);
  std::shuffle(hosts.begin(), hosts.end(), random);
  for (const Evidence& one : hosts) other.merge(one);
  EXPECT_TRUE(same(all, other));
  EXPECT_EQ(only(all).total(), many);
  EXPECT_EQ(only(all).hosts.size(), Seen::most_names);
}

TEST(Evidence, TakesAnAccessAsItWasCounted) {
  const Evidence from = collect(read(kernel_line(1) + kernel_line(2)));
  Evidence to;
  for (const auto& [subject, accesses] : from.subjects())
    for (const auto& [key, seen] : accesses) to.add(subject, key, seen);
  EXPECT_TRUE(same(from, to));
}

}  // namespace
}  // namespace profgen::evidence
