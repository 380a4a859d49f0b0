// The recorded logs: every format of a run tells the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <set>
#include <vector>

#include "base/text.hpp"
#include "profgen/evidence.hpp"

namespace profgen::evidence {
namespace {

namespace fs = std::filesystem;

fs::path captures() {
  const char* folder = std::getenv("PROFGEN_SHARED");
  return (folder ? fs::path(folder) : fs::path(PROFGEN_SOURCE_DIR).parent_path() / "shared") /
         "captures";
}

struct Told {
  log::ReadReport report;
  Evidence evidence;
};
Told read_run(const fs::path& path) {
  Told told;
  told.report =
      log::read_logs({path.string()}, [&told, &path](const Record& record, const Event& event) {
        told.evidence.add(record, event);
        EXPECT_TRUE(record.trusted()) << path << ":" << record.line;
        EXPECT_TRUE(text::is_utf8(log::to_json(record, event)));
      });
  return told;
}

// What a format must tell of an access as every other does: host, program and sample may differ.
struct Account {
  std::array<std::uint64_t, 4> counts{};
  std::int64_t first_us = 0, last_us = 0;
  std::string info;
  friend bool operator==(const Account&, const Account&) = default;
};
using All = std::map<std::pair<Subject, Key>, Account>;

All all_of(const Evidence& evidence) {
  All out;
  for (const auto& [subject, accesses] : evidence.subjects())
    for (const auto& [key, seen] : accesses)
      out[{subject, key}] = {seen.counts, seen.first_us, seen.last_us, seen.info};
  return out;
}

// `journalctl -o short` drops the audit stamp of the lines that journald had from the audit itself:
// whole seconds are left, and the kernel's copy of such a record is not known again.
constexpr std::string_view stampless = "journal.short";
bool as_without_stamps(const Account& told, const Account& whole) {
  constexpr std::int64_t second = 1'000'000;
  for (std::size_t i = 0; i < told.counts.size(); ++i)
    if (told.counts[i] < whole.counts[i] || told.counts[i] > 2 * whole.counts[i]) return false;
  return std::abs(told.first_us - whole.first_us) <= second &&
         std::abs(told.last_us - whole.last_us) <= second && told.info == whole.info;
}

// A part tells no more of an access than the whole.
bool within(const Account& part, const Account& whole) {
  for (std::size_t i = 0; i < part.counts.size(); ++i)
    if (part.counts[i] > whole.counts[i]) return false;
  return part.first_us >= whole.first_us && part.last_us <= whole.last_us;
}

// Why a format holds a part of a run only; every other one must tell all of it.
struct Partial {
  std::string_view format, when, reason;
};
constexpr Partial partial[] = {
    {"dmesg", "", "the kernel's ring keeps about the last 180 records"},
    {"dmesg-T", "", "the kernel's ring keeps about the last 180 records"},
    {"dmesg.json", "", "the kernel's ring keeps about the last 180 records"},
    {"journal.kernel-short-iso", "", "journald misses kernel messages in bursts, and says so"},
    {"kern.log", "auditd", "what auditd takes the kernel does not print"},
    {"syslog", "auditd", "what auditd takes the kernel does not print"},
    {"journal.short", "no audit socket", "journald 257 has the kernel's messages only"},
    {"journal.json", "no audit socket", "journald 257 has the kernel's messages only"},
    {"journal.audit-export", "no audit socket", "journald 257 has the kernel's messages only"},
};
constexpr std::string_view formats[] = {"audit.log",
                                        "kern.log",
                                        "syslog",
                                        "dmesg",
                                        "dmesg-T",
                                        "dmesg.json",
                                        "journal.json",
                                        "journal.short",
                                        "journal.kernel-short-iso",
                                        "journal.audit-export"};

std::string_view why_partial(std::string_view format, bool auditd, bool audit_socket) {
  for (const Partial& entry : partial)
    if (entry.format == format && (entry.when.empty() || (entry.when == "auditd" && auditd) ||
                                   (entry.when == "no audit socket" && !audit_socket)))
      return entry.reason;
  return {};
}

// Every reason for which a record of theirs may be passed over.
const std::set<std::string> known_reasons = {
    "the kernel could not resolve the path: Failed name lookup - disconnected path",
    "the kernel only tried whether it might (optional: no audit)",
    "the target profile is not loaded: label not found",
    "the record names no target profile",
    "the record names no hat",  // "hat not found"
    "the task was unconfined",
    "mentions apparmor= but holds no record",
};

TEST(Captures, EveryFormatTellsTheSame) {
  if (!fs::exists(captures())) GTEST_SKIP() << "no recorded logs at " << captures();
  std::size_t runs = 0;
  for (const fs::directory_entry& suite : fs::directory_iterator(captures())) {
    if (!suite.is_directory()) continue;
    for (const fs::directory_entry& run : fs::directory_iterator(suite)) {
      ++runs;
      std::map<std::string, fs::path> files;
      for (const fs::directory_entry& entry : fs::directory_iterator(run)) {
        std::string name = entry.path().filename().string();
        for (const std::string suffix : {".zst", ".gz"})
          if (name.size() > suffix.size() && name.rfind(suffix) == name.size() - suffix.size())
            name.resize(name.size() - suffix.size());
        if (std::find(std::begin(formats), std::end(formats), name) != std::end(formats))
          files[name] = entry.path();
      }
      const bool auditd = files.count("audit.log") != 0;
      const bool audit_socket = suite.path().filename() == "bookworm";  // journald 252
      const std::string best = auditd ? "audit.log" : "kern.log";
      const Told whole = read_run(files.at(best));
      const All all = all_of(whole.evidence);
      EXPECT_GT(all.size(), 100u) << run.path();
      std::cout << suite.path().filename().string() << "/" << run.path().filename().string() << " "
                << best << ": " << whole.report.records << " records, " << all.size()
                << " distinct;";
      for (const auto& [name, path] : files) {
        const Told told = read_run(path);
        EXPECT_TRUE(told.report.failures.empty()) << path;
        EXPECT_EQ(told.report.records, told.report.events) << path;
        for (const auto& [reason, ignored] : told.report.ignored)
          EXPECT_EQ(known_reasons.count(reason), 1u) << reason << "\n" << ignored.example;
        const All part = all_of(told.evidence);
        std::cout << " " << name << " " << part.size();
        const bool complete = why_partial(name, auditd, audit_socket).empty();
        if (complete) {
          EXPECT_EQ(part.size(), all.size()) << path;
        }
        for (const auto& [access, account] : part) {
          const auto same = all.find(access);
          ASSERT_NE(same, all.end()) << path << " alone has " << access.first.profile << ": "
                                     << describe(access.second.access);
          const bool agrees = !complete           ? within(account, same->second)
                              : name == stampless ? as_without_stamps(account, same->second)
                                                  : account == same->second;
          EXPECT_TRUE(agrees) << path << " counts otherwise: " << access.first.profile << ": "
                              << describe(access.second.access) << ": " << account.counts[1]
                              << " for " << same->second.counts[1] << " allowed, "
                              << account.counts[2] << " for " << same->second.counts[2]
                              << " denied";
        }
      }
      std::cout << "\n";
    }
  }
  EXPECT_GT(runs, 0u);
}

// With auditd off journald 252 keeps each event twice, kern.log once.
TEST(Captures, NothingCountsTwice) {
  const fs::path run = captures() / "bookworm" / "complain-off";
  if (!fs::exists(run)) GTEST_SKIP() << "no recorded logs at " << run;
  Evidence together;
  std::vector<std::string> sources;
  for (const fs::directory_entry& entry : fs::directory_iterator(run)) {
    const std::string name = entry.path().filename().string();
    if (name.rfind("kern.log", 0) == 0 || name.rfind("syslog", 0) == 0 ||
        name.rfind("journal.json", 0) == 0 || name.rfind("journal.audit-export", 0) == 0 ||
        name == "dmesg")
      sources.push_back(entry.path().string());
  }
  ASSERT_EQ(sources.size(), 5u);
  const auto add = [&together](const Record& record, const Event& event) {
    // The ring has no host name; the others say which it was.
    if (record.host.empty()) return;
    together.add(record, event);
  };
  (void)log::read_logs(sources, add);
  std::uint64_t most = 0, once = 0;
  Evidence single;
  for (const std::string& source : sources)
    if (source.find("kern.log") != std::string::npos) single = read_run(source).evidence;
  for (const auto& [subject, accesses] : together.subjects())
    for (const auto& [key, seen] : accesses) most += seen.total();
  for (const auto& [subject, accesses] : single.subjects())
    for (const auto& [key, seen] : accesses) once += seen.total();
  EXPECT_EQ(most, once);
}

// auditd's own log names no host, the journal of the same run does.
TEST(Captures, AuditLogAndJournalCountOnce) {
  const fs::path run = captures() / "bookworm" / "complain-raw";
  if (!fs::exists(run)) GTEST_SKIP() << "no recorded logs at " << run;
  const auto total = [&run](const std::vector<std::string>& names) {
    Evidence evidence;
    std::vector<std::string> sources;
    for (const fs::directory_entry& entry : fs::directory_iterator(run))
      for (const std::string& name : names)
        if (entry.path().filename().string().rfind(name, 0) == 0)
          sources.push_back(entry.path().string());
    EXPECT_EQ(sources.size(), names.size());
    (void)log::read_logs(sources, [&evidence](const Record& record, const Event& event) {
      evidence.add(record, event);
    });
    std::uint64_t sum = 0;
    for (const auto& [subject, accesses] : evidence.subjects())
      for (const auto& [key, seen] : accesses) sum += seen.total();
    return sum;
  };
  EXPECT_EQ(total({"audit.log", "journal.json"}), total({"audit.log"}));
}

}  // namespace
}  // namespace profgen::evidence
