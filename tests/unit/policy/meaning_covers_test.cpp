// One table an access class: rules, access, answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/memory_files.hpp"
#include "grammar/vocabulary.hpp"
#include "profgen/policy.hpp"

namespace profgen::policy {
namespace {

constexpr Answer yes = Answer::allowed, no = Answer::absent, denied = Answer::denied;
constexpr FilePerms r = file_perm::read, w = file_perm::write, a = file_perm::append,
                    k = file_perm::lock, m = file_perm::map_exec;

struct CoverRow {
  const char* rules;
  Access access;
  Answer answer;
};

Coverage ask(const std::string& rules, const Access& access) {
  MemoryFiles files;
  files.content["/p/p"] =
      "@{HOME}=/home/*/ /root/\n@{bins}=/bin/x /bin/y\nalias /usr/ -> /mnt/usr/,\nprofile p /bin/p "
      "{\n" +
      rules + "\n^hat { }\n}\n";
  LoadOptions options;
  options.policy_dir = "/p";
  const Policy policy = Policy::load(files, options);
  for (const Diagnostic& diagnostic : policy.diagnostics())
    ADD_FAILURE() << rules << ": " << render(diagnostic);
  const Profile* profile = policy.find("p");
  if (profile == nullptr) {
    ADD_FAILURE() << rules;
    return {};
  }
  Coverage coverage = covers(*profile->matcher, access);
  coverage.by.clear();  // they point into the policy that ends here
  return coverage;
}

void check(const std::vector<CoverRow>& rows) {
  for (const CoverRow& row : rows)
    EXPECT_EQ(ask(row.rules, row.access).answer, row.answer)
        << row.rules << " on " << describe(row.access);
}

std::uint32_t socket(std::string_view word) {
  return grammar::bits_of(grammar::socket_permissions, word);
}

TEST(MeaningCovers, File) {
  check({
      {"/x r,", FileAccess{"/x", r, false}, yes},
      {"/x r,", FileAccess{"/x", r | w, false}, no},
      {"/x w,", FileAccess{"/x", a, false}, yes},
      {"/x a,", FileAccess{"/x", w, false}, no},
      {"/x rw,", FileAccess{"/x", r | k, false}, no},
      {"/x rwk, /x m,", FileAccess{"/x", r | k | m, false}, yes},
      {"/x r, deny /x w,", FileAccess{"/x", r, false}, yes},
      {"/x rw, deny /x w,", FileAccess{"/x", r | w, false}, denied},
      {"/x rw, deny /x w,", FileAccess{"/x", a, false}, denied},
      {"/** rw, deny /x* r,", FileAccess{"/xy", r, false}, denied},
      {"priority=1 /x r, deny /x r,", FileAccess{"/x", r, false}, yes},
      {"/x r, priority=-1 deny /x r,", FileAccess{"/x", r, false}, yes},
      {"priority=1 deny /x r, /x rw,", FileAccess{"/x", w, false}, yes},
      {"priority=1 deny /x r, /x rw,", FileAccess{"/x", r, false}, denied},
      // What is executed in the same profile may be mapped there.
      {"/x ix,", FileAccess{"/x", m, false}, yes},
      {"/x rPix -> other,", FileAccess{"/x", r | m, false}, yes},
      {"owner /x cix,", FileAccess{"/x", m, true}, yes},
      {"owner /x cix,", FileAccess{"/x", m, false}, no},
      {"/x ix, deny /x m,", FileAccess{"/x", m, false}, denied},
      {"/x Px,", FileAccess{"/x", m, false}, no},
      {"/x PUx,", FileAccess{"/x", m, false}, no},
      {"deny /x x,", FileAccess{"/x", m, false}, no},
      {"owner /x r,", FileAccess{"/x", r, true}, yes},
      {"owner /x r,", FileAccess{"/x", r, false}, no},
      {"other /x r,", FileAccess{"/x", r, true}, no},
      {"other /x r,", FileAccess{"/x", r, false}, yes},
      {"/x r, deny owner /x r,", FileAccess{"/x", r, false}, yes},
      {"/x r, deny owner /x r,", FileAccess{"/x", r, true}, denied},
      {"owner /x r, /x w,", FileAccess{"/x", r | w, true}, yes},
      {"prompt /x r,", FileAccess{"/x", r, false}, no},
      {"file,", FileAccess{"/any/where", r | w | k | m, false}, yes},
      {"deny file,", FileAccess{"/any/where", r, false}, denied},
      {"all,", FileAccess{"/", w, false}, yes},
      {"@{HOME}/.x r,", FileAccess{"/root/.x", r, false}, yes},
      {"/usr/lib/* r,", FileAccess{"/mnt/usr/lib/x", r, false}, yes},
      {"/usr/lib/* r,", FileAccess{"/usr/lib/x", r, false}, yes},
      {"/a//b r,", FileAccess{"/a/b", r, false}, yes},
      {"@{profile_name} r, @{exec_path} k,", FileAccess{"/bin/p", k, false}, yes},
      {"/x ix,", FileAccess{"/x", r, false}, no},
      {"", FileAccess{"/x", r, false}, no},
  });
  EXPECT_EQ(ask("/x r, deny /x k,", FileAccess{"/x", r | w | k, false}).missing, w | k);
}

TEST(MeaningCovers, Exec) {
  const ExecAccess x{"/bin/x", false, ""};
  check({
      {"/bin/x ix,", x, yes},
      {"/bin/x r,", x, no},
      {"deny /bin/x x,", x, denied},
      {"/bin/* Px, deny /bin/x x,", x, denied},
      {"owner /bin/x Px,", x, no},
      {"owner /bin/x Px,", ExecAccess{"/bin/x", true, ""}, yes},
      {"all,", x, yes},
      {"file,", x, yes},
  });
  EXPECT_EQ(ask("/bin/** ix, /bin/x Px -> y,", x).exec, "Px");
  EXPECT_EQ(ask("/bin/x Px, /bin/** ix,", x).exec, "Px");
  EXPECT_EQ(ask("priority=3 /bin/* cx, /bin/x Px,", x).exec, "cx");
  EXPECT_EQ(ask("/bin/{x,y} rPUx,", x).exec, "PUx");
  EXPECT_EQ(ask("/bin/** ix, /bin/{x,y} Px,", x).exec, "Px");  // alternatives are no wildcards
  EXPECT_EQ(ask("/bin/** ix, @{bins} Cx,", x).exec, "Cx");
  EXPECT_EQ(ask("", x).exec, "");
}

TEST(MeaningCovers, Link) {
  const LinkAccess link{"/d/new", "/d/old", false};
  check({
      {"/d/new l, /d/* rw,", link, yes},
      {"/d/new rl, /d/old r,", link, yes},
      {"/d/new rwl, /d/old r,", link, no},
      {"/d/new l -> /d/old,", link, yes},
      {"/d/new l -> /e/*,", link, no},
      {"link /d/* -> /d/*,", link, yes},
      {"link /d/* -> /e/*,", link, no},
      {"link subset /d/* -> /d/*, /d/new w,", link, no},
      {"link subset /d/* -> /d/*, /d/* w,", link, yes},
      {"/d/new w,", link, no},
      {"/d/** l, deny /d/new l,", link, denied},
      {"owner link /d/* -> /d/*,", link, no},
      {"file,", link, yes},
      // One rule that asks for the comparison is enough, unless another outranks it.
      {"link /d/* -> /d/*, /d/new wl, /d/old r,", link, no},
      {"link /d/* -> /d/*, link subset /d/* -> /d/*, /d/new w,", link, no},
      {"priority=1 link /d/* -> /d/*, /d/new wl, /d/old r,", link, yes},
      {"link /d/* -> /d/*, /d/new w,", link, yes},
      {"file, deny /d/old w,", link, no},
      {"all, deny /d/old w,", link, no},
  });
}

TEST(MeaningCovers, Capability) {
  check({
      {"capability net_admin chown,", CapabilityAccess{"chown"}, yes},
      {"capability net_admin,", CapabilityAccess{"chown"}, no},
      {"capability,", CapabilityAccess{"chown"}, yes},
      {"capability, deny capability chown,", CapabilityAccess{"chown"}, denied},
      {"all,", CapabilityAccess{"chown"}, yes},
      {"audit capability chown,", CapabilityAccess{"chown"}, yes},
  });
}

TEST(MeaningCovers, Network) {
  const std::uint32_t create = socket("create"), connect = socket("connect"), bind = socket("bind");
  const NetworkAccess tcp{"inet", "stream", "tcp", create, {}, {}};
  const NetworkAccess to_web{"inet",  "stream",           "tcp",
                             connect, {"10.0.0.1", 4000}, {"10.0.0.2", 443}};
  const NetworkAccess unknown{"inet", "stream", "", 0, {}, {}};
  check({
      {"network,", tcp, yes},
      {"network inet,", tcp, yes},
      {"network inet stream,", tcp, yes},
      {"network inet dgram,", tcp, no},
      {"network inet6 stream,", tcp, no},
      {"network stream,", tcp, yes},
      {"network tcp,", tcp, yes},
      {"network icmp,", NetworkAccess{"inet", "raw", "", create, {}, {}}, yes},
      {"network icmp,", NetworkAccess{"inet6", "raw", "", create, {}, {}}, no},
      {"network udp,", tcp, no},
      {"network inet tcp,", unknown, yes},
      {"network tcp,", NetworkAccess{"netlink", "raw", "", create, {}, {}}, no},
      {"network netlink raw,", NetworkAccess{"netlink", "raw", "", create, {}, {}}, yes},
      {"network (create) inet,", tcp, yes},
      {"network (create) inet,", to_web, no},
      {"network (create) inet,", unknown, no},
      {"network inet,", unknown, yes},
      {"network (connect) inet peer=(ip=10.0.0.2 port=443),", to_web, yes},
      {"network inet peer=(port=400-500),", to_web, yes},
      {"network inet peer=(port=400-442),", to_web, no},
      {"network inet peer=(ip=10.0.0.3),", to_web, no},
      {"network inet peer=(port=443),", tcp, no},
      {"network inet port=4000,", to_web, yes},
      {"network inet ip=10.0.0.1 port=4000,", NetworkAccess{"inet", "stream", "", bind, {}, {}},
       no},
      {"network inet port=4000,", tcp, yes},
      {"network inet6 peer=(ip=0:0::1),",
       NetworkAccess{"inet6", "stream", "", connect, {}, {"::1", 1}}, yes},
      {"network, deny network inet stream,", tcp, denied},
      {"network unix stream,", NetworkAccess{"unix", "stream", "", create, {}, {}}, yes},
      {"unix (create) type=stream,", NetworkAccess{"unix", "stream", "", create, {}, {}}, yes},
      {"unix type=stream addr=@x,", NetworkAccess{"unix", "stream", "", create, {}, {}}, no},
      {"all,", to_web, yes},
  });
}

TEST(MeaningCovers, Unix) {
  const std::uint32_t create = socket("create"), connect = socket("connect"), send = socket("send"),
                      bind = socket("bind");
  const UnixAccess made{create, "stream", "", "", ""};
  const UnixAccess to_bus{connect | send, "stream", "none", "@/tmp/dbus-1", "dbus-daemon"};
  const UnixAccess to_unknown{connect, "stream", "", "", ""};
  check({
      {"unix,", to_bus, yes},
      {"unix (create),", made, yes},
      {"unix (create),", to_bus, no},
      {"unix type=dgram,", to_bus, no},
      {"unix addr=@x,", made, yes},
      {"unix addr=none,", to_bus, yes},
      {"unix addr=@x,", to_bus, no},
      {"unix peer=(addr=@/tmp/dbus-*),", to_bus, yes},
      {"unix (send) peer=(addr=@/tmp/dbus-*),", to_bus, no},
      {"unix peer=(addr=@/tmp/dbus-* label=dbus-daemon),", to_bus, yes},
      {"unix peer=(label=other),", to_bus, no},
      {"unix peer=(label=unconfined),", to_unknown, no},
      {"unix peer=(addr=@x),", to_unknown, no},
      {"unix peer=(label=p),", made, no},
      {"unix (bind) addr=auto,", UnixAccess{bind, "stream", "@0001f", "", ""}, yes},
      {"unix (bind) addr=auto,", UnixAccess{bind, "stream", "@name1", "", ""}, no},
      {"network unix stream,", to_bus, yes},
      {"network unix dgram,", to_bus, no},
      {"network inet stream,", to_bus, no},
      {"network,", to_bus, yes},
      {"unix, deny unix (send),", to_bus, denied},
  });
}

TEST(MeaningCovers, Dbus) {
  const std::uint32_t send = 1, receive = 2, bind = 4, eavesdrop = 8;
  const DbusAccess call{send, "system", "/org/x", "org.x.I", "Get", "", "org.x", "xd"};
  const DbusAccess own{bind, "session", "", "", "", "org.y", "", ""};
  check({
      {"dbus,", call, yes},
      {"dbus send bus=system,", call, yes},
      {"dbus send bus=session,", call, no},
      {"dbus receive bus=system,", call, no},
      {"dbus (send receive) bus=system path=/org/* interface=org.x.I member={Get,Set} "
       "peer=(name=org.x label=xd),",
       call, yes},
      {"dbus send member=Put,", call, no},
      {"dbus send peer=(label=unconfined),", call, no},
      {"dbus send peer=(name=org.x),", DbusAccess{send, "system", "/", "i", "m", "", "", ""}, no},
      {"dbus bind bus=session name=org.y,", own, yes},
      {"dbus bus=session name=org.*,", own, yes},
      {"dbus bus=session name=org.*,", DbusAccess{send, "session", "/", "i", "m", "", "", ""}, no},
      {"dbus bus=session path=/x,", own, no},
      {"dbus eavesdrop bus=session,", DbusAccess{eavesdrop, "session", "", "", "", "", "", ""},
       yes},
      {"dbus bus=system, deny dbus send member=Get,", call, denied},
      {"dbus (receive),", DbusAccess{receive, "system", "/", "i", "m", "", "", ""}, yes},
  });
}

TEST(MeaningCovers, SignalAndPtrace) {
  const SignalAccess term{1, "term", "target"};
  const PtraceAccess trace{1, "target"};
  check({
      {"signal,", term, yes},
      {"signal send,", term, yes},
      {"signal receive,", term, no},
      {"signal set=(kill term),", term, yes},
      {"signal set=(kill),", term, no},
      {"signal peer=tar*,", term, yes},
      {"signal peer=@{profile_name},", term, no},
      {"signal peer=@{profile_name},", SignalAccess{1, "term", "p"}, yes},
      {"signal peer=target,", SignalAccess{1, "term", ""}, no},
      {"signal set=(stp),", SignalAccess{1, "tstp", "x"}, yes},
      {"signal set=(rtmin+3),", SignalAccess{2, "rtmin+3", "x"}, yes},
      {"signal, deny signal set=(term),", term, denied},
      {"ptrace,", trace, yes},
      {"ptrace trace peer=target,", trace, yes},
      {"ptrace (read),", trace, no},
      {"ptrace (trace) peer=other,", trace, no},
      {"ptrace (read trace),", PtraceAccess{5, "x"}, yes},
      {"ptrace (read),", PtraceAccess{5, "x"}, no},
      {"ptrace (readby) peer=x//y,", PtraceAccess{8, "x//y"}, yes},
  });
}

TEST(MeaningCovers, Mount) {
  const MountAccess ext4{MountKind::mount, "ext4", "/dev/sda1", "/mnt/", {"rw", "nosuid"}};
  const MountAccess bind{MountKind::mount, "", "/src/", "/mnt/", {"rw", "bind"}};
  const MountAccess make{MountKind::mount, "", "", "/mnt/", {"rw", "rprivate"}};
  const MountAccess remount{MountKind::remount, "", "", "/mnt/", {"ro", "remount"}};
  const MountAccess umount{MountKind::umount, "", "", "/mnt/", {}};
  check({
      {"mount,", ext4, yes},
      {"mount fstype=ext4,", ext4, yes},
      {"mount fstype=(ext2, ext4),", ext4, yes},
      {"mount fstype=ext2,", ext4, no},
      {"mount fstype in (ext4, xfs),", ext4, yes},
      {"mount options=(rw, nosuid),", ext4, yes},
      {"mount options=(nosuid),", ext4, yes},
      {"mount options=(rw),", ext4, no},
      {"mount options=(nosuid, nodev),", ext4, no},
      {"mount options in (nosuid, nodev),", ext4, yes},
      {"mount options in (nodev),", ext4, no},
      {"mount options=(ro) options=(nosuid),", ext4, yes},
      {"mount /dev/sd* -> /mnt/,", ext4, yes},
      {"mount /dev/sd* -> /media/,", ext4, no},
      {"mount /dev/sdb -> /mnt/,", ext4, no},
      {"mount options=(rw, bind) /src/ -> /mnt/,", bind, yes},
      {"mount options=(rw) /src/ -> /mnt/,", bind, no},
      {"mount fstype=ext4,", bind, no},
      {"mount options=(rprivate) /mnt/,", make, yes},
      {"mount options=(make-rprivate) -> /mnt/,", make, yes},
      {"mount options=(private) -> /mnt/,", make, no},
      {"remount,", remount, yes},
      {"remount options=(ro) /mnt/,", remount, yes},
      {"remount options=(rw) /mnt/,", remount, no},
      {"mount options=(ro, remount) -> /mnt/,", remount, yes},
      {"mount options=(ro) -> /mnt/,", remount, no},
      {"mount,", remount, yes},
      {"remount,", ext4, no},
      {"umount,", umount, yes},
      {"umount /mnt/,", umount, yes},
      {"umount /other/,", umount, no},
      {"mount,", umount, no},
      {"mount, deny mount /dev/* -> /mnt/,", ext4, denied},
      {"all,", umount, yes},
  });
}

TEST(MeaningCovers, TheOthers) {
  check({
      {"pivot_root,", PivotRootAccess{"/old/", "/new/"}, yes},
      {"pivot_root oldroot=/old/ /new/,", PivotRootAccess{"/old/", "/new/"}, yes},
      {"pivot_root oldroot=/x/ /new/,", PivotRootAccess{"/old/", "/new/"}, no},
      {"change_profile,", ChangeProfileAccess{"t", false, false}, yes},
      {"change_profile -> t,", ChangeProfileAccess{"t", false, false}, yes},
      {"change_profile -> {t,u},", ChangeProfileAccess{"u", true, false}, yes},
      {"change_profile -> t,", ChangeProfileAccess{"v", false, false}, no},
      {"change_profile /bin/x -> t,", ChangeProfileAccess{"t", true, false}, no},
      {"change_profile /bin/x -> t,", ChangeProfileAccess{"t", false, false}, yes},
      {"change_profile -> &t,", ChangeProfileAccess{"t", false, true}, yes},
      {"change_profile -> t,", ChangeProfileAccess{"t", false, true}, no},
      {"", ChangeHatAccess{"hat"}, yes},
      {"", ChangeHatAccess{"hut"}, no},
      {"mqueue,", MqueueAccess{1, "posix", "/q", ""}, yes},
      {"mqueue (create open) type=posix /q,", MqueueAccess{3, "posix", "/q", ""}, yes},
      {"mqueue (create) /q,", MqueueAccess{3, "posix", "/q", ""}, no},
      {"mqueue type=sysv,", MqueueAccess{1, "posix", "/q", ""}, no},
      {"mqueue type=sysv 123,", MqueueAccess{1, "sysv", "123", ""}, yes},
      {"mqueue label=x,", MqueueAccess{1, "posix", "/q", ""}, no},
      {"io_uring,", IoUringAccess{1, ""}, yes},
      {"io_uring sqpoll,", IoUringAccess{2, ""}, no},
      {"io_uring override_creds label=x,", IoUringAccess{2, "x"}, yes},
      {"userns,", UsernsAccess{}, yes},
      {"userns create,", UsernsAccess{}, yes},
      {"", UsernsAccess{}, no},
      {"deny userns, userns,", UsernsAccess{}, denied},
      {"set rlimit nofile <= 1024,", RlimitAccess{"nofile", 1024}, yes},
      {"set rlimit nofile <= 1024,", RlimitAccess{"nofile", 1025}, no},
      {"set rlimit nofile <= infinity,", RlimitAccess{"nofile", ~0ULL}, yes},
      {"set rlimit as <= 2MB,", RlimitAccess{"as", 2U << 20U}, yes},
      {"set rlimit cpu <= 10 minutes,", RlimitAccess{"cpu", 600}, yes},
      {"set rlimit cpu <= 10 minutes,", RlimitAccess{"cpu", 601}, no},
      {"set rlimit nofile <= 1024,", RlimitAccess{"nproc", 9}, yes},
      {"all,", std::monostate{}, no},
  });
}

TEST(MeaningCovers, TheRulesThatDecidedAreNamed) {
  MemoryFiles files;
  files.content["/p/p"] = "profile p {\n /x r,\n /{x,y} w,\n /z r,\n deny /x k,\n}\n";
  LoadOptions options;
  options.policy_dir = "/p";
  const Policy policy = Policy::load(files, options);
  const Matcher& matcher = *policy.find("p")->matcher;
  const auto lines = [](const Coverage& coverage) {
    std::vector<std::uint32_t> result;
    for (const ResolvedRule* rule : coverage.by) result.push_back(rule->where.at.line);
    return result;
  };
  EXPECT_THAT(lines(covers(matcher, FileAccess{"/x", r | w, false})), ::testing::ElementsAre(2, 3));
  EXPECT_THAT(lines(covers(matcher, FileAccess{"/x", r | k, false})), ::testing::ElementsAre(5));
  EXPECT_THAT(lines(covers(matcher, FileAccess{"/z", r | k, false})), ::testing::ElementsAre(4));
}

TEST(MeaningCovers, UnconfinedAndDefaultAllowLackNothing) {
  MemoryFiles files;
  files.content["/p/p"] =
      "profile u flags=(unconfined) { }\nprofile d flags=(default_allow) { deny /x r, }\n";
  LoadOptions options;
  options.policy_dir = "/p";
  const Policy policy = Policy::load(files, options);
  EXPECT_EQ(covers(*policy.find("u")->matcher, FileAccess{"/x", r, false}).answer, yes);
  EXPECT_EQ(covers(*policy.find("d")->matcher, FileAccess{"/x", r, false}).answer, denied);
  EXPECT_EQ(covers(*policy.find("d")->matcher, CapabilityAccess{"chown"}).answer, yes);
}

}  // namespace
}  // namespace profgen::policy
