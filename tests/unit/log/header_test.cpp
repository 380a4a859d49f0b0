// Every form that a line may have before (and around) the record, and what it says of the writer.
#include "log/header.hpp"

#include <gtest/gtest.h>

#include "log/lines.hpp"
#include "reading.hpp"

namespace profgen::log {
namespace {

const std::string body =
    R"(apparmor="DENIED" operation="open" profile="p" name="/f" pid=1336 comm="c" requested_mask="r" denied_mask="r" fsuid=0 ouid=0)";
const std::string kernel = "audit: type=1400 audit(1795457558.621:3410): " + body;
const std::string audit = "type=AVC msg=audit(1795457558.621:3410): " + body;

std::string json_escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

struct FormCase {
  std::string name, line;
  Transport transport;
  std::string host;
  bool stamp = true;  // the audit's; else `time_us` is the header's
  std::int64_t time_us = 1795457558621000;
};
std::ostream& operator<<(std::ostream& out, const FormCase& test) { return out << test.name; }

const FormCase form_cases[] = {
    {"audit.log", audit, Transport::audit, ""},
    {"audit.log with a carriage return", audit + "\r", Transport::audit, ""},
    {"node=", "node=web1 " + audit, Transport::audit, "web1"},
    {"enriched",
     audit + "\x1d"
             "FSUID=\"root\"",
     Transport::audit, ""},
    {"USER_AVC", "type=USER_AVC msg=audit(1795457558.621:3410): pid=1 uid=2 msg='" + body + "'",
     Transport::dbus, ""},

    {"syslog, BSD", "Nov 23 18:12:38 node1 kernel: " + kernel, Transport::kernel, "node1"},
    {"syslog, day of one digit", "Nov  3 18:12:38 node1 kernel: " + kernel, Transport::kernel,
     "node1"},
    {"syslog with uptime", "Nov 23 18:12:38 node1 kernel: [  349.314035] " + kernel,
     Transport::kernel, "node1"},
    {"syslog with uptime and caller",
     "Nov 23 18:12:38 node1 kernel: [  349.314035][ T1336] " + kernel, Transport::kernel, "node1"},
    {"syslog, BSD with fraction and zone", "Nov 23 18:12:38.123+08:00 node1 kernel: " + kernel,
     Transport::kernel, "node1"},
    {"syslog, a host with colons", "Nov 23 18:12:38 fe80::1 kernel: " + kernel, Transport::kernel,
     "fe80::1"},
    {"syslog with priority", "<5>Nov 23 18:12:38 node1 kernel: " + kernel, Transport::kernel,
     "node1"},
    {"syslog without the word audit",
     "Nov 23 18:12:38 node1 kernel: [ 1.0] type=1400 audit(1795457558.621:3410): " + body,
     Transport::kernel, "node1"},
    {"ISO, Z", "2026-11-23T18:12:38Z node1 kernel: " + kernel, Transport::kernel, "node1"},
    {"ISO, +0000", "2026-11-23T18:12:38+0000 node1 kernel: " + kernel, Transport::kernel, "node1"},
    {"ISO, fraction and +00:00", "2026-11-23T18:12:38.655752+00:00 node1 kernel: " + kernel,
     Transport::kernel, "node1"},
    {"ISO with a blank", "2026-11-23 18:12:38 node1 kernel: " + kernel, Transport::kernel, "node1"},
    {"RFC 5424", "<5>1 2026-11-23T18:12:38.655752Z node1 kernel - - - " + kernel, Transport::kernel,
     "node1"},
    {"RFC 5424 with structured data",
     R"(<5>1 2026-11-23T18:12:38Z node1 kernel - - [a@1 b="c]d"][e@2] )" + kernel,
     Transport::kernel, "node1"},
    {"journalctl --no-hostname", "Nov 23 18:12:38 kernel: " + kernel, Transport::kernel, ""},

