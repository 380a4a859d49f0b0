#include <fmt/format.h>
#include <gtest/gtest.h>

#include "profgen/evidence_file.hpp"
#include "unit/host/made_up_tree.hpp"
#include "unit/node/blob_machine.hpp"

namespace profgen::node {
namespace {

using test::first_problem;
using test::problems_text;

std::string audit_line(int serial, const std::string& profile, const std::string& path,
                       const char* verdict = "DENIED") {
  return fmt::format(
      "type=AVC msg=audit(1795457176.476:{}): apparmor=\"{}\" operation=\"open\" profile=\"{}\" "
      "name=\"{}\" pid=7 comm=\"x\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0\n",
      serial, verdict, profile, path);
}

class NodeEvents : public host::test::MadeUpTree {
 protected:
  void SetUp() override {
    MadeUpTree::SetUp();
    write("proc/sys/kernel/hostname", "web1\n");
    machine_ = std::make_unique<Machine>(Machine{*files_,
                                                 processes_,
                                                 kernel_,
                                                 clock_,
                                                 root_,
                                                 "/etc/apparmor.d",
                                                 "/var/lib/profgen/node",
                                                 0,
                                                 {}});
  }
  void audit_runs() { write("proc/77/comm", "auditd\n"); }
  EventsReply events_since(const std::string& cursor, std::vector<std::string> profiles = {}) {
    const Reply reply = handle(*machine_, Events{cursor, std::move(profiles)});
    EXPECT_TRUE(std::holds_alternative<EventsReply>(reply)) << problems_text(reply);
    const auto* done = std::get_if<EventsReply>(&reply);
    return done == nullptr ? EventsReply{} : *done;
  }
  // "PROFILE PATH" of each access.
  static std::vector<std::string> accesses(const EventsReply& reply) {
    std::vector<std::string> out;
    if (reply.evidence.empty()) return out;
    auto file = evidence::open_text(reply.evidence, "reply");
    EXPECT_TRUE(file) << file.error().text();
    if (!file) return out;
    evidence::Entry entry;
    for (;;) {
      const auto more = (*file)->next(entry);
      if (!more || !*more) break;
      const auto* access = std::get_if<FileAccess>(&entry.key.access);
      out.push_back(entry.subject.profile + " " + (access == nullptr ? "?" : access->path));
    }
    return out;
  }
  using List = std::vector<std::string>;

