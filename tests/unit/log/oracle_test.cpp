// libapparmor's parse_record() as an oracle: what it reads, we read the same; what it cannot read
// is listed by reason.
#include <gtest/gtest.h>

// The header has a member of that name.
#ifdef __clang__
#pragma clang diagnostic ignored "-Wkeyword-macro"
#endif
#define namespace name_space
extern "C" {
#include <aalogparse/aalogparse.h>
}
#undef namespace

#include <algorithm>
#include <iostream>
#include <map>
#include <memory>

#include "base/text.hpp"
#include "log/byte_source.hpp"
#include "log/lines.hpp"
#include "reading.hpp"
#include "shared.hpp"

// It forgets a few strings of each record that it cannot read; the leak is not ours to fix.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libapparmor"; }

namespace profgen::log {
namespace {

namespace fs = std::filesystem;
using Oracle = std::unique_ptr<aa_log_record, decltype(&free_record)>;

Oracle ask(std::string line) { return {::parse_record(line.data()), &free_record}; }

// Why libapparmor cannot read a line that we can; empty: no reason known.
std::string why_only_ours(std::string_view line) {
  struct Reason {
    std::string_view part, reason;
  };
  static constexpr Reason reasons[] = {
      {"apparmor=\"KILLED\"", "KILLED is no event type to it"},
      {" rlimit=", "rlimit= and value= are unknown fields"},
      {": USER_AVC pid", "journald's form of a record"},
      {": AVC ", "journald's form of a record"},
      {"node=", "node="},
      {"msg='apparmor=", "fields of D-Bus that it does not know"},
      {" trusted=", "an unknown field of our sample"},
  };
  for (const Reason& reason : reasons)
    if (line.find(reason.part) != std::string_view::npos) return std::string(reason.reason);
  for (const std::string key : {"peer", "target", "srcname"})
    if (line.find(' ' + key + "=\"") == std::string_view::npos &&
        line.find(' ' + key + '=') != std::string_view::npos)
      return key + "= in hex is unreadable to it";
  if (line.substr(0, 2) == "20" && line.find("Z ") < 40) return "an ISO date with Z";
  return {};
}

// The line in words that 3.0 knows: without the fields, by the names of then, where these alone
// keep it from reading the rest. The values stay, so that all the other fields are compared.
std::string in_older_words(std::string_view line) {
  struct Change {
    std::string_view key, by;  // by: empty where the field has to go
  };
  static constexpr Change changes[] = {{" class=\"", ""},
                                       {" execpath=\"", ""},
                                       {" ns=\"", ""},
                                       {" requested=\"", " requested_mask=\""},
                                       {" denied=\"", " denied_mask=\""},
                                       {" peer_addr=\"", ""},
                                       {" addr=none", ""},
                                       {" tcontext=\"", ""},
                                       {" src=", " lport="},
                                       {" dest=", " fport="},
                                       {" saddr=", " laddr="},
                                       {" daddr=", " faddr="}};
  std::string out(line);
  for (const Change& change : changes)
    for (std::size_t at = 0; (at = out.find(change.key, at)) != std::string::npos; ++at) {
      const std::size_t end = out.find('"', at + change.key.size());
      out.replace(at,
                  change.key.back() == '"' && change.by.empty() && end != std::string::npos
                      ? end + 1 - at
                      : change.key.size(),
                  change.by);
    }
  return out;
}

// It takes a backslash in a quoted value for an escape; the kernel writes it as it is.
std::string without_backslashes(std::string_view text) {
  std::string out(text);
  out.erase(std::remove(out.begin(), out.end(), '\\'), out.end());
  return out;
}

struct Tally {
  std::size_t lines = 0, same = 0, older_words = 0, backslashes = 0;
  std::map<std::string, std::size_t> only_ours;
};

void compare(std::string_view line, Tally& tally) {
  ++tally.lines;
  Oracle theirs = ask(std::string(line));
  if (!theirs || theirs->event == AA_RECORD_INVALID) {
    Oracle again = ask(in_older_words(line));
    if (again && again->event != AA_RECORD_INVALID) {
      theirs = std::move(again);
      ++tally.older_words;
    }
  }
  const Read read = read_all(line);
  const bool known = theirs && theirs->event != AA_RECORD_INVALID;
  if (read.events.empty()) {
    EXPECT_FALSE(known) << "only libapparmor reads: " << line;
    return;
  }
  const auto& [record, event] = read.events[0];
  if (!known) {
    const std::string reason = why_only_ours(line);
    EXPECT_NE(reason, "") << "only we read, and why? " << line;
    ++tally.only_ours[reason];
    return;
  }
  static const std::map<int, Verdict> verdicts = {
      {AA_RECORD_ERROR, Verdict::error},     {AA_RECORD_AUDIT, Verdict::audit},
      {AA_RECORD_ALLOWED, Verdict::allowed}, {AA_RECORD_DENIED, Verdict::denied},
      {AA_RECORD_HINT, Verdict::hint},       {AA_RECORD_STATUS, Verdict::status}};
  EXPECT_EQ(static_cast<int>(verdicts.at(theirs->event)), static_cast<int>(event.verdict)) << line;
  const OwnFields fields(record);
  struct Pair {
    const char* theirs;
    std::string_view ours;
  };
  const Pair pairs[] = {
      {theirs->operation, fields.get("operation")},
      {theirs->profile, fields.either("profile", "label")},
      {theirs->name, fields.either("capname", "name")},
      {theirs->name2, fields.either("target", "name2")},
      {theirs->comm, fields.either("comm", "exe")},
      {theirs->info, fields.get("info")},
      {theirs->requested_mask, fields.either("requested_mask", "requested")},
      {theirs->net_family, fields.get("family")},
      {theirs->net_sock_type, fields.get("sock_type")},
      {theirs->net_local_addr, fields.either("laddr", "saddr")},
      {theirs->net_foreign_addr, fields.either("faddr", "daddr")},
      {theirs->dbus_bus, fields.get("bus")},
      {theirs->dbus_path, fields.get("path")},
      {theirs->dbus_interface, fields.get("interface")},
      {theirs->dbus_member, fields.either("member", "method")},
      {theirs->signal, fields.get("signal")},
      {theirs->peer, fields.get("peer")},
      {theirs->fs_type, fields.get("fstype")},
      {theirs->flags, fields.get("flags")},
      {theirs->src_name, fields.get("srcname")},
  };
  for (const Pair& pair : pairs) {
    if (!pair.theirs || pair.theirs == pair.ours) continue;
    EXPECT_EQ(pair.theirs, without_backslashes(pair.ours)) << line;
    ++tally.backslashes;
  }
  EXPECT_EQ(theirs->epoch, record.time_us / 1'000'000) << line;
  EXPECT_EQ(theirs->audit_sub_id, record.serial) << line;
  if (theirs->pid != 0) {
    EXPECT_EQ(static_cast<std::int64_t>(theirs->pid), event.pid) << line;
  }
  ++tally.same;
}

void print(const std::string& name, const Tally& tally) {
  std::cout << name << ": " << tally.lines << " lines, " << tally.same << " the same";
  if (tally.older_words != 0)
    std::cout << " (" << tally.older_words << " of them in words that it knows)";
  if (tally.backslashes != 0)
    std::cout << " (in these " << tally.backslashes << " names without their backslash)";
  for (const auto& [reason, count] : tally.only_ours) std::cout << "; " << count << " " << reason;
  std::cout << "\n";
}

Tally compare_file(const fs::path& path) {
  Tally tally;
  auto source = open_source(path.string());
  if (!source) return tally;
  Lines lines(*source->bytes);
  while (const auto line = lines.next())
    if (line->text.find("apparmor=") != std::string_view::npos &&
        line->text.find("Command line") == std::string_view::npos &&
        line->text.find(": [system]") == std::string_view::npos)
      compare(line->text, tally);
  return tally;
}

TEST(Oracle, OurOwnSamples) {
  const Tally tally =
      compare_file(fs::path(PROFGEN_SOURCE_DIR) / "tests" / "data" / "log" / "events.log");
  print("events.log", tally);
  EXPECT_GT(tally.same, 5u);
}

TEST(Oracle, RecordedLogs) {
  const fs::path captures = shared_folder() / "captures";
  if (!fs::exists(captures)) GTEST_SKIP() << "no recorded logs at " << captures;
  std::size_t files = 0;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(captures)) {
    const std::string name = entry.path().filename().string();
    if (name.rfind("audit.log", 0) != 0 && name.rfind("kern.log", 0) != 0 && name != "dmesg")
      continue;
    ++files;
    print(entry.path().lexically_relative(captures).string(), compare_file(entry.path()));
  }
  EXPECT_GT(files, 0u);
}

}  // namespace
}  // namespace profgen::log