    {"dmesg", "[  349.314035] " + kernel, Transport::kernel, ""},
    {"dmesg with caller", "[  349.314035] [  T1336] " + kernel, Transport::kernel, ""},
    {"dmesg -T", "[Mon Nov 23 18:12:38 2026] " + kernel, Transport::kernel, ""},
    {"dmesg -x", "kern  :notice: [  349.314035] " + kernel, Transport::kernel, ""},
    {"dmesg -r", "<5>[  349.314035] " + kernel, Transport::kernel, ""},
    {"dmesg -x of a process", "user  :notice: [  349.314035] " + kernel, Transport::user, ""},
    {"dmesg -x of a process that plays journalctl",
     "user  :notice: [  349.314035] node1 kernel: " + kernel, Transport::user, "node1"},
    {"dmesg -r of a process", "<13>[  349.314035] " + kernel, Transport::user, ""},
    {"a process that wrote to kmsg", "[  349.314035] evil: " + kernel, Transport::user, ""},

    {"journal short, audit", "2026-11-23T18:12:38+0000 node1 audit[1336]: AVC " + body,
     Transport::audit, "node1", false, 1795457558000000},
    {"journal short, D-Bus",
     "2026-11-23T18:12:38Z node1 audit[1]: USER_AVC pid=1 uid=2 msg='" + body + "'",
     Transport::dbus, "node1", false, 1795457558000000},
    {"journal short-full", "Mon 2026-11-23 18:12:38 UTC node1 audit[1336]: AVC " + body,
     Transport::audit, "node1", false, 1795457558000000},
    {"journal short-full elsewhere", "Mon 2026-11-23 18:12:38 CET node1 kernel: " + kernel,
     Transport::kernel, "node1"},
    {"journal short-unix", "1795457558.621739 node1 audit[1336]: AVC " + body, Transport::audit,
     "node1", false, 1795457558621739},
    {"journal short-monotonic", "[  349.314035] node1 kernel: " + kernel, Transport::kernel,
     "node1"},
    {"journal json-sse",
     R"(data: {"_TRANSPORT":"kernel","MESSAGE":")" + json_escaped(kernel) + "\"}",
     Transport::kernel, ""},
    {"journal verbose", "    MESSAGE=AVC " + body, Transport::user, "", false, 0},
    {"journal cat, kernel", kernel, Transport::user, ""},
    {"journal cat, audit", "AVC " + body, Transport::user, "", false, 0},
    {"BSD without a year to go by", "Nov 23 18:12:38 node1 audit[1336]: AVC " + body,
     Transport::audit, "node1", false, 0},

    {"logger", "Nov 23 18:12:38 node1 root: " + kernel, Transport::user, "node1"},
    {"logger -i -t kernel", "Nov 23 18:12:38 node1 kernel[55]: " + kernel, Transport::user,
     "node1"},
    {"logger -t audit", "Nov 23 18:12:38 node1 audit: " + kernel, Transport::user, "node1"},
    {"logger -t 'audit[x]'", "Nov 23 18:12:38 node1 audit[x]: AVC " + body, Transport::user,
     "node1", false, 0},
    {"a message that quotes a whole line",
     "Nov 23 18:12:38 node1 sh[4]: Nov 23 18:12:38 node1 kernel: " + kernel, Transport::user,
     "node1"},
    {"a tag with the kernel's, but another facility", "<13>Nov 23 18:12:38 node1 kernel: " + kernel,
     Transport::user, "node1"},
    {"RFC 5424 of a process", "<13>1 2026-11-23T18:12:38Z node1 kernel - - - " + kernel,
     Transport::user, "node1"},
    {"RFC 5424 with a process id", "<5>1 2026-11-23T18:12:38Z node1 kernel 44 - - " + kernel,
     Transport::user, "node1"},
    {"a continued line", "    " + audit, Transport::user, ""},
    {"audisp's syslog plugin", "Nov 23 18:12:38 node1 audisp-syslog[9]: " + audit, Transport::user,
     "node1"},
    {"dbus-daemon over syslog", "Nov 23 18:12:38 node1 dbus-daemon[1692]: " + body, Transport::user,
     "node1", false, 0},
    {"CRI", "2026-11-23T18:12:38.655752000+00:00 stdout F " + audit, Transport::user, ""},

