// Records of every class and age of kernel, and the events that come of them.
#include <gtest/gtest.h>

#include "reading.hpp"
#include "support/perms.hpp"

namespace profgen::log {
namespace {

using perms::a, perms::k, perms::m, perms::r, perms::w;

struct ClassCase {
  std::string name;
  std::string body;  // behind `apparmor="DENIED" `
  Access access;
  std::string unusable;
};

std::ostream& operator<<(std::ostream& out, const ClassCase& test) { return out << test.name; }

const ClassCase class_cases[] = {
    {"open",
     R"(operation="open" class="file" profile="p" name="/etc/passwd" pid=1 comm="cat" requested_mask="r" denied_mask="r" fsuid=0 ouid=0)",
     FileAccess{"/etc/passwd", r, true},
     {}},
    {"owner differs",
     R"(operation="open" profile="p" name="/etc/passwd" pid=1 comm="cat" requested_mask="r" denied_mask="r" fsuid=1000 ouid=0)",
     FileAccess{"/etc/passwd", r, false},
     {}},
    {"only what was denied counts",
     R"(operation="open" profile="p" name="/f" requested_mask="wr" denied_mask="w" fsuid=1 ouid=0)",
     FileAccess{"/f", w, false},
     {}},
    {"create and delete are writes",
     R"(operation="rename_dest" profile="p" name="/f" requested_mask="wrd" denied_mask="wrd")",
     FileAccess{"/f", r | w, false},
     {}},
    {"c alone",
     R"(operation="mkdir" profile="p" name="/d/" requested_mask="c" denied_mask="c")",
     FileAccess{"/d/", w, false},
     {}},
    {"append beside create is no append",
     R"(operation="mknod" profile="p" name="/f" requested_mask="ac" denied_mask="ac")",
     FileAccess{"/f", w, false},
     {}},
    {"append",
     R"(operation="open" profile="p" name="/f" requested_mask="a" denied_mask="a")",
     FileAccess{"/f", a, false},
     {}},
    {"mmap and lock",
     R"(operation="file_mmap" profile="p" name="/f" requested_mask="rmk" denied_mask="rmk")",
     FileAccess{"/f", r | m | k, false},
     {}},
    {"owner part of 2.6 kernels",
     R"(operation="open" profile="p" name="/f" requested_mask="rw::" denied_mask="r::" fsuid=5 ouid=5)",
     FileAccess{"/f", r, true},
     {}},
    {"owner part, and nothing of the owner",
     R"(operation="open" profile="p" name="/f" requested_mask="r::" denied_mask="r::" fsuid=5)",
     FileAccess{"/f", r, true},
     {}},
    {"others' part of 2.6 kernels",
     R"(operation="open" profile="p" name="/f" requested_mask="::r" denied_mask="::r")",
     FileAccess{"/f", r, false},
     {}},
    {"name in hex",
     R"(operation="open" profile="p" name=2F746D702F6120622FFF requested_mask="r" denied_mask="r")",
     FileAccess{"/tmp/a b/\xff", r, false},
     {}},
    {"a quoted name that looks like hex",
     R"(operation="open" profile="p" name="/2F74" requested_mask="r" denied_mask="r")",
     FileAccess{"/2F74", r, false},
     {}},
    {"inherited with every letter",
     R"(operation="file_inherit" profile="p" name="/f" requested_mask="xwracdk" denied_mask="xwracdk")",
     FileAccess{"/f", r | w | k, false},
     {}},
    {"disconnected",
     R"(operation="open" info="Failed name lookup - disconnected path" error=-13 profile="p" name="run/x" requested_mask="r" denied_mask="r")",
     FileAccess{"run/x", r, false},
     "the kernel could not resolve the path: Failed name lookup - disconnected path"},
    {"no leading slash",
     R"(operation="open" profile="p" name="run/x" requested_mask="r" denied_mask="r")",
     FileAccess{"run/x", r, false}, "the path does not begin with /"},
    {"no name", R"(operation="open" class="file" profile="p" requested_mask="wr" denied_mask="wr")",
     FileAccess{"", r | w, false}, "the record names no file"},
    {"unknown letter",
     R"(operation="open" profile="p" name="/f" requested_mask="ry" denied_mask="ry")",
     FileAccess{"/f", r, false}, "unknown letter in the permission mask"},
    {"no mask", R"(operation="open" profile="p" name="/f")", FileAccess{"/f", 0, false},
     "the record has no permission mask"},
    {"file of an unknown operation",
     R"(operation="brand_new" class="file" profile="p" name="/f" requested_mask="r" denied_mask="r")",
     FileAccess{"/f", r, false},
     {}},
    {"unix socket by path (7.x)",
     R"(operation="connect" class="file" profile="p" name="/run/s" requested_mask="wr" denied_mask="wr" fsuid=0 ouid=0)",
     FileAccess{"/run/s", r | w, true},
     {}},

    {"exec",
     R"(operation="exec" profile="p" name="/bin/ls" requested_mask="x" denied_mask="x" fsuid=0 ouid=0 target="p//null-/bin/ls")",
     ExecAccess{"/bin/ls", true, "p//null-/bin/ls"},
     {}},
    {"exec without x in the mask",
     R"(operation="exec" profile="p" name="/bin/ls" requested_mask="rwx" denied_mask="x")",
     ExecAccess{"/bin/ls", false, ""},
     {}},
    {"link",
     R"(operation="link" profile="p" name="/a" requested_mask="l" denied_mask="l" fsuid=0 ouid=0 target="/b")",
     LinkAccess{"/a", "/b", true},
     {}},

    {"capability",
     R"(operation="capable" profile="p" capability=12  capname="net_admin")",
     CapabilityAccess{"net_admin"},
     {}},
    {"capability of 2.6 kernels",
     R"(operation="capable" name="setuid" profile="p")",
     CapabilityAccess{"setuid"},
     {}},
    {"capability by number only",
     R"(operation="capable" profile="p" capability=12)",
     CapabilityAccess{"net_admin"},
     {}},
    {"optional capability",
     R"(operation="capable" info="optional: no audit" error=-1 profile="p" capability=12 capname="net_admin")",
     CapabilityAccess{"net_admin"}, "the kernel only tried whether it might (optional: no audit)"},

    {"network",
     R"(operation="create" class="net" profile="p" family="inet" sock_type="stream" protocol=6 requested_mask="create" denied_mask="create")",
     NetworkAccess{"inet", "stream", "tcp", 1, {}, {}},
     {}},
    {"network without masks and with addresses",
     R"(operation="sendmsg" profile="p" laddr=192.168.66.150 lport=765 faddr=::1 fport=2049 family="inet6" sock_type="dgram" protocol=17)",
     NetworkAccess{"inet6", "dgram", "udp", 0, {"192.168.66.150", 765}, {"::1", 2049}},
     {}},
    {"network with the newer names",
     R"(operation="bind" class="net" profile="p" saddr=10.0.0.1 src=53 daddr=10.0.0.2 dest=54 family="inet" sock_type="raw" protocol=255 requested="bind" denied="bind")",
     NetworkAccess{"inet", "raw", "255", 2, {"10.0.0.1", 53}, {"10.0.0.2", 54}},
     {}},
    {"netlink's protocol is no internet protocol",
     R"(operation="create" profile="p" family="netlink" sock_type="raw" protocol=6 requested_mask="create" denied_mask="create")",
     NetworkAccess{"netlink", "raw", "6", 1, {}, {}},
     {}},
    {"inherited socket",
     R"(operation="file_inherit" profile="p" family="inet" sock_type="stream" protocol=6 requested_mask="send receive" denied_mask="send receive")",
     NetworkAccess{"inet", "stream", "tcp", 3u << 10, {}, {}},
     {}},

    {"unix",
     R"(operation="connect" class="net" profile="p" family="unix" sock_type="stream" protocol=0 requested_mask="send receive connect" denied_mask="send connect" addr=none peer_addr="@/tmp/x" peer="unconfined")",
     UnixAccess{1u << 10 | 1u << 4, "stream", "none", "@/tmp/x", "unconfined"},
     {}},
    {"unix without a denied mask",
     R"(operation="file_inherit" class="net" profile="p" family="unix" sock_type="stream" protocol=0 requested_mask="receive")",
     UnixAccess{0, "stream", "", "", ""}, "the record does not say what was denied"},

    {"dbus send",
     R"(operation="dbus_method_call" bus="system" path="/o" interface="o.i" member="M" mask="send" name="o.n" pid=2 label="p" peer_pid=3 peer_label="unconfined")",
     DbusAccess{1, "system", "/o", "o.i", "M", "", "o.n", "unconfined"},
     {}},
    {"dbus bind",
     R"(operation="dbus_bind" bus="session" name="o.n" mask="bind" pid=2 label="p")",
     DbusAccess{4, "session", "", "", "", "o.n", "", ""},
     {}},
    {"dbus-broker",
     R"(operation="dbus_method_call" bus="session" path="/o" interface="o.i" method="Hello" mask="send" label="p" peer_label="q")",
     DbusAccess{1, "session", "/o", "o.i", "Hello", "", "", "q"},
     {}},

    {"signal",
     R"(operation="signal" class="signal" profile="p" requested_mask="receive" denied_mask="receive" signal=rtmin+3 peer="q")",
     SignalAccess{2, "rtmin+3", "q"},
     {}},
    {"ptrace",
     R"(operation="ptrace" class="ptrace" profile="p" requested_mask="readby" denied_mask="readby" peer="q")",
     PtraceAccess{8, "q"},
     {}},
    {"ptrace with garbage for a peer",
     R"(operation="ptrace" profile="p" target=8022C0FF81A0FFFF denied_mask="read")",
     PtraceAccess{4, ""}, "the record names no peer"},

    {"mount",
     R"(operation="mount" class="mount" info="failed mntpnt match" error=-13 profile="p" name="/mnt/" fstype="ext4" srcname="/dev/sda1" flags="rw, nosuid")",
     MountAccess{MountKind::mount, "ext4", "/dev/sda1", "/mnt/", {"rw", "nosuid"}},
     {}},
    {"mount from a name with a blank",
     R"(operation="mount" profile="p" name="/mnt/" srcname=2F612062 flags="rw, bind")",
     MountAccess{MountKind::mount, "", "/a b", "/mnt/", {"rw", "bind"}},
     {}},
    {"remount",
     R"(operation="mount" profile="p" name="/mnt/" flags="ro, remount")",
     MountAccess{MountKind::remount, "", "", "/mnt/", {"ro", "remount"}},
     {}},
    {"umount",
     R"(operation="umount" profile="p" name="/mnt/")",
     MountAccess{MountKind::umount, "", "", "/mnt/", {}},
     {}},
    {"pivot_root",
     R"(operation="pivotroot" profile="p" name="/new/" srcname="/new/old/")",
     PivotRootAccess{"/new/old/", "/new/"},
     {}},

    {"change_profile",
     R"(operation="change_profile" profile="p" name="q" target="q")",
     ChangeProfileAccess{"q", false, false},
     {}},
    {"change_onexec",
     R"(operation="change_onexec" class="file" profile="p" name="q" target="q")",
     ChangeProfileAccess{"q", true, false},
     {}},
    {"stack_onexec",
     R"(operation="stack_onexec" profile="p" name="q" target="q")",
     ChangeProfileAccess{"q", true, true},
     {}},
    {"change_profile to what is not loaded",
     R"(operation="change_profile" info="label not found" error=-2 profile="p" name="q")",
     ChangeProfileAccess{"q", false, false}, "the target profile is not loaded: label not found"},
    {"change_hat",
     R"(operation="change_hat" profile="p" name="h" target="p//null-h")",
     ChangeHatAccess{"h"},
     {}},
    {"change_hat by target only",
     R"(operation="change_hat" profile="p" target="p//null-h")",
     ChangeHatAccess{"h"},
     {}},

    {"System V queue",
     R"(operation="sysv_mqueue" profile="p" name="123" requested="create" denied="create" class="sysv_mqueue" fsuid=0 ouid=0)",
     MqueueAccess{1, "sysv", "123", ""},
     {}},
    {"POSIX queue",
     R"(operation="open" class="posix_mqueue" profile="p" name="/q" requested="read write" denied="read write" class="posix_mqueue")",
     MqueueAccess{3u << 5, "posix", "/q", ""},
     {}},
    {"io_uring",
     R"(operation="uring_sqpoll" class="io_uring" profile="p" requested="sqpoll" denied="sqpoll" tcontext="p")",
     IoUringAccess{1, "p"},
     {}},
    {"user namespace",
     R"(operation="userns_create" class="namespace" profile="p" requested="userns_create" denied="userns_create")",
     UsernsAccess{},
     {}},
    {"rlimit",
     R"(operation="setrlimit" class="rlimits" info="cap_sys_resource" error=-13 profile="p" rlimit=core value=18446744073709551615 peer="unconfined")",
     RlimitAccess{"core", 18446744073709551615u},
     {}},

    {"an access of no known kind", R"(operation="teleport" profile="p" where="mars")",
     std::monostate{}, "unknown kind of access"},
    {"unconfined",
     R"(operation="change_hat" info="unconfined can not change_hat" error=-1 profile="unconfined" name="h")",
     ChangeHatAccess{"h"}, "the task was unconfined"},
    {"no profile", R"(operation="open" name="/f" requested_mask="r" denied_mask="r")",
     FileAccess{"/f", r, false}, "the record names no profile"},
};

class Classes : public testing::TestWithParam<ClassCase> {};

TEST_P(Classes, RecordToEvent) {
  const ClassCase& test = GetParam();
  const Read read =
      read_all("type=AVC msg=audit(1795457176.476:90): apparmor=\"DENIED\" " + test.body + "\n");
  ASSERT_EQ(read.events.size(), 1u);
  const Event& event = read.events[0].second;
  EXPECT_TRUE(event.access == test.access) << describe(event.access) << " " << event.access.index();
  EXPECT_EQ(event.unusable, test.unusable);
  EXPECT_EQ(event.verdict, Verdict::denied);
  EXPECT_EQ(read.report.ignored.size(), test.unusable.empty() ? 0u : 1u);
  EXPECT_EQ(read.report.ignored.count(test.unusable), test.unusable.empty() ? 0u : 1u);
}
INSTANTIATE_TEST_SUITE_P(Table, Classes, testing::ValuesIn(class_cases));

TEST(Verdicts, EachHasItsWord) {
  const std::pair<std::string, Verdict> words[] = {
      {"AUDIT", Verdict::audit},  {"ALLOWED", Verdict::allowed}, {"DENIED", Verdict::denied},
      {"HINT", Verdict::hint},    {"STATUS", Verdict::status},   {"ERROR", Verdict::error},
      {"KILLED", Verdict::killed}};
  for (const auto& [word, verdict] : words) {
    const Read read = read_all("type=AVC msg=audit(1.000:1): apparmor=\"" + word +
                               R"(" operation="open" profile="p" name="/f" requested_mask="r")");
    ASSERT_EQ(read.events.size(), 1u) << word;
    EXPECT_EQ(read.events[0].second.verdict, verdict);
    EXPECT_EQ(name_of(verdict), word);
  }
}

TEST(Verdicts, AuditRecordsHaveOnlyTheRequestedMask) {
  const Read read = read_all(
      R"(type=AVC msg=audit(1.000:1): apparmor="AUDIT" operation="open" profile="p" name="/f" requested_mask="wr" fsuid=0 ouid=0)");
  ASSERT_EQ(read.events.size(), 1u);
  EXPECT_TRUE(read.events[0].second.access == Access(FileAccess{"/f", r | w, true}));
}

TEST(Verdicts, OldKernelsSayItByTheType) {
  const std::pair<std::string, Verdict> types[] = {
      {"type=APPARMOR_DENIED msg=audit(1.000:1): ", Verdict::denied},
      {"type=APPARMOR_ALLOWED msg=audit(1.000:1): type=1502 ", Verdict::allowed},
      {"type=UNKNOWN[1503] msg=audit(1.000:1): ", Verdict::denied},
      {"Oct 29 08:00:01 h kernel: type=1501 audit(1.000:1): ", Verdict::audit},
      {"Oct 29 08:00:01 h kernel: [ 1.0] type=1503 audit(1.000:1): ", Verdict::denied}};
  for (const auto& [head, verdict] : types) {
    const Read read = read_all(
        head +
        R"( operation="open" requested_mask="r::" denied_mask="r::" name="/f" pid=1 profile="p")");
    ASSERT_EQ(read.events.size(), 1u) << head;
    EXPECT_EQ(read.events[0].second.verdict, verdict) << head;
    // What stands before the colons is what the owner may do.
    EXPECT_TRUE(read.events[0].second.access == Access(FileAccess{"/f", r, true}));
  }
}

TEST(Verdicts, StatusNamesNoAccess) {
  const Read read = read_all(
      R"(type=AVC msg=audit(1.000:1): apparmor="STATUS" operation="profile_load" profile="unconfined" name="p" pid=4 comm="apparmor_parser" ns="labns")");
  ASSERT_EQ(read.events.size(), 1u);
  EXPECT_EQ(read.events[0].second.access.index(), 0u);
  EXPECT_EQ(read.events[0].second.unusable, "");
  EXPECT_EQ(read.events[0].second.name_space, "labns");
  EXPECT_TRUE(read.report.ignored.empty());
}

TEST(Verdicts, AnUnknownOneIsTold) {
  const Read read = read_all(
      R"(type=AVC msg=audit(1.000:1): apparmor="PONDERED" operation="open" profile="p" name="/f")");
  ASSERT_EQ(read.events.size(), 1u);
  const Event& event = read.events[0].second;
  EXPECT_EQ(event.verdict, Verdict::error);
  EXPECT_EQ(event.unusable, "unknown kind of AppArmor record");
  EXPECT_EQ(event.profile, "p");
  EXPECT_EQ(event.access.index(), 0u);
  EXPECT_EQ(read.events[0].first.get("apparmor"), "PONDERED");
  EXPECT_EQ(read.report.ignored.count("unknown kind of AppArmor record"), 1u);
}

TEST(Events, CarryWhoAndWhy) {
  const Read read = read_all(
      R"(type=AVC msg=audit(1.000:1): apparmor="ALLOWED" operation="open" info="a reason" error=-13 profile="p//null-/bin/a b" name="/f" pid=77 comm=6120FF requested_mask="r" denied_mask="r")");
  ASSERT_EQ(read.events.size(), 1u);
  const Event& event = read.events[0].second;
  EXPECT_EQ(event.profile, "p//null-/bin/a b");
  EXPECT_EQ(event.pid, 77);
  EXPECT_EQ(event.comm, "a \xff");
  EXPECT_EQ(event.info, "a reason");
  EXPECT_EQ(event.error, -13);
  EXPECT_EQ(event.operation, "open");
}

TEST(Events, ThePidIsANumberOrNothing) {
  const std::pair<const char*, std::int64_t> pids[] = {{"1", 1},
                                                       {"0", 0},
                                                       {"4194304", 4194304},
                                                       {"12345678", 12345678},
                                                       {"00000012", 12},
                                                       {"123456789", 123456789},
                                                       {"2147483647", 2147483647},
                                                       {"2147483648", 0},
                                                       {"1x", 0},
                                                       {"x1", 0},
                                                       {"1234567:", 0},
                                                       {"/", 0},
                                                       {"", 0},
                                                       {"-1", 0},
                                                       {"123456789012", 0},
                                                       {"0x12", 0}};
  for (const auto& [text, pid] : pids) {
    Record record;
    record.type = "AVC";
    record.fields = {
        {"apparmor", "DENIED"}, {"operation", "open"}, {"profile", "p"}, {"pid", text}};
    const auto event = make_event(record);
    ASSERT_TRUE(event) << text;
    EXPECT_EQ(event->pid, pid) << text;
  }
}

TEST(Events, NamespacesFromEitherPlace) {
  struct Row {
    std::string fields, name_space, profile;
  };
  const Row rows[] = {
      {R"(profile="p")", "", "p"},
      {R"(namespace="root//labns" profile="p")", "labns", "p"},
      {R"(namespace="root" profile="p")", "", "p"},
      {R"(namespace="root//lxd-a_<var-lxd>" profile="/usr/bin/x")", "lxd-a_<var-lxd>",
       "/usr/bin/x"},
      {R"(profile=":labns:p")", "labns", "p"},
      {R"(profile=":labns://p//c")", "labns", "p//c"},
      {R"(profile=":root//a//b:p")", "a//b", "p"},
      {R"(namespace="root//labns" profile=":labns:p")", "labns", "p"},
      {R"(profile="p//&:ns:q")", "", "p//&:ns:q"},
      {R"(profile=":odd")", "", ":odd"},
  };
  for (const Row& row : rows) {
    const Read read =
        read_all(R"(type=AVC msg=audit(1.000:1): apparmor="DENIED" operation="open" )" +
                 row.fields + R"( name="/f" denied_mask="r")");
    ASSERT_EQ(read.events.size(), 1u) << row.fields;
    EXPECT_EQ(read.events[0].second.name_space, row.name_space) << row.fields;
    EXPECT_EQ(read.events[0].second.profile, row.profile) << row.fields;
  }
}

TEST(Events, UnknownFieldsAreNoReasonToLoseOne) {
  const Read read = read_all(
      R"(type=AVC msg=audit(1.000:1): apparmor="DENIED" newfield="x" operation="open" odd profile="p" other=1 name="/f" denied_mask="r" class="file" zzz=)");
  ASSERT_EQ(read.events.size(), 1u);
  EXPECT_TRUE(read.events[0].second.access == Access(FileAccess{"/f", r, false}));
}

TEST(Events, OfAUserAvcTheInnerFieldsCount) {
  const Read read = read_all(
      R"(type=USER_AVC msg=audit(1.000:1): pid=363 uid=102 auid=4294967295 ses=4294967295 subj=unconfined msg='apparmor="DENIED" operation="dbus_signal"  bus="system" name="o.n" path="/o" interface="o.i" member="S" mask="receive" pid=2859 label="p" peer_pid=2875 peer_label="q"  exe="/bin/dbus-daemon" sauid=102 hostname=? addr=? terminal=?')");
  ASSERT_EQ(read.events.size(), 1u);
  EXPECT_EQ(read.events[0].second.pid, 2859);
  EXPECT_EQ(read.events[0].second.profile, "p");
  EXPECT_EQ(read.events[0].first.transport, Transport::dbus);
  EXPECT_EQ(read.events[0].first.get("terminal"), "?");
  EXPECT_EQ(read.events[0].second.comm, "/bin/dbus-daemon");
}

TEST(Events, MakeEventRefusesOtherRecords) {
  Record record;
  record.type = "SYSCALL";
  record.fields = {{"apparmor", "DENIED"}};
  EXPECT_FALSE(make_event(record));
  record.type = "AVC";
  record.fields = {{"avc", "denied"}};
  EXPECT_FALSE(make_event(record));
}

}  // namespace
}  // namespace profgen::log
