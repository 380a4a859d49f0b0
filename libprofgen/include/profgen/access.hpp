// One access that a confined task tried: the common currency of logs, evidence, coverage and
// proposals. All strings are raw bytes as the kernel meant them (hex decoded, unescaped): never
// policy syntax. Permission masks other than file permissions are bits of the tables in
// grammar/vocabulary.hpp (socket_permissions, dbus_permissions, signal_permissions,
// ptrace_permissions, mqueue_permissions, io_uring_permissions).
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#pragma GCC visibility push(default)
namespace profgen::inline v0 {

// Bits of a file permission set, in the order in which they are written: m r w a l k x
// (style 2.10).
using FilePerms = std::uint16_t;
namespace file_perm {
inline constexpr FilePerms map_exec = 1, read = 2, write = 4, append = 8, link = 16, lock = 32,
                           exec = 64;
}
// "mrw" for a set; exec is written "x".
[[nodiscard]] std::string file_perms_text(FilePerms perms);

struct FileAccess {
  std::string path;
  FilePerms perms = 0;  // never exec: that is an ExecAccess; never link: that is a LinkAccess
  bool owned = false;   // fsuid == ouid
  friend auto operator<=>(const FileAccess&, const FileAccess&) = default;
};
struct ExecAccess {
  std::string path;
  bool owned = false;
  std::string target;  // the label entered, "P//null-/usr/bin/x" in complain; may be empty
  friend auto operator<=>(const ExecAccess&, const ExecAccess&) = default;
};
struct LinkAccess {
  std::string link;    // the new name
  std::string target;  // what it points to
  bool owned = false;
  friend auto operator<=>(const LinkAccess&, const LinkAccess&) = default;
};
struct CapabilityAccess {
  std::string capability;  // lower case without CAP_: "net_admin"
  friend auto operator<=>(const CapabilityAccess&, const CapabilityAccess&) = default;
};
struct Endpoint {
  std::string address;     // textual IP; empty where unknown
  std::uint16_t port = 0;  // 0 where unknown
  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};
struct NetworkAccess {
  std::string family;       // "inet", "netlink", …
  std::string type;         // "stream", "dgram", "raw", …
  std::string protocol;     // "tcp", "udp", … or the number as text; empty for 0
  std::uint32_t perms = 0;  // socket_permissions; 0: the log does not say
  Endpoint local, peer;
  friend auto operator<=>(const NetworkAccess&, const NetworkAccess&) = default;
};
struct UnixAccess {
  std::uint32_t perms = 0;  // socket_permissions
  std::string type;         // "stream", "dgram", "seqpacket"
  std::string address;      // "@abstract" bytes; "none" for an unnamed socket; empty: unknown
  std::string peer_address;
  std::string peer_label;
  friend auto operator<=>(const UnixAccess&, const UnixAccess&) = default;
};
struct DbusAccess {
  std::uint32_t perms = 0;  // dbus_permissions
  std::string bus, path, interface, member, name;
  std::string peer_name, peer_label;
  friend auto operator<=>(const DbusAccess&, const DbusAccess&) = default;
};
struct SignalAccess {
  std::uint32_t perms = 0;  // signal_permissions
  std::string signal;       // "term", "rtmin+3", "exists"
  std::string peer;
  friend auto operator<=>(const SignalAccess&, const SignalAccess&) = default;
};
struct PtraceAccess {
  std::uint32_t perms = 0;  // ptrace_permissions
  std::string peer;
  friend auto operator<=>(const PtraceAccess&, const PtraceAccess&) = default;
};
enum class MountKind : std::uint8_t { mount, remount, umount };
struct MountAccess {
  MountKind kind = MountKind::mount;
  std::string fstype, source, mountpoint;
  std::vector<std::string> options;  // as logged: "rw", "nosuid", "bind", "rprivate"
  friend auto operator<=>(const MountAccess&, const MountAccess&) = default;
};
struct PivotRootAccess {
  std::string old_root, new_root;
  friend auto operator<=>(const PivotRootAccess&, const PivotRootAccess&) = default;
};
struct ChangeProfileAccess {
  std::string target;
  bool on_exec = false;
  bool stack = false;
  friend auto operator<=>(const ChangeProfileAccess&, const ChangeProfileAccess&) = default;
};
struct ChangeHatAccess {
  std::string hat;
  friend auto operator<=>(const ChangeHatAccess&, const ChangeHatAccess&) = default;
};
struct MqueueAccess {
  std::uint32_t perms = 0;  // mqueue_permissions
  std::string type;         // "posix", "sysv"
  std::string name, label;
  friend auto operator<=>(const MqueueAccess&, const MqueueAccess&) = default;
};
struct IoUringAccess {
  std::uint32_t perms = 0;  // io_uring_permissions
  std::string label;
  friend auto operator<=>(const IoUringAccess&, const IoUringAccess&) = default;
};
struct UsernsAccess {
  friend auto operator<=>(const UsernsAccess&, const UsernsAccess&) = default;
};
struct RlimitAccess {
  std::string resource;     // "nofile"
  std::uint64_t value = 0;  // as logged
  friend auto operator<=>(const RlimitAccess&, const RlimitAccess&) = default;
};

// monostate: a record that names no access a rule could grant (STATUS, a HINT, garbage).
using Access = std::variant<std::monostate, FileAccess, ExecAccess, LinkAccess, CapabilityAccess,
                            NetworkAccess, UnixAccess, DbusAccess, SignalAccess, PtraceAccess,
                            MountAccess, PivotRootAccess, ChangeProfileAccess, ChangeHatAccess,
                            MqueueAccess, IoUringAccess, UsernsAccess, RlimitAccess>;

// "file", "exec", "capability", … : one word a class, stable, used in JSON and in filters.
[[nodiscard]] std::string_view class_of(const Access& access);
// "r /etc/passwd", "capability net_admin": for people; control characters made visible.
[[nodiscard]] std::string describe(const Access& access);

}  // namespace profgen::inline v0
#pragma GCC visibility pop
