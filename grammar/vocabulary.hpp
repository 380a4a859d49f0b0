// The words of the AppArmor language, each once: read by parser, printer, linter, completion and
// the record reader, so that they cannot drift apart. Sources: parser/parser_yacc.y, network.cc,
// dbus.h, signal.cc, mount.cc, profile.h and apparmor.d(5) of AppArmor 6; `since` is the first
// policy abi.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace profgen::inline v0::grammar {

enum class Since : std::uint8_t { v2, v3, v4, v41, v5, v6 };

struct Word {
  std::string_view text;
  std::uint32_t value;  // a bit, or a union of bits for shorthands such as rw; else an index
  Since since = Since::v2;
};

// Canonical words come first, one bit each; shorthands follow.
inline constexpr Word socket_permissions[] = {
    {"create", 1u << 0},  {"bind", 1u << 1},     {"listen", 1u << 2},  {"accept", 1u << 3},
    {"connect", 1u << 4}, {"shutdown", 1u << 5}, {"getattr", 1u << 6}, {"setattr", 1u << 7},
    {"getopt", 1u << 8},  {"setopt", 1u << 9},   {"send", 1u << 10},   {"receive", 1u << 11},
    {"write", 1u << 10},  {"w", 1u << 10},       {"read", 1u << 11},   {"r", 1u << 11},
    {"rw", 3u << 10},     {"wr", 3u << 10},
};
inline constexpr Word dbus_permissions[] = {
    {"send", 1u << 0},  {"receive", 1u << 1}, {"bind", 1u << 2}, {"eavesdrop", 1u << 3},
    {"write", 1u << 0}, {"w", 1u << 0},       {"read", 1u << 1}, {"r", 1u << 1},
    {"rw", 3u << 0},    {"wr", 3u << 0},
};
inline constexpr Word signal_permissions[] = {
    {"send", 1u << 0}, {"receive", 1u << 1}, {"write", 1u << 0}, {"w", 1u << 0},
    {"read", 1u << 1}, {"r", 1u << 1},       {"rw", 3u << 0},    {"wr", 3u << 0},
};
inline constexpr Word ptrace_permissions[] = {
    {"trace", 1u << 0}, {"tracedby", 1u << 1}, {"read", 1u << 2}, {"readby", 1u << 3},
    {"write", 1u << 0}, {"w", 1u << 0},        {"r", 1u << 2},    {"rw", 5u},
    {"wr", 5u},
};
inline constexpr Word mqueue_permissions[] = {
    {"create", 1u << 0, Since::v4},  {"open", 1u << 1, Since::v4},
    {"delete", 1u << 2, Since::v4},  {"getattr", 1u << 3, Since::v4},
    {"setattr", 1u << 4, Since::v4}, {"read", 1u << 5, Since::v4},
    {"write", 1u << 6, Since::v4},   {"r", 1u << 5, Since::v4},
    {"w", 1u << 6, Since::v4},       {"rw", 3u << 5, Since::v4},
    {"wr", 3u << 5, Since::v4},
};
inline constexpr Word userns_permissions[] = {{"create", 0, Since::v4}};

inline constexpr Word io_uring_permissions[] = {
    {"sqpoll", 1u << 0, Since::v4},
    {"override_creds", 1u << 1, Since::v4},
};

// Linux capabilities without CAP_; the value is the kernel's number.
inline constexpr Word capabilities[] = {
    {"chown", 0},
    {"dac_override", 1},
    {"dac_read_search", 2},
    {"fowner", 3},
    {"fsetid", 4},
    {"kill", 5},
    {"setgid", 6},
    {"setuid", 7},
    {"setpcap", 8},
    {"linux_immutable", 9},
    {"net_bind_service", 10},
    {"net_broadcast", 11},
    {"net_admin", 12},
    {"net_raw", 13},
    {"ipc_lock", 14},
    {"ipc_owner", 15},
    {"sys_module", 16},
    {"sys_rawio", 17},
    {"sys_chroot", 18},
    {"sys_ptrace", 19},
    {"sys_pacct", 20},
    {"sys_admin", 21},
    {"sys_boot", 22},
    {"sys_nice", 23},
    {"sys_resource", 24},
    {"sys_time", 25},
    {"sys_tty_config", 26},
    {"mknod", 27},
    {"lease", 28},
    {"audit_write", 29},
    {"audit_control", 30},
    {"setfcap", 31},
    {"mac_override", 32},
    {"mac_admin", 33},
    {"syslog", 34},
    {"wake_alarm", 35},
    {"block_suspend", 36},
    {"audit_read", 37},
    {"perfmon", 38, Since::v3},
    {"bpf", 39, Since::v3},
    {"checkpoint_restore", 40, Since::v3},
};