    {"docker",
     R"({"log":")" + json_escaped(audit) +
         R"(\n","stream":"stdout","time":"2026-11-23T18:12:38Z"})",
     Transport::user, ""},
    {"JSON below the surface",
     R"({"kubernetes":{"pod":"x"},"record":{"message":")" + json_escaped(kernel) + R"("}})",
     Transport::user, ""},
    {"journal JSON, kernel",
     R"({"_TRANSPORT":"kernel","_HOSTNAME":"node1","__REALTIME_TIMESTAMP":"1795457558661739","MESSAGE":")" +
         json_escaped(kernel) + "\"}",
     Transport::kernel, "node1"},
    {"journal JSON, audit",
     R"({"_TRANSPORT":"audit","_HOSTNAME":"node1","_AUDIT_ID":"3410","_SOURCE_REALTIME_TIMESTAMP":"1795457558621000","__REALTIME_TIMESTAMP":"1","MESSAGE":"AVC )" +
         json_escaped(body) + "\"}",
     Transport::audit, "node1"},
    {"journal JSON, D-Bus",
     R"({"_TRANSPORT":"audit","_AUDIT_TYPE":"1107","_AUDIT_ID":"3410","_SOURCE_REALTIME_TIMESTAMP":"1795457558621000","MESSAGE":"USER_AVC pid=1 msg=')" +
         json_escaped(body) + "'\"}",
     Transport::dbus, ""},
    {"journal JSON, a process that says it is the kernel",
     R"({"_TRANSPORT":"syslog","SYSLOG_IDENTIFIER":"kernel","_AUDIT_ID":"9","MESSAGE":")" +
         json_escaped(kernel) + "\"}",
     Transport::user, ""},
    {"journal JSON without a transport",
     R"({"__CURSOR":"x","MESSAGE":")" + json_escaped(kernel) + "\"}", Transport::user, ""},
    {"dmesg JSON outside its document", R"(   "msg": ")" + json_escaped(kernel) + "\"",
     Transport::user, ""},
};

class Formats : public testing::TestWithParam<FormCase> {};

TEST_P(Formats, HeaderAndTrust) {
  const FormCase& test = GetParam();
  const Read read = read_all(test.line + "\n");
  ASSERT_EQ(read.events.size(), 1u) << test.line;
  const auto& [record, event] = read.events[0];
  EXPECT_EQ(static_cast<int>(record.transport), static_cast<int>(test.transport));
  EXPECT_EQ(record.host, test.host);
  EXPECT_EQ(record.has_stamp, test.stamp);
  EXPECT_EQ(record.time_us, test.time_us);
  EXPECT_EQ(record.serial, test.stamp ? 3410u : 0u);
  EXPECT_TRUE(event.access == Access(FileAccess{"/f", file_perm::read, true}));
  EXPECT_EQ(event.profile, "p");
  EXPECT_EQ(event.pid, 1336);
  EXPECT_TRUE(read.report.ignored.empty());
  EXPECT_EQ(read.report.records, 1u);
  EXPECT_EQ(read.report.events, 1u);
}
INSTANTIATE_TEST_SUITE_P(Table, Formats, testing::ValuesIn(form_cases));

TEST(Formats, AllInOneFileInAnyOrder) {
  std::string text;
  for (const FormCase& test : form_cases) text += test.line + "\n";
  const Read read = read_all(text);
  EXPECT_EQ(read.events.size(), std::size(form_cases));
  EXPECT_EQ(read.report.lines, std::size(form_cases));
  for (std::size_t i = 0; i < read.events.size(); ++i) {
    EXPECT_EQ(read.events[i].first.line, i + 1);
    EXPECT_EQ(read.events[i].first.source, "test.log");
  }
}

