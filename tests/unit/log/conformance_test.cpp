// Upstream's records (conformance/records/*.in) against what libapparmor reads out of them (*.out).
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <sstream>

#include "base/text.hpp"
#include "reading.hpp"
#include "shared.hpp"

namespace profgen::log {
namespace {

namespace fs = std::filesystem;

// A line of a .out file and the fields that it may come from.
const std::map<std::string, std::vector<std::string>> sources_of = {
    {"Operation", {"operation"}},
    {"Mask", {"requested_mask", "requested"}},
    {"Denied Mask", {"denied_mask", "denied", "mask"}},
    {"fsuid", {"fsuid"}},
    {"ouid", {"ouid"}},
    {"Profile", {"profile", "label"}},
    {"Name", {"capname", "name"}},
    {"Name2", {"name2", "target"}},
    {"Command", {"comm", "exe"}},
    {"Info", {"info"}},
    {"PID", {"pid"}},
    {"Peer PID", {"peer_pid"}},
    {"Attribute", {"attribute"}},
    {"Task", {"task"}},
    {"Parent", {"parent"}},
    {"Token", {"magic_token"}},
    {"Peer", {"peer"}},
    {"Peer profile", {"peer_profile", "peer_label", "tcontext"}},
    {"Network family", {"family"}},
    {"Socket type", {"sock_type"}},
    {"Local addr", {"laddr", "saddr"}},
    {"Foreign addr", {"faddr", "daddr"}},
    {"Local port", {"lport", "src"}},
    {"Foreign port", {"fport", "dest"}},
    {"DBus bus", {"bus"}},
    {"DBus path", {"path"}},
    {"DBus interface", {"interface"}},
    {"DBus member", {"member", "method"}},
    {"Signal", {"signal"}},
    {"FS Type", {"fstype"}},
    {"Flags", {"flags"}},
    {"Src name", {"srcname"}},
    {"Class", {"class"}},
    {"Execpath", {"execpath"}},
    {"Namespace", {"namespace"}},
    {"Local unix", {"addr"}},
};

// What libapparmor calls an event of a verdict.
const std::map<std::string, Verdict> verdicts = {
    {"AA_RECORD_AUDIT", Verdict::audit},   {"AA_RECORD_ALLOWED", Verdict::allowed},
    {"AA_RECORD_DENIED", Verdict::denied}, {"AA_RECORD_HINT", Verdict::hint},
    {"AA_RECORD_STATUS", Verdict::status}, {"AA_RECORD_ERROR", Verdict::error}};

// Records that libapparmor calls invalid, or reads otherwise, on purpose or not; and why ours is
// better or as good.
const std::map<std::string, std::string> answered_better = {
    {"ptrace_garbage_lp1689667_1", "a denial whose peer the kernel lost: kept, as unusable"},
    {"ptrace_garbage_lp1689667_2", "freed memory as a peer: kept, as unusable"},
};

bool same_number(const std::string& a, const std::string& b) {
  const auto x = text::to_number(a), y = text::to_number(b);
  return x && y && *x == *y;
}

// The lines of `expected` that the event does not agree with.
std::vector<std::string> differences(const std::map<std::string, std::string>& expected,
                                     const Record& record, const Event& event) {
  std::vector<std::string> out;
  const OwnFields fields(record);
  const auto expect = [&out](const std::string& key, bool agrees, const std::string& want) {
    if (!agrees) out.push_back(key + " should be " + want);
  };
  for (const auto& [key, want] : expected) {
    if (key == "Event type") {
      const auto verdict = verdicts.find(want);
      expect(key, verdict != verdicts.end() && verdict->second == event.verdict, want);
    } else if (key == "Epoch") {
      expect(key, std::to_string(record.time_us / 1'000'000) == want, want);
    } else if (key == "Audit subid") {
      expect(key, std::to_string(record.serial) == want, want);
    } else if (key == "ErrorCode") {
      expect(key, std::to_string(event.error < 0 ? -event.error : event.error) == want, want);
    } else if (key == "Protocol") {
      const auto* network = std::get_if<NetworkAccess>(&event.access);
      const std::string_view number = fields.get("protocol");
      expect(key, (network && network->protocol == want) || number == want || number == "0", want);
    } else if (const auto sources = sources_of.find(key); sources != sources_of.end()) {
      bool agrees = false;
      for (const std::string& source : sources->second)
        agrees =
            agrees || (fields.has(source) && (fields.get(source) == want ||
                                              same_number(std::string(fields.get(source)), want)));
      expect(key, agrees, want);
    } else if (key != "File" && key != "Audit ID") {
      out.push_back("no idea what '" + key + "' is");
    }
  }
  return out;
}

TEST(Conformance, UpstreamRecords) {
  const fs::path folder = shared_folder() / "conformance" / "records";
  if (!fs::exists(folder)) GTEST_SKIP() << "no upstream records at " << folder;
  std::size_t records = 0, compared = 0, better = 0, nothing = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".in") continue;
    ++records;
    const std::string name = entry.path().stem().string();
    std::map<std::string, std::string> expected;
    std::istringstream out(file_text(fs::path(entry.path()).replace_extension(".out")));
    for (std::string line; std::getline(out, line);)
      if (const std::size_t colon = line.find(": "); colon != std::string::npos)
        expected[line.substr(0, colon)] = line.substr(colon + 2);
    const Read read = read_all(file_text(entry.path()), name);
    if (answered_better.count(name) != 0) {
      ++better;
      ASSERT_EQ(read.events.size(), 1u) << name;
      EXPECT_NE(read.events[0].second.unusable, "") << name;
      continue;
    }
    if (expected["Event type"] == "AA_RECORD_INVALID") {
      ++nothing;
      EXPECT_TRUE(read.events.empty()) << name << " is invalid for libapparmor";
      continue;
    }
    ++compared;
    ASSERT_EQ(read.events.size(), 1u)
        << name << (read.report.ignored.empty() ? "" : ": " + read.report.ignored.begin()->first);
    for (const std::string& difference :
         differences(expected, read.events[0].first, read.events[0].second))
      ADD_FAILURE() << name << ": " << difference;
  }
  std::cout << records << " records: " << compared << " agree in every field, " << nothing
            << " are none for either, " << better << " answered better\n";
  EXPECT_GT(records, 0u);
}

// Where upstream expects a rule, there must be an access to make it of; where it expects none,
// none.
TEST(Conformance, UsableWhereUpstreamExpectsARule) {
  const fs::path folder = shared_folder() / "conformance" / "records";
  if (!fs::exists(folder)) GTEST_SKIP() << "no upstream records at " << folder;
  const std::map<std::string, std::string> differ = {
      {"testcase_userns_02", "audit of an unconfined task: upstream names a profile by execpath"}};
  std::size_t rules = 0, none = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().stem().string();
    if (entry.path().extension() != ".profile" || differ.count(name) != 0) continue;
    const std::string profile = file_text(entry.path());
    const bool rule = profile.find(",\n") != std::string::npos;
    const Read read = read_all(file_text(fs::path(entry.path()).replace_extension(".in")), name);
    ASSERT_EQ(read.events.size(), 1u) << name;
    const Event& event = read.events[0].second;
    EXPECT_EQ(event.unusable.empty() && event.access.index() != 0, rule)
        << name << ": '" << event.unusable << "'\n"
        << profile;
    ++(rule ? rules : none);
  }
  std::cout << rules << " records with a rule to come of them, " << none << " without\n";
}

}  // namespace
}  // namespace profgen::log