// Address families; the value is an index only.
inline constexpr Word network_families[] = {
    {"unspec", 0},      {"unix", 1},     {"inet", 2},     {"ax25", 3},      {"ipx", 4},
    {"appletalk", 5},   {"netrom", 6},   {"bridge", 7},   {"atmpvc", 8},    {"x25", 9},
    {"inet6", 10},      {"rose", 11},    {"netbeui", 12}, {"security", 13}, {"key", 14},
    {"netlink", 15},    {"packet", 16},  {"ash", 17},     {"econet", 18},   {"atmsvc", 19},
    {"rds", 20},        {"sna", 21},     {"irda", 22},    {"pppox", 23},    {"wanpipe", 24},
    {"llc", 25},        {"ib", 26},      {"mpls", 27},    {"can", 28},      {"tipc", 29},
    {"bluetooth", 30},  {"iucv", 31},    {"rxrpc", 32},   {"isdn", 33},     {"phonet", 34},
    {"ieee802154", 35}, {"caif", 36},    {"alg", 37},     {"nfc", 38},      {"vsock", 39},
    {"kcm", 40},        {"qipcrtr", 41}, {"smc", 42},     {"xdp", 43},      {"mctp", 44},
};

inline constexpr Word socket_types[] = {
    {"stream", 0}, {"dgram", 1},  {"seqpacket", 2}, {"rdm", 3},
    {"raw", 4},    {"packet", 5}, {"dccp", 6},
};

inline constexpr Word network_protocols[] = {
    {"tcp", 0},
    {"udp", 1},
    {"icmp", 2},
};

// rtmin+0 … rtmin+32 are signals too (maximum_rtmin). stp and tstp, io and poll are one signal
// each.
inline constexpr Word signals[] = {
    {"hup", 1},
    {"int", 2},
    {"quit", 3},
    {"ill", 4},
    {"trap", 5},
    {"abrt", 6},
    {"bus", 7},
    {"fpe", 8},
    {"kill", 9},
    {"usr1", 10},
    {"segv", 11},
    {"usr2", 12},
    {"pipe", 13},
    {"alrm", 14},
    {"term", 15},
    {"stkflt", 16},
    {"chld", 17},
    {"cont", 18},
    {"stop", 19},
    {"stp", 20},
    {"ttin", 21},
    {"ttou", 22},
    {"urg", 23},
    {"xcpu", 24},
    {"xfsz", 25},
    {"vtalrm", 26},
    {"prof", 27},
    {"winch", 28},
    {"io", 29},
    {"pwr", 30},
    {"sys", 31},
    {"emt", 32},
    {"exists", 33},
    {"tstp", 20, Since::v5},
    {"poll", 29, Since::v5},
};
inline constexpr unsigned maximum_rtmin = 32;

