// Whole lines of every kind that upstream's testsuite has, in words of our own: who wrote them,
// when, and what they mean.
#include <gtest/gtest.h>

#include "reading.hpp"
#include "support/perms.hpp"

namespace profgen::log {
namespace {

using perms::r, perms::w;

struct Line {
  std::string text;
  Verdict verdict;
  std::int64_t epoch;  // of the stamp; 0: not asked for (a line without one)
  std::uint64_t serial;
  Access access;
  std::string unusable;
};

const Line lines[] = {
    // Heads.
    {R"(type=APPARMOR_ALLOWED msg=audit(1174506429.573:1789): type=1502 operation="inode_permission" requested_mask="::r" denied_mask="::r" fsuid=0 name="/etc/a" pid=1 profile="/bin/p")",
     Verdict::allowed,
     1174506429,
     1789,
     FileAccess{"/etc/a", r, false},
     {}},
    {R"(type=UNKNOWN[1505] msg=audit(1.000:2): operation="profile_replace" name="p" pid=3)",
     Verdict::status,
     1,
     2,
     std::monostate{},
     {}},
    {R"(type=1504 msg=audit(1.000:2): operation="clone" pid=3 profile="p" parent=2 task=3)",
     Verdict::hint,
     1,
     2,
     std::monostate{},
     {}},
    {R"(type=1506 audit(1.000:2): operation="profile_load" info="failed" error=-12 pid=3)",
     Verdict::error,
     1,
     2,
     std::monostate{},
     {}},
    {R"(msg=audit(7.250:9): apparmor="DENIED" operation="open" profile="p" name="/a" requested_mask="r" denied_mask="r" fsuid=0 ouid=0)",
     Verdict::denied,
     7,
     9,
     FileAccess{"/a", r, true},
     {}},
    {R"([ 1245.123456] audit: type=1400 audit(7.250:9): apparmor="AUDIT" operation="mkdir" profile="p" name="/d/" requested_mask="c" fsuid=0 ouid=0)",
     Verdict::audit,
     7,
     9,
     FileAccess{"/d/", w, true},
     {}},
    {R"(Jun  3 22:31:23.734211 host.with-dots_1 kernel: [12.5] audit: type=1400 audit(7.250:9): apparmor="DENIED" operation="truncate" profile="p" name="/a" requested_mask="w" denied_mask="w")",
     Verdict::denied,
     7,
     9,
     FileAccess{"/a", w, false},
     {}},
    {R"(2018-07-06T18:01:32.123456+02:00 h kernel: audit: type=1400 audit(7.250:9): apparmor="DENIED" operation="unlink" profile="p" name="/a" requested_mask="d" denied_mask="d")",
     Verdict::denied,
     7,
     9,
     FileAccess{"/a", w, false},
     {}},
    {R"(2018-07-06 18:01:32 h kernel: [    3.000001] type=1400 audit(7.250:9): apparmor="DENIED" operation="file_lock" profile="p" name="/a" requested_mask="k" denied_mask="k")",
     Verdict::denied,
     7,
     9,
     FileAccess{"/a", file_perm::lock, false},
     {}},
    {R"(Nov 23 18:12:38 h dbus-daemon[12]: apparmor="DENIED" operation="dbus_eavesdrop" bus="session" mask="eavesdrop" pid=4 label="p")",
     Verdict::denied,
     0,
     0,
     DbusAccess{8, "session", "", "", "", "", "", ""},
     {}},
    // Operations.
    {R"(type=AVC msg=audit(7.250:9): apparmor="DENIED" operation="rename_src" profile="p" name="/a" requested_mask="wrd" denied_mask="wrd")",
     Verdict::denied,
     7,
     9,
     FileAccess{"/a", r | w, false},
     {}},
    {R"(type=AVC msg=audit(7.250:9): apparmor="DENIED" operation="uring_override" class="io_uring" profile="p" requested="override_creds" denied="override_creds" tcontext="q")",
     Verdict::denied,
     7,
     9,
     IoUringAccess{2, "q"},
     {}},
    {R"(type=AVC msg=audit(7.250:9): apparmor="DENIED" operation="create" class="posix_mqueue" info="Failed name lookup - disconnected IPC path" error=-13 profile="p" requested="create" denied="create" fsuid=0 ouid=0)",
     Verdict::denied,
     7,
     9,
     MqueueAccess{1, "posix", "", ""},
     {} /* a rule without a name grants it */},
    {R"(type=AVC msg=audit(7.250:9): apparmor="DENIED" operation="unlink" class="posix_mqueue" profile="p" name="/q" requested="delete" denied="delete" fsuid=0 ouid=0)",
     Verdict::denied,
     7,
     9,
     MqueueAccess{4, "posix", "/q", ""},
     {}},
    {R"(type=AVC msg=audit(7.250:9): apparmor="AUDIT" operation="userns_create" class="namespace" info="Userns create - transitioning profile" profile="p" comm="c" requested="userns_create" target="unprivileged_userns")",
     Verdict::audit,
     7,
     9,
     UsernsAccess{},
     {}},
    {R"(type=AVC msg=audit(7.250:9): apparmor="DENIED" operation="mount" class="mount" info="failed flags match" error=-13 profile="p" name="/mnt/" fstype="fuse.x" srcname="none" flags="rw, nosuid, nodev")",
     Verdict::denied,
     7,
     9,
     MountAccess{MountKind::mount, "fuse.x", "none", "/mnt/", {"rw", "nosuid", "nodev"}},
     {}},
    {R"(type=AVC msg=audit(7.250:9): apparmor="DENIED" operation="recvmsg" class="net" profile="p" laddr=::ffff:10.0.0.1 lport=22 faddr=::ffff:10.0.0.2 fport=65535 family="inet6" sock_type="stream" protocol=6 requested_mask="receive" denied_mask="receive")",
     Verdict::denied,
     7,
     9,
     NetworkAccess{
         "inet6", "stream", "tcp", 1u << 11, {"::ffff:10.0.0.1", 22}, {"::ffff:10.0.0.2", 65535}},
     {}},
    {R"(type=AVC msg=audit(7.250:9): apparmor="DENIED" operation="bind" class="net" profile="p" family="unix" sock_type="stream" protocol=0 requested_mask="bind" denied_mask="bind" addr=40612062)",
     Verdict::denied,
     7,
     9,
     UnixAccess{2, "stream", "@a b", "", ""},
     {}},
    {R"(type=AVC msg=audit(7.250:9): apparmor="KILLED" operation="open" class="file" profile="p" name="/a" requested_mask="r" denied_mask="r" fsuid=0 ouid=1)",
     Verdict::killed,
     7,
     9,
     FileAccess{"/a", r, false},
     {}},
    {R"(type=AVC msg=audit(7.250:9): apparmor="DENIED" operation="capable" class="cap" profile="p" pid=1 comm="c" capability=38  capname="perfmon")",
     Verdict::denied,
     7,
     9,
     CapabilityAccess{"perfmon"},
     {}},
    {R"(type=AVC msg=audit(7.250:9): apparmor="DENIED" operation="change_hat" info="hat not found" error=-2 profile="p" pid=1)",
     Verdict::denied, 7, 9, ChangeHatAccess{""}, "the record names no hat"},
};

TEST(Kinds, OfWholeLines) {
  for (const Line& line : lines) {
    for (const std::string end : {"", "\n", "\r\n"}) {
      const Read read = read_all(line.text + end);
      ASSERT_EQ(read.events.size(), 1u) << line.text;
      const auto& [record, event] = read.events[0];
      EXPECT_EQ(event.verdict, line.verdict) << line.text;
      EXPECT_TRUE(event.access == line.access)
          << describe(event.access) << " " << event.access.index() << "\n"
          << line.text;
      EXPECT_EQ(event.unusable, line.unusable) << line.text;
      EXPECT_EQ(record.serial, line.serial) << line.text;
      if (line.epoch != 0) {
        EXPECT_EQ(record.time_us / 1'000'000, line.epoch) << line.text;
      }
    }
  }
}

// A record of an audit.log is read by a shorter way than the same one with something before it.
TEST(Kinds, TheShortWayReadsTheSame) {
  const std::string usual =
      R"(type=AVC msg=audit(7.250:9): apparmor="DENIED" operation="open" profile="p" name="/a" pid=4 requested_mask="r" denied_mask="r")";
  const Read by_short = read_all(usual), by_long = read_all(usual + "\r");
  ASSERT_EQ(by_short.events.size(), 1u);
  ASSERT_EQ(by_long.events.size(), 1u);
  const auto& [a, a_event] = by_short.events[0];
  const auto& [b, b_event] = by_long.events[0];
  EXPECT_TRUE(a.fields == b.fields);
  EXPECT_EQ(a.transport, b.transport);
  EXPECT_EQ(a.time_us, b.time_us);
  EXPECT_EQ(a.text(), b.text());
  EXPECT_TRUE(a_event.access == b_event.access);
  // Near misses are no records, or go the longer way.
  for (const char* text :
       {"type=AVC msg=audit(7.250:9): avc:  denied  { read } for pid=1",
        "type=AVC msg=audit(7.250:9", "type=AVC msg=audit(", "type=AVC msg=audit(7.250:9): "})
    EXPECT_TRUE(read_all(text).events.empty()) << text;
}

}  // namespace
}  // namespace profgen::log
