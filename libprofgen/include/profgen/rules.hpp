// Typed rules of the AppArmor language and their canonical text. A pattern (path, label, address …)
// is policy text (AARE): unquoted, escapes and variables as written. Raw bytes become one only
// through literal_pattern().
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "profgen/access.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::policy {

enum class Decision : std::uint8_t { unstated, allow, deny, prompt };
enum class Ownership : std::uint8_t { any, owner, other };

// [priority=N] [audit] [allow|deny|prompt] [owner|other], in this order.
struct Prefix {
  std::optional<int> priority;
  bool audit = false;
  Decision decision = Decision::unstated;
  Ownership ownership = Ownership::any;
  friend auto operator<=>(const Prefix&, const Prefix&) = default;
};

enum class ExecEnvironment : std::uint8_t { unstated, safe, unsafe };

// [file] [safe|unsafe] PATH PERMS [-> TARGET],  or the same with PERMS first.
struct FileRule {
  std::string path;     // empty with bare
  FilePerms perms = 0;  // without exec
  std::string exec;     // "", "x" (deny), "ix", "Px", "pix", "cUx", … as written
  std::string target;   // of an exec transition or of a trailing `l ->`
  ExecEnvironment environment = ExecEnvironment::unstated;
  bool keyword = false;  // written with `file`
  bool perms_first = false;
  bool subset = false;  // `l subset PATH ->` and `l <= PATH ->`
  bool bare = false;    // `file,`: everything
  friend auto operator<=>(const FileRule&, const FileRule&) = default;
};
struct LinkRule {  // link [subset] LINK -> TARGET,
  std::string link, target;
  bool subset = false;
  friend auto operator<=>(const LinkRule&, const LinkRule&) = default;
};
struct CapabilityRule {
  std::vector<std::string> names;  // empty: every one
  friend auto operator<=>(const CapabilityRule&, const CapabilityRule&) = default;
};
// A condition `key=value`, `key=(v1 v2)` or `key in (…)`; values unquoted.
struct Condition {
  std::string key;
  std::vector<std::string> values;
  std::string op = "=";  // "=", "in", ":="
  friend auto operator<=>(const Condition&, const Condition&) = default;
};
struct NetworkRule {
  std::uint32_t perms = 0;  // 0: every one
  std::string domain, type, protocol;
  std::vector<Condition> local, peer;  // ip, port, interface, label
  friend auto operator<=>(const NetworkRule&, const NetworkRule&) = default;
};
struct UnixRule {
  std::uint32_t perms = 0;
  std::vector<Condition> local, peer;  // type, protocol, addr, label, attr, opt
  friend auto operator<=>(const UnixRule&, const UnixRule&) = default;
};
struct DbusRule {
  std::uint32_t perms = 0;
  std::vector<Condition> local, peer;  // bus, path, interface, member, name; peer: name, label
  friend auto operator<=>(const DbusRule&, const DbusRule&) = default;
};
struct SignalRule {
  std::uint32_t perms = 0;
  std::vector<std::string> set;
  std::vector<std::string> peer;  // at most one in what the compiler accepts
  friend auto operator<=>(const SignalRule&, const SignalRule&) = default;
};
struct PtraceRule {
  std::uint32_t perms = 0;
  std::vector<std::string> peer;
  friend auto operator<=>(const PtraceRule&, const PtraceRule&) = default;
};
struct MountRule {
  MountKind kind = MountKind::mount;
  std::vector<Condition> conditions;  // fstype, options
  std::string source;                 // pattern or empty
  std::string mountpoint;             // pattern or empty
  friend auto operator<=>(const MountRule&, const MountRule&) = default;
};
struct PivotRootRule {
  std::string old_root, new_root, target;
  friend auto operator<=>(const PivotRootRule&, const PivotRootRule&) = default;
};
struct ChangeProfileRule {
  ExecEnvironment environment = ExecEnvironment::unstated;
  std::string exec;    // condition
  std::string target;  // empty: any
  friend auto operator<=>(const ChangeProfileRule&, const ChangeProfileRule&) = default;
};
struct UsernsRule {
  bool create = false;  // `userns create,` rather than `userns,`
  friend auto operator<=>(const UsernsRule&, const UsernsRule&) = default;
};
struct MqueueRule {
  std::uint32_t perms = 0;
  std::string type, label, name;
  friend auto operator<=>(const MqueueRule&, const MqueueRule&) = default;
};
struct IoUringRule {
  std::uint32_t perms = 0;
  std::string label;
  friend auto operator<=>(const IoUringRule&, const IoUringRule&) = default;
};
struct RlimitRule {
  std::string resource, value;  // value as written: "2048", "infinity", "10 minutes"
  friend auto operator<=>(const RlimitRule&, const RlimitRule&) = default;
};
struct AllRule {
  friend auto operator<=>(const AllRule&, const AllRule&) = default;
};

using RuleBody = std::variant<RlimitRule, UsernsRule, CapabilityRule, NetworkRule, MountRule,
                              PivotRootRule, ChangeProfileRule, MqueueRule, SignalRule, PtraceRule,
                              UnixRule, IoUringRule, DbusRule, LinkRule, FileRule, AllRule>;

struct Rule {
  Prefix prefix;
  RuleBody body;
  friend auto operator<=>(const Rule&, const Rule&) = default;
};

// Canonical text with the comma and without a newline: "owner @{HOME}/.x rw,".
[[nodiscard]] std::string to_text(const Rule& rule);
// Reads exactly one rule; nullopt if the text is not one rule (the diagnostics say why).
[[nodiscard]] std::optional<Rule> rule_from_text(std::string_view text);

// The keyword of a rule: "file", "capability", "network", …
[[nodiscard]] std::string_view keyword_of(const Rule& rule);
// Place in the canonical block order (style 2.10): rules of one rank stand together.
[[nodiscard]] int block_rank(const Rule& rule);

// A pattern that matches these bytes and nothing else. Every special character is escaped, and
// bytes that cannot stand in a profile (controls, quotes, invalid UTF-8) are written as octal
// escapes.
[[nodiscard]] std::string literal_pattern(std::string_view bytes);
// A pattern as it is written in a rule: quoted where an unquoted word could not hold it.
[[nodiscard]] std::string word_text(std::string_view pattern);

}  // namespace profgen::inline v0::policy
#pragma GCC visibility pop