// A mount option: a bit of mount(2) that it sets or clears, or a propagation type. `group` is equal
// for the words that cannot stand together unless they are synonyms (equal group and value).
struct MountOption {
  std::string_view text;
  std::uint8_t group;
  std::uint8_t value;
  Since since = Since::v2;
};
inline constexpr MountOption mount_options[] = {
    {"ro", 1, 1},
    {"r", 1, 1},
    {"read-only", 1, 1},
    {"rw", 1, 0},
    {"w", 1, 0},
    {"nosuid", 2, 1},
    {"suid", 2, 0},
    {"nodev", 3, 1},
    {"dev", 3, 0},
    {"noexec", 4, 1},
    {"exec", 4, 0},
    {"sync", 5, 1},
    {"async", 5, 0},
    {"remount", 6, 1},
    {"mand", 7, 1},
    {"nomand", 7, 0},
    {"dirsync", 8, 1},
    {"nosymfollow", 9, 1, Since::v4},
    {"symfollow", 9, 0, Since::v4},
    {"noatime", 10, 1},
    {"atime", 10, 0},
    {"nodiratime", 11, 1},
    {"diratime", 11, 0},
    {"bind", 12, 1},
    {"B", 12, 1},
    {"move", 13, 1},
    {"M", 13, 1},
    {"rbind", 14, 1},
    {"R", 14, 1},
    {"silent", 15, 1},
    {"verbose", 15, 1},
    {"loud", 15, 0},
    {"acl", 16, 1},
    {"noacl", 16, 0},
    {"unbindable", 17, 1},
    {"make-unbindable", 17, 1},
    {"runbindable", 18, 1},
    {"make-runbindable", 18, 1},
    {"private", 19, 1},
    {"make-private", 19, 1},
    {"rprivate", 20, 1},
    {"make-rprivate", 20, 1},
    {"slave", 21, 1},
    {"make-slave", 21, 1},
    {"rslave", 22, 1},
    {"make-rslave", 22, 1},
    {"shared", 23, 1},
    {"make-shared", 23, 1},
    {"rshared", 24, 1},
    {"make-rshared", 24, 1},
    {"relatime", 25, 1},
    {"norelatime", 25, 0},
    {"iversion", 26, 1},
    {"noiversion", 26, 0},
    {"strictatime", 27, 1},
    {"nostrictatime", 27, 0},
    {"lazytime", 28, 1, Since::v4},
    {"nolazytime", 28, 0, Since::v4},
    {"nouser", 29, 1},
    {"user", 29, 0},
};

// What the value of a resource limit is: it decides the units.
enum class RlimitKind : std::uint8_t { number, size, seconds, microseconds, nice };
struct Rlimit {
  std::string_view text;
  RlimitKind kind;
};
inline constexpr Rlimit rlimits[] = {
    {"cpu", RlimitKind::seconds},
    {"fsize", RlimitKind::size},
    {"data", RlimitKind::size},
    {"stack", RlimitKind::size},
    {"core", RlimitKind::size},
    {"rss", RlimitKind::size},
    {"nofile", RlimitKind::number},
    {"ofile", RlimitKind::number},
    {"as", RlimitKind::size},
    {"nproc", RlimitKind::number},
    {"memlock", RlimitKind::size},
    {"locks", RlimitKind::number},
    {"sigpending", RlimitKind::number},
    {"msgqueue", RlimitKind::size},
    {"nice", RlimitKind::nice},
    {"rtprio", RlimitKind::number},
    {"rttime", RlimitKind::microseconds},
};
// Any prefix of these words is a unit too ("K", "KB"); the value is the power of 1024.
inline constexpr Word size_units[] = {{"KB", 1}, {"MB", 2}, {"GB", 3}};
// Units of time: the value is in microseconds here, in seconds in the next table.
inline constexpr Word time_units[] = {
    {"us", 1},    {"microsecond", 1},    {"microseconds", 1},
    {"ms", 1000}, {"millisecond", 1000}, {"milliseconds", 1000},
};
inline constexpr Word long_time_units[] = {
    {"s", 1},       {"sec", 1},      {"second", 1},   {"seconds", 1},   {"min", 60},
    {"minute", 60}, {"minutes", 60}, {"h", 3600},     {"hour", 3600},   {"hours", 3600},
    {"d", 86400},   {"day", 86400},  {"days", 86400}, {"week", 604800}, {"weeks", 604800},
};

// A flag of a profile header. Flags of one group exclude each other (0: with none).
struct ProfileFlag {
  std::string_view text;  // "attach_disconnected.path=": a value follows
  std::uint8_t group;
  Since since = Since::v2;
};
inline constexpr ProfileFlag profile_flags[] = {
    {"enforce", 1},
    {"complain", 1},
    {"kill", 1, Since::v3},
    {"unconfined", 1, Since::v3},
    {"prompt", 1, Since::v4},
    {"default_allow", 1, Since::v4},
    {"audit", 0},
    {"chroot_relative", 2},
    {"namespace_relative", 2},
    {"mediate_deleted", 3},
    {"delegate_deleted", 3},
    {"attach_disconnected", 4},
    {"no_attach_disconnected", 4},
    {"chroot_attach", 5},
    {"chroot_no_attach", 5},
    {"attach_disconnected.path=", 0, Since::v4},
    {"attach_disconnected.ipc=", 0, Since::v5},
    {"attach_disconnected.ipc", 0, Since::v5},
    {"kill.signal=", 0, Since::v4},
    {"error=", 0, Since::v41},
    {"interruptible", 0, Since::v4},
    {"debug", 0},
};