TEST(Formats, AStampGivesTheYearToWhatFollows) {
  const Read read = read_all("Nov 23 18:12:38 node1 kernel: " + kernel + "\n" +
                             "Nov 23 18:12:39 node1 audit[1336]: AVC " + body + "\n");
  ASSERT_EQ(read.events.size(), 2u);
  EXPECT_EQ(read.events[1].first.time_us, 1795457559000000);
}

TEST(Formats, DmesgJson) {
  const Read read = read_all(
      "{\n   \"dmesg\": [\n      {\n         \"pri\": 5,\n         \"time\": "
      "  430.071724,\n         \"msg\": \"" +
      json_escaped(kernel) + "\"\n      },{\n         \"pri\": 13,\n         \"msg\": \"" +
      json_escaped(kernel) + "\"\n      }\n   ]\n}\n" + "   \"msg\": \"" + json_escaped(kernel) +
      "\"\n");
  ASSERT_EQ(read.events.size(), 3u);
  EXPECT_FALSE(read.events[2].first.trusted()) << "behind the document";
  EXPECT_TRUE(read.events[0].first.trusted());
  EXPECT_FALSE(read.events[1].first.trusted()) << "facility user";
}

TEST(Formats, JournalMessageTwice) {
  const Read read = read_all(R"({"_TRANSPORT":"kernel","MESSAGE":[")" + json_escaped(kernel) +
                             R"(","other"],"_HOSTNAME":"n"})" + "\n");
  ASSERT_EQ(read.events.size(), 1u);
  EXPECT_EQ(read.events[0].first.host, "n");
}

TEST(Formats, JournalMessageAsBytes) {
  std::string bytes;
  for (const char c : kernel) bytes += std::to_string(static_cast<unsigned char>(c)) + ",";
  bytes += "255";
  // The second is as Python's json.dumps() lays it out.
  for (const std::string& line : {R"({"_TRANSPORT":"kernel","MESSAGE":[)" + bytes + "]}\n",
                                  R"({"_TRANSPORT": "kernel", "MESSAGE": [)" + bytes + "]}\n"}) {
    const Read read = read_all(line);
    ASSERT_EQ(read.events.size(), 1u) << line;
    EXPECT_EQ(read.events[0].first.get("ouid"), "0\xff");
  }
}

std::string export_entry(const std::string& transport, const std::string& message) {
  return "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1795457558661739\n_HOSTNAME=node1\n_TRANSPORT=" +
         transport +
         "\n_SOURCE_REALTIME_TIMESTAMP=1795457558621000\n_AUDIT_TYPE=1400\n_AUDIT_ID=3410\n" +
         message + "_PID=1336\n\n";
}

TEST(Formats, JournalExport) {
  const Read read = read_all(export_entry("audit", "MESSAGE=AVC " + body + "\n"));
  ASSERT_EQ(read.events.size(), 1u);
  const Record& record = read.events[0].first;
  EXPECT_TRUE(record.transport == Transport::audit);
  EXPECT_EQ(record.host, "node1");
  EXPECT_EQ(record.serial, 3410u);
  EXPECT_EQ(record.time_us, 1795457558621000);
}

TEST(Formats, JournalExportBinary) {
  using namespace std::string_literals;
  // Length 0x0a00 + size would hold a newline; any length must do, and so must what it holds.
  std::string message = "AVC " + body + "\nx\n\n_TRANSPORT=audit\n";
  message.resize(0x10a, ' ');
  const std::string binary = "MESSAGE\n" + "\x0a\x01\0\0\0\0\0\0"s + message + "\n";
  const Read read = read_all(export_entry("syslog", binary) + audit + "\n");
  ASSERT_EQ(read.events.size(), 2u);
  EXPECT_FALSE(read.events[0].first.trusted()) << "a message must not set fields";
  EXPECT_TRUE(read.events[1].first.trusted());
}

