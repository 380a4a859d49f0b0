// An audit.log of any size, made from a seed: the same one gives the same bytes. What stands in it
// is mixed as in the recorded logs: mostly file accesses, in bursts of a program, some names in
// hex, now and then a record of another class; between them what auditd writes for system calls.
#pragma once

#include <cstdint>
#include <random>
#include <string>

namespace profgen::bench {

class LogText {
 public:
  // `percent` of the lines are AppArmor's.
  LogText(unsigned percent, std::uint32_t seed) : percent_(percent), random_(seed) {}

  // The next line, with its end.
  std::string line() {
    if (below(4) == 0) ++serial_;  // some records share a stamp
    if (below(1000) == 0) millis_ += 1 + below(900);
    return below(100) < percent_ ? record() : other();
  }

 private:
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_()) % limit; }
  std::string number(std::uint32_t limit) { return std::to_string(below(limit)); }

  std::string stamp() {
    const std::uint64_t millis = 1'795'457'100'000 + millis_;
    std::string fraction = std::to_string(millis % 1000);
    fraction.insert(0, 3 - fraction.size(), '0');
    return "msg=audit(" + std::to_string(millis / 1000) + "." + fraction + ":" +
           std::to_string(serial_) + "): ";
  }

  std::string record() {
    if (below(40) == 0) program_ = below(30);  // who is active changes
    if (below(60) == 0) return dbus();
    const std::string name = "daemon" + std::to_string(program_);
    std::string line = "type=AVC " + stamp() + "apparmor=\"ALLOWED\" operation=\"";
    const std::string who = " profile=\"/usr/sbin/" + name + "\"";
    const std::string task = " pid=" + std::to_string(400 + below(3000)) + " comm=\"" + name + "\"";
    const std::uint32_t kind = below(100);
    if (kind < 80) {
      line += std::string(kind < 40   ? "open"
                          : kind < 70 ? "getattr"
                                      : "file_mmap") +
              "\" class=\"file\"" + who + " name=" + path(kind) + task + " requested_mask=\"" +
              (kind < 70 ? "r" : "rm") + "\" denied_mask=\"" + (kind < 70 ? "r" : "rm") +
              "\" fsuid=0 ouid=" + (below(5) == 0 ? "1000" : "0");
    } else if (kind < 86) {
      line += "capable\" class=\"cap\"" + who + task + " capability=12  capname=\"net_admin\"";
    } else if (kind < 92) {
      line += "create\" class=\"net\"" + who + task +
              " family=\"inet\" sock_type=\"stream\" protocol=6 requested=\"create\" "
              "denied=\"create\"";
    } else if (kind < 96) {
      const std::string program = "/usr/bin/tool" + number(20);
      line += "exec\" class=\"file\"" + who + " name=\"" + program + "\"" + task +
              " requested_mask=\"x\" denied_mask=\"x\" fsuid=0 ouid=0 target=\"/usr/sbin/" + name +
              "//null-" + program + "\"";
    } else if (kind < 98) {
      line += "signal\" class=\"signal\"" + who + task +
              " requested_mask=\"send\" denied_mask=\"send\" signal=term peer=\"unconfined\"";
    } else {
      line += "mount\" class=\"mount\" info=\"failed mntpnt match\" error=-13" + who +
              " name=\"/mnt/" + number(9) + "/\"" + task +
              " fstype=\"tmpfs\" srcname=\"tmpfs\" flags=\"rw, nosuid\"";
    }
    return line + "\x1d" + "FSUID=\"root\" OUID=\"root\"\n";
  }

  std::string path(std::uint32_t kind) {
    if (below(100) == 0) return "2F7372762F612062" + std::to_string(10 + below(10));  // "/srv/a b…"
    if (kind < 40)
      return "\"/etc/daemon" + std::to_string(program_) + "/part" + number(40) + ".conf\"";
    return "\"/usr/lib/x86_64-linux-gnu/library" + number(40) + ".so.6.0\"";
  }

  std::string dbus() {
    return "type=USER_AVC " + stamp() +
           "pid=363 uid=102 auid=4294967295 ses=4294967295 subj=unconfined "
           "msg='apparmor=\"ALLOWED\" "
           "operation=\"dbus_method_call\"  bus=\"system\" path=\"/org/example/Object" +
           number(5) +
           "\" interface=\"org.example.Interface\" member=\"Get\" mask=\"send\" "
           "name=\"org.example\" pid=" +
           std::to_string(400 + below(3000)) + " label=\"/usr/sbin/daemon" +
           std::to_string(program_) +
           "\" peer_pid=2 peer_label=\"unconfined\"  exe=\"/usr/bin/dbus-daemon\" sauid=102 "
           "hostname=? addr=? terminal=?'\x1dUID=\"messagebus\" AUID=\"unset\" "
           "SAUID=\"messagebus\"\n";
  }

  std::string other() {
    const std::uint32_t kind = below(10);
    if (kind < 4)
      return "type=SYSCALL " + stamp() +
             "arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=7f6a6ba18ed0 a2=90800 "
             "a3=0 items=0 ppid=1173 pid=" +
             number(30000) +
             " auid=4294967295 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=(none) "
             "ses=4294967295 comm=\"mm.py\" exe=\"/usr/bin/python3.11\" subj=unconfined "
             "key=(null)\x1d" +
             "ARCH=x86_64 SYSCALL=openat AUID=\"unset\" UID=\"root\" GID=\"root\"\n";
    if (kind < 7)
      return "type=PATH " + stamp() + "item=0 name=\"/etc/file" + number(1000) +
             "\" inode=" + number(900000) +
             " dev=fe:01 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL cap_fp=0 cap_fi=0 "
             "cap_fe=0 cap_fver=0 cap_frootid=0\x1d" +
             "OUID=\"root\" OGID=\"root\"\n";
    if (kind < 8) return "type=CWD " + stamp() + "cwd=\"/\"\n";
    if (kind < 9)
      return "type=PROCTITLE " + stamp() +
             "proctitle=2F7573722F62696E2F707974686F6E33002F7372762F6D6D2E7079\n";
    return "type=USER_LOGIN " + stamp() + "pid=" + number(30000) +
           " uid=0 auid=1000 ses=7 subj=unconfined msg='op=login id=1000 exe=\"/usr/sbin/sshd\" "
           "hostname=10.0.0.9 addr=10.0.0.9 terminal=/dev/pts/0 res=success'\n";
  }

  unsigned percent_;
  std::mt19937 random_;
  std::uint32_t program_ = 0;
  std::uint64_t serial_ = 1, millis_ = 0;
};

}  // namespace profgen::bench