// As they stand among the permission letters. PUx and Pux, CUx and Cux are the same. `x` alone is
// for deny rules.
inline constexpr Word exec_qualifiers[] = {
    {"ix", 0},   {"ux", 1},   {"Ux", 2},   {"px", 3},   {"Px", 4},   {"cx", 5},
    {"Cx", 6},   {"pix", 7},  {"Pix", 8},  {"cix", 9},  {"Cix", 10}, {"pux", 11},
    {"PUx", 12}, {"Pux", 13}, {"cux", 14}, {"CUx", 15}, {"Cux", 16}, {"x", 17},
};

// What a line of a body may begin with, besides a path, a variable and the prefix words.
inline constexpr Word statement_keywords[] = {
    {"file", 0},
    {"capability", 1},
    {"network", 2},
    {"unix", 3},
    {"dbus", 4},
    {"signal", 5},
    {"ptrace", 6},
    {"mount", 7},
    {"remount", 8},
    {"umount", 9},
    {"unmount", 10},
    {"pivot_root", 11},
    {"change_profile", 12},
    {"link", 13},
    {"set", 14},
    {"userns", 15, Since::v4},
    {"mqueue", 16, Since::v4},
    {"io_uring", 17, Since::v4},
    {"all", 18, Since::v4},
    {"hat", 19},
    {"profile", 20},
    {"include", 21},
    {"abi", 22, Since::v3},
    {"if", 23},
};

// The other words that the compiler takes for nothing else where a rule may begin: no plain_path.
inline constexpr Word other_keywords[] = {
    {"priority", 0},
    {"alias", 1},
    {"rewrite", 2},
    {"else", 3},
    {"rlimit", 4},
    {"defined", 5},
    {"safe", 6},
    {"unsafe", 7},
    {"subset", 8},
    {"in", 9},
    {"and", 10},
    {"or", 11},
    {"not", 12},
    {"send", 13},
    {"receive", 14},
    {"bind", 15},
    {"read", 16},
    {"write", 17},
    {"eavesdrop", 18},
    {"peer", 19},
    {"trace", 20},
    {"readby", 21},
    {"tracedby", 22},
    {"open", 23, Since::v4},
    {"delete", 24, Since::v4},
    {"sqpoll", 25, Since::v4},
    {"override_creds", 26, Since::v4},
};

// In the order in which they stand; priority=N is before them.
inline constexpr Word prefix_words[] = {
    {"audit", 0}, {"allow", 1}, {"deny", 2}, {"prompt", 3}, {"owner", 4}, {"user", 5}, {"other", 6},
};

// The conditions that a kind of rule knows, those inside peer=( … ) too.
inline constexpr Word network_conditions[] = {
    {"ip", 0},
    {"port", 1},
    {"interface", 2},
    {"label", 3},
};
inline constexpr Word unix_conditions[] = {
    {"type", 0}, {"protocol", 1}, {"addr", 2}, {"label", 3}, {"attr", 4}, {"opt", 5},
};
inline constexpr Word dbus_conditions[] = {
    {"bus", 0}, {"path", 1}, {"interface", 2}, {"member", 3}, {"name", 4}, {"label", 5},
};
inline constexpr Word header_words[] = {{"flags", 0}, {"xattrs", 1}};
inline constexpr Word label_conditions[] = {{"label", 0}};
inline constexpr Word mqueue_conditions[] = {{"type", 0}, {"label", 1}};
inline constexpr Word signal_conditions[] = {{"set", 0}};
inline constexpr Word peer_condition[] = {{"peer", 0}};
inline constexpr Word mount_conditions[] = {
    {"fstype", 0},
    {"vfstype", 1},
    {"options", 2},
    {"option", 3},
};

// The entry of a word; nullptr if the table has none.
constexpr const Word* find_word(std::span<const Word> table, std::string_view text) {
  for (const Word& word : table)
    if (word.text == text) return &word;
  return nullptr;
}
// The bits of one word, 0 if unknown.
constexpr std::uint32_t bits_of(std::span<const Word> table, std::string_view text) {
  for (const Word& word : table)
    if (word.text == text) return word.value;
  return 0;
}

}  // namespace profgen::inline v0::grammar