TEST(Formats, JournalExportCutOffAnywhere) {
  using namespace std::string_literals;
  const std::string whole = export_entry("audit", "MESSAGE\n" + "\x05\0\0\0\0\0\0\0"s + "AVC x\n") +
                            export_entry("audit", "MESSAGE=AVC " + body + "\n");
  for (std::size_t size = 0; size < whole.size(); ++size) (void)read_all(whole.substr(0, size));
  const Read read = read_all(
      export_entry("audit", "MESSAGE\n" + "\xff\xff\xff\xff\xff\xff\xff\xff"s + "AVC x\n"));
  EXPECT_EQ(read.report.ignored.size(), 1u);
}

TEST(Ignored, EachWithItsReason) {
  struct Row {
    std::string line, reason;
  };
  const Row rows[] = {
      {"Nov 23 18:12:38 h kernel: Command line: root=/dev/sda apparmor=1 security=apparmor",
       "mentions apparmor= but holds no record"},
      {R"(type=APPARMOR msg=audit(1.000:1): REJECTING r access to /bin/x (bash(1) profile /bin/x active /bin/x))",
       "record of AppArmor 2.0 or older (no key=value form)"},
      {R"(type=AVC msg=audit(11/23/26 18:06:06.660:76) : apparmor=DENIED operation=open profile=p name=/f)",
       "output of ausearch -i, which loses records and parts of them: feed audit.log itself"},
      {"NODE,EVENT,DATE,TIME,SERIAL_NUM,EVENT_KIND,SESSION",
       "output of ausearch --format csv, which has no AppArmor fields: feed audit.log"},
      {R"(type=AVC msg=audit(1.000:1): apparmor="DENIED" operation="open" profile="p" name="/etc/pas)",
       "cut off within a quoted value"},
      {"\t\"MESSAGE\" : \"" + json_escaped(kernel) + "\",",
       "quotes are escaped, as in a piece of JSON: of a journal use journalctl -o json"},
      {R"({"log":"apparmor=\"DENIED\" )",
       "line of JSON that cannot be read (cut off, or no UTF-8)"},
      {R"({"__CURSOR":"x","_TRANSPORT":"audit","_AUDIT_TYPE":"1400","MESSAGE":null})",
       "journal entry without its message: use journalctl --all"},
      {"apparmor=" + std::string(Lines::longest, 'x'), "line longer than 1 MiB"},
  };
  for (const Row& row : rows) {
    const Read read = read_all("one\n" + row.line + "\n");
    EXPECT_TRUE(read.events.empty()) << row.line.substr(0, 200);
    ASSERT_EQ(read.report.ignored.count(row.reason), 1u) << row.reason;
    const Ignored& ignored = read.report.ignored.at(row.reason);
    EXPECT_EQ(ignored.count, 1u);
    EXPECT_EQ(ignored.example.substr(0, 12), "test.log:2: ");
    EXPECT_LT(ignored.example.size(), 3000u);
  }
}

// It has no AppArmor record at all: without a word it would look like a quiet log.
TEST(Ignored, OutputOfAusearchIsToldWithoutAnyRecordOfOurs) {
  const std::string reason =
      "output of ausearch -i, which loses records and parts of them: feed audit.log itself";
  const std::string group =
      "type=PROCTITLE msg=audit(11/23/26 18:06:06.660:76) : proctitle=/sbin/auditd \n"
      "type=SYSCALL msg=audit(11/23/26 18:06:06.660:76) : arch=x86_64 syscall=sendto\n";
  const Read read = read_all("----\n" + group + "----\nnode=h " + group + "----\n" + group);
  EXPECT_EQ(read.report.ignored.at(reason).count, 3u);
  EXPECT_EQ(read.report.ignored.at(reason).example.substr(0, 12), "test.log:2: ");
  // Raw records, and what only looks like the output.
  for (const std::string other :
       {"----\ntype=SYSCALL msg=audit(1.000:1): arch=c000003e\n", "----\n----\nx y (z) w\n",
        "x\ntype=SYSCALL msg=audit(11/23/26 18:06:06.660:76) : x\n", "----\ntype=X msg=audit(1 2\n",
        "----\ntype=X a b) msg=audit(1 2) :\n"})
    EXPECT_TRUE(read_all(other).report.ignored.empty()) << other;
}

