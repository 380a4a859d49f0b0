// Binary journal files, made of export texts by systemd-journal-remote (a test-only program).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "folder.hpp"
#include "log/live/journal_source.hpp"
#include "profgen/event.hpp"
#include "profgen/follow.hpp"
#include "profgen/system.hpp"
#include "shared.hpp"

namespace profgen::log {
namespace {

// Where Debian has it; it is in no PATH.
constexpr const char* remote = "/lib/systemd/systemd-journal-remote";

class Journal : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(remote)) GTEST_SKIP() << remote << " is not installed: no journal to read";
    if (const auto opened = JournalSource::open("journal:" + folder_.path());
        !opened && opened.error().text().find("without libsystemd") != std::string::npos)
      GTEST_SKIP() << opened.error().text();
  }
  // Adds the entries of an export text to a journal file.
  std::string import(const std::string& name, const std::string& text) {
    const std::string path = folder_.path() + "/" + name;
    Command command;
    command.argv = {remote, "--split-mode=none", "-o", path, "-"};
    command.input = text;
    const auto done = real_processes()->run(command);
    EXPECT_TRUE(done && done->exit_code == 0) << (done ? done->errors : done.error().text());
    return path;
  }

  Folder folder_;
};

std::string entry(int n, const std::string& transport, const std::string& message) {
  return fmt::format(
      "__REALTIME_TIMESTAMP={0}\n__MONOTONIC_TIMESTAMP={1}\n"
      "_BOOT_ID=0123456789abcdef0123456789abcdef\n_HOSTNAME=web1\n_TRANSPORT={2}\n"
      "_AUDIT_TYPE=1400\n_AUDIT_ID={1}\n_SOURCE_REALTIME_TIMESTAMP={0}\nMESSAGE={3}\n\n",
      1795457176000000 + n, n, transport, message);
}
std::string denied(int n) {
  return entry(n, "audit",
               fmt::format(R"(AVC apparmor="DENIED" operation="open" profile="web" )"
                           R"(name="/etc/{}" requested_mask="r" denied_mask="r")",
                           n));
}

// Everything of an event but where it was read.
std::vector<std::string> read(const std::string& source, ReadReport& report,
                              const ReadOptions& options = {}) {
  std::vector<std::string> out;
  report = read_logs(
      {source},
      [&out](const Record& record, const Event& event) {
        Record plain = record;
        plain.source.clear();
        out.push_back(to_json(plain, event));
      },
      options);
  return out;
}

TEST_F(Journal, AFileIsReadNativelyAndGivesWhatItsExportGives) {
  const std::string text = denied(1) + entry(2, "syslog", "hello") + denied(3) +
                           entry(4, "kernel",
                                 "audit: type=1400 audit(1795457176.001:4): "
                                 "apparmor=\"DENIED\" operation=\"open\" "
                                 "profile=\"web\" name=\"/x\" denied_mask=\"r\"");
  ReadReport native, plain;
  const std::string journal = import("system.journal", text);
  const auto from_journal = read(journal, native);
  std::string export_text = text;
  for (std::size_t at = 0; (at = export_text.find("__REALTIME", at)) != std::string::npos; at += 20)
    export_text.insert(at, "__CURSOR=x\n");
  EXPECT_EQ(from_journal, read(folder_.write("export", export_text), plain));
  EXPECT_EQ(from_journal.size(), 3u);
  EXPECT_EQ(native.lines, 3u);  // what is neither the kernel's nor audit's is not looked at
  EXPECT_TRUE(native.failures.empty());
  ReadReport of_folder;
  EXPECT_EQ(read("journal:" + folder_.path(), of_folder), from_journal);
  EXPECT_EQ(of_folder.positions.size(), 1u);
}

TEST_F(Journal, ReadingGoesOnBehindTheCursor) {
  const std::string journal = import("system.journal", denied(1) + denied(2));
  ReadReport first, second, third;
  ReadOptions options;
  options.whole_lines = true;
  EXPECT_EQ(read(journal, first, options).size(), 2u);
  ASSERT_EQ(first.positions.size(), 1u);
  EXPECT_FALSE(first.positions[0].cursor.empty());
  options.resume = first.positions;
  EXPECT_TRUE(read(journal, second, options).empty());
  ASSERT_EQ(second.positions.size(), 1u);
  EXPECT_EQ(second.positions[0].cursor, first.positions[0].cursor);
  import("system.journal", denied(3));
  options.resume = second.positions;
  const auto events = read(journal, third, options);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_NE(events[0].find("/etc/3"), std::string::npos);
  EXPECT_TRUE(third.notes.empty());
}

TEST_F(Journal, IsFollowed) {
  const std::string journal = import("system.journal", denied(1));
  Follow follow({journal}, {});
  int events = 0;
  const EventSink sink = [&events](const Record&, const Event&) { ++events; };
  (void)follow.step(sink, 0);
  EXPECT_EQ(events, 1);
  import("system.journal", denied(2) + denied(3));
  for (int i = 0; i < 50 && events < 3; ++i) (void)follow.step(sink, 100);
  EXPECT_EQ(events, 3);
}

TEST_F(Journal, ARecordingGivesWhatItsExportGives) {
  const fs::path recorded =
      shared_folder() / "captures/bookworm/complain-off/journal.audit-export.gz";
  if (!fs::exists(recorded)) GTEST_SKIP() << recorded << " is not there";
  Command unpack;
  unpack.argv = {"gzip", "-dc", recorded.string()};
  const auto text = real_processes()->run(unpack);
  ASSERT_TRUE(text);
  ReadReport native, plain;
  const auto from_journal = read(import("system.journal", text->output), native);
  const auto from_export = read(recorded.string(), plain);
  EXPECT_EQ(from_journal, from_export);
  EXPECT_GT(from_journal.size(), 100u);
}

TEST(JournalNames, WhatCannotBeReadIsTold) {
  EXPECT_TRUE(is_journal_name("journal:"));
  EXPECT_TRUE(is_journal_name("journal:/var/log/journal"));
  EXPECT_FALSE(is_journal_name("/var/log/journal"));
  const ReadReport report = read_logs({"journal:/nowhere"}, [](const Record&, const Event&) {});
  ASSERT_EQ(report.failures.size(), 1u);
  EXPECT_NE(report.failures[0].text().find("journal:/nowhere"), std::string::npos);
}

}  // namespace
}  // namespace profgen::log