  std::unique_ptr<Files> files_ = real_files();
  FakeProcesses processes_;
  host::FakeKernel kernel_;
  test::RisingClock clock_;
  std::unique_ptr<Machine> machine_;
  const std::string log_ = "var/log/audit/audit.log";
};

TEST_F(NodeEvents, FromNowOnThenWhatCame) {
  audit_runs();
  write(log_, audit_line(1, "nginx", "/old"));
  const EventsReply begun = events_since("");
  EXPECT_EQ(begun.evidence, "");
  std::string text = read(log_);
  text += audit_line(2, "nginx", "/new") + audit_line(3, "nginx//hat", "/hat", "ALLOWED") +
          audit_line(4, "nginx2", "/other") + audit_line(5, "a//&nginx//null-/bin/x", "/null") +
          "type=AVC msg=audit(1795457176.476:6): appar";
  write(log_, text);
  const EventsReply news = events_since(begun.cursor, {"nginx"});
  EXPECT_EQ(accesses(news),
            (List{"a//&nginx//null-/bin/x /null", "nginx /new", "nginx//hat /hat"}));
  EXPECT_EQ(news.denied, 2u);
  EXPECT_EQ(news.allowed, 1u);
  EXPECT_TRUE(news.gaps.empty());
  // The same cursor gives the same; the next one only the line that was not whole then.
  EXPECT_EQ(events_since(begun.cursor, {"nginx"}).evidence, news.evidence);
  write(log_, text + audit_line(6, "nginx", "/last").substr(43));
  const EventsReply last = events_since(news.cursor, {"nginx"});
  EXPECT_EQ(accesses(last), List{"nginx /last"});
  EXPECT_EQ(events_since(last.cursor).evidence, "");
}

TEST_F(NodeEvents, RotationIsFollowedAndItsGapTold) {
  audit_runs();
  write(log_ + ".1", audit_line(1, "a", "/older"));
  const std::string first = audit_line(2, "a", "/before");
  write(log_, first);
  const EventsReply begun = events_since("");
  write(log_ + ".2", read(log_ + ".1"));
  write(log_ + ".1", first + audit_line(3, "a", "/rotated"));
  write(log_, audit_line(4, "a", "/fresh"));
  const EventsReply news = events_since(begun.cursor);
  EXPECT_EQ(accesses(news), (List{"a /fresh", "a /rotated"}));
  EXPECT_TRUE(news.gaps.empty());
  write(log_ + ".2", audit_line(5, "a", "/x"));
  write(log_ + ".1", audit_line(6, "a", "/y"));
  write(log_, audit_line(7, "a", "/z"));
  const EventsReply gone = events_since(news.cursor);
  EXPECT_EQ(accesses(gone), (List{"a /x", "a /y", "a /z"}));
  ASSERT_EQ(gone.gaps.size(), 1u);
  EXPECT_NE(gone.gaps.front().find("rotated away"), std::string::npos);
}

TEST_F(NodeEvents, AllThatIsThere) {
  audit_runs();
  write(log_ + ".1", audit_line(1, "a", "/older"));
  write(log_, audit_line(2, "a", "/newer"));
  EXPECT_EQ(accesses(events_since(std::string(cursor_at_begin))), (List{"a /newer", "a /older"}));
}

TEST_F(NodeEvents, AnEmptyLogCanBeGoneOnFrom) {
  audit_runs();
  write(log_, "");
  const EventsReply begun = events_since("");
  write(log_, audit_line(1, "a", "/x"));
  // Its time of change is the machine's, the cursor's that of the test's clock: both are old
  // enough.
  std::filesystem::last_write_time(
      root_ + "/" + log_,
      std::filesystem::file_time_type::clock::now() + std::chrono::hours(24 * 365 * 50));
  EXPECT_EQ(accesses(events_since(begun.cursor)), List{"a /x"});
}

TEST_F(NodeEvents, OnlyTheKernelIsBelieved) {
  const std::string kernel =
      "Nov 23 18:12:38 web1 kernel: [  349.314035] audit: type=1400 audit(1795457558.661:12): "
      "apparmor=\"DENIED\" operation=\"open\" profile=\"a\" name=\"/kernel\" pid=7 comm=\"x\" "
      "requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0\n";
  std::string user = kernel;
  user.replace(user.find("kernel: [  349.314035]"), 22, "logger: ");
  user.replace(user.find("/kernel"), 7, "/forged");
  write("var/log/syslog", user + kernel);
  EXPECT_EQ(accesses(events_since(std::string(cursor_at_begin))), List{"a /kernel"});
}

TEST_F(NodeEvents, AnotherLogIsToldAndOlderRecordsLeftOut) {
  write(log_, audit_line(1, "a", "/audit"));
  audit_runs();
  const EventsReply begun = events_since("");
  // auditd is gone, its file is not.
  write("proc/77/comm", "sh\n");
  write("var/log/kern.log",
        "Nov 23 18:12:38 web1 kernel: audit: type=1400 audit(1795457404.1:1): apparmor=\"DENIED\" "
        "operation=\"open\" profile=\"a\" name=\"/before\" pid=7 requested_mask=\"r\" "
        "denied_mask=\"r\"\n"
        "Nov 23 18:12:38 web1 kernel: audit: type=1400 audit(1795457999.1:2): apparmor=\"DENIED\" "
        "operation=\"open\" profile=\"a\" name=\"/after\" pid=7 requested_mask=\"r\" "
        "denied_mask=\"r\"\n");
  const EventsReply news = events_since(begun.cursor);
  EXPECT_EQ(accesses(news), List{"a /after"});
  ASSERT_EQ(news.gaps.size(), 1u);
  EXPECT_NE(news.gaps.front().find("another log"), std::string::npos);
}

// journalctl with these entries: "CURSOR" of each and its line.
class Journal {
 public:
  std::vector<std::pair<std::string, std::string>> entries;
  void add(const std::string& cursor, const std::string& path, const char* transport = "kernel") {
    entries.emplace_back(
        cursor,
        fmt::format(
            "{{\"__CURSOR\":\"{}\",\"__REALTIME_TIMESTAMP\":\"1795457176476000\","
            "\"_TRANSPORT\":\"{}\",\"_HOSTNAME\":\"web1\",\"MESSAGE\":\"audit: type=1400 "
            "audit(1795457176.476:{}): apparmor=\\\"DENIED\\\" operation=\\\"open\\\" "
            "profile=\\\"a\\\" name=\\\"{}\\\" pid=7 comm=\\\"x\\\" requested_mask=\\\"r\\\" "
            "denied_mask=\\\"r\\\" fsuid=0 ouid=0\"}}\n",
            cursor, transport, entries.size() + 10, path));
  }
  [[nodiscard]] Finished run(const Command& command) const {
    std::string out, last;
    bool on = true;
    for (const std::string& word : command.argv) {
      if (word == "--lines") on = false;
      if (word.starts_with("--cursor=") && contains(word.substr(9))) on = false;
    }
    for (const auto& [cursor, line] : entries) {
      for (const std::string& word : command.argv)
        if (word == "--cursor=" + cursor) on = true;
      if (&line == &entries.back().second && command.argv[9] == "--lines") on = true;
      if (on) out += line, last = cursor;
    }
    if (!last.empty()) out += "-- cursor: " + last + "\n";
    return {0, out, ""};
  }