// A record of another type may quote one of ours; it is none, and no news.
TEST(Ignored, OtherTypesMayQuoteWhatTheyLike) {
  const Read read = read_all(
      "type=EXECVE msg=audit(1.000:1): argc=2 a0=\"grep\" a1=\"apparmor=DENIED\"\n"
      "type=USER_CMD msg=audit(1.000:1): pid=1 msg='apparmor=\"DENIED\" operation=\"open\" "
      "profile=\"p\" name=\"/f\" denied_mask=\"r\"'\n"
      "Nov 23 18:12:38 h kernel: audit: type=1309 audit(1.000:1): apparmor=\"DENIED\" "
      "operation=\"open\" profile=\"p\" name=\"/f\" denied_mask=\"r\"\n");
  EXPECT_TRUE(read.events.empty());
  EXPECT_EQ(read.report.ignored.count("mentions apparmor= in a record of another type"), 1u);
}

TEST(Ignored, OtherLinesAreNotMentioned) {
  const Read read = read_all(
      "Nov 23 18:12:38 h systemd[1]: Started x.\ntype=SYSCALL msg=audit(1.000:1): arch=c000003e\n"
      "type=AVC msg=audit(1.000:1): avc:  denied  { read } for pid=1 tclass=file\n\n\0\n");
  EXPECT_TRUE(read.report.ignored.empty());
  EXPECT_EQ(read.report.records, 0u);
}

TEST(Ignored, AHostileExampleDoesNotReachTheTerminal) {
  const Read read = read_all("apparmor=\x1b[2J\x07\n");
  ASSERT_EQ(read.report.ignored.size(), 1u);
  EXPECT_EQ(read.report.ignored.begin()->second.example.find('\x1b'), std::string::npos);
}

TEST(Ignored, ReasonsStayFewWhateverIsWritten) {
  std::string text;
  for (int i = 0; i < 1000; ++i)
    text += R"(apparmor="DENIED" operation="open" info="Failed name lookup - )" +
            std::to_string(i) + "\" profile=\"p\" name=\"x\" denied_mask=\"r\"\n";
  const Read read = read_all(text);
  EXPECT_EQ(read.events.size(), 1000u);
  EXPECT_LT(read.report.ignored.size(), 100u);
  std::uint64_t sum = 0;
  for (const auto& [reason, ignored] : read.report.ignored) sum += ignored.count;
  EXPECT_EQ(sum, 1000u);
}

TEST(Losses, AreCountedWhereTheyAreNumbered) {
  const Read read = read_all(
      "Oct 29 09:20:01 h kernel: [87589.487390] __ratelimit: 36 callbacks suppressed\n"
      "Oct 29 09:20:01 h kernel: kauditd_printk_skb: 4 callbacks suppressed\n"
      "Nov 23 18:12:54 h systemd-journald[121]: Missed 23 kernel messages\n"
      "Nov 23 18:12:54 h kernel: audit: audit_lost=12 audit_rate_limit=0 audit_backlog_limit=64\n"
      "Nov 23 18:12:54 h kernel: audit: rate limit exceeded\n");
  ASSERT_EQ(read.report.losses.size(), 4u);
  EXPECT_EQ(read.report.losses.at("suppressed by the kernel's rate limit").count, 40u);
  EXPECT_EQ(read.report.losses.at("missed by journald").count, 23u);
}

}  // namespace
}  // namespace profgen::log