 private:
  [[nodiscard]] bool contains(const std::string& cursor) const {
    for (const auto& entry : entries)
      if (entry.first == cursor) return true;
    return false;
  }
};

TEST_F(NodeEvents, TheJournalIsReadOnFromItsCursor) {
  write("run/systemd/journal/socket", "");
  Journal journal;
  processes_.programs["journalctl"] = [&](const Command& command) { return journal.run(command); };
  EXPECT_EQ(events_since("").evidence, "") << "an empty journal";
  journal.add("s=1;i=1", "/one");
  const EventsReply begun = events_since("");
  EXPECT_EQ(begun.evidence, "");
  EXPECT_EQ(events_since(begun.cursor).evidence, "");
  journal.add("s=1;i=2", "/two");
  journal.add("s=1;i=3", "/forged", "stdout");
  const EventsReply news = events_since(begun.cursor);
  EXPECT_EQ(accesses(news), List{"a /two"});
  EXPECT_TRUE(news.gaps.empty());
  EXPECT_EQ(events_since(news.cursor).evidence, "");
  journal.entries.erase(journal.entries.begin(), journal.entries.begin() + 3);
  journal.add("s=1;i=9", "/nine");
  const EventsReply vacuumed = events_since(news.cursor);
  EXPECT_EQ(accesses(vacuumed), List{"a /nine"});
  ASSERT_EQ(vacuumed.gaps.size(), 1u);
}

TEST_F(NodeEvents, WhatIsNoCursorAndWhereThereIsNoLog) {
  EXPECT_EQ(first_problem(handle(*machine_, Events{"", {}})), "no-log");
  audit_runs();
  write(log_, audit_line(1, "a", "/x"));
  EXPECT_EQ(first_problem(handle(*machine_, Events{"{\"kind\":3}", {}})), "bad-cursor");
  EXPECT_EQ(first_problem(handle(*machine_, Events{std::string("\x1b[2J"), {}})), "bad-cursor");
}

}  // namespace
}  // namespace profgen::node
