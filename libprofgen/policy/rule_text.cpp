// The canonical text of rules: one line, permissions in the order m r w a l k and exec last, one
// value bare, several in parentheses.
#include <fmt/format.h>

#include <span>

#include "grammar/vocabulary.hpp"
#include "policy/words.hpp"
#include "profgen/policy.hpp"

namespace profgen::inline v0::policy {
namespace {

using Words = std::span<const grammar::Word>;

std::string list_text(const std::vector<std::string>& values, bool always_parentheses) {
  if (values.size() == 1 && !always_parentheses) return list_word_text(values.front());
  std::string out = "(";
  for (const std::string& value : values) {
    if (out.size() > 1) out += ' ';
    out += list_word_text(value);
  }
  return out + ')';
}

std::string permissions_text(std::uint32_t perms, Words table) {
  std::string out;
  std::uint32_t said = 0;
  unsigned count = 0;
  for (const grammar::Word& word : table) {
    if ((word.value & perms) != word.value || (word.value & said) != 0) continue;
    if (count++ != 0) out += ' ';
    out += word.text;
    said |= word.value;
  }
  if (count == 0) return {};
  return count == 1 ? ' ' + out : " (" + out + ')';
}

// The compiler takes no list here. Several stand only in a rule that says `peer=` twice, which
// check() refuses; its text still reads back as the same rule.
std::string peer_text(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) out += " peer=" + word_text(value);
  return out;
}

std::string condition_text(const Condition& condition, bool in_parentheses) {
  if (condition.op == "in") return condition.key + " in " + list_text(condition.values, true);
  if (condition.values.size() == 1 && !in_parentheses)
    return condition.key + condition.op + word_text(condition.values.front());
  return condition.key + condition.op + list_text(condition.values, false);
}

std::string conditions_text(const std::vector<Condition>& local,
                            const std::vector<Condition>& peer) {
  std::string out;
  for (const Condition& condition : local) out += ' ' + condition_text(condition, false);
  if (peer.empty()) return out;
  out += " peer=(";
  for (std::size_t i = 0; i < peer.size(); ++i)
    out += (i == 0 ? "" : ", ") + condition_text(peer[i], true);
  return out + ')';
}

std::string_view environment_text(ExecEnvironment environment) {
  return environment == ExecEnvironment::safe     ? "safe "
         : environment == ExecEnvironment::unsafe ? "unsafe "
                                                  : "";
}

std::string optional_word(std::string_view before, std::string_view pattern) {
  return pattern.empty() ? std::string() : std::string(before) + word_text(pattern);
}

std::string optional_place(std::string_view before, std::string_view pattern) {
  return pattern.empty() ? std::string() : std::string(before) + place_text(pattern);
}

// A variable alone is another token there.
std::string new_root_text(const std::string& pattern) {
  if (pattern.empty()) return {};
  // In quotes only a path can stand there, a label or a plain word cannot.
  if (pattern.front() != '/' && pattern.front() != '@') return ' ' + word_text(pattern);
  return ' ' +
         (variable_length(pattern) == pattern.size() ? quoted_text(pattern) : place_text(pattern));
}

std::string queue_text(const std::string& name) {
  if (name.empty()) return {};
  const bool bare = name.front() == '/' || (name.front() >= '0' && name.front() <= '9');
  return ' ' + (bare ? word_text(name) : quoted_text(name));
}

struct BodyText {
  std::string operator()(const FileRule& rule) const {
    if (rule.bare) return "file";
    std::string out(rule.keyword ? "file " : "");
    out += environment_text(rule.environment);
    const std::string perms = file_perms_text(rule.perms) + rule.exec;
    if (rule.perms_first)
      out += perms + (rule.subset ? " subset " : " ") + word_text(rule.path);
    else
      out += word_text(rule.path) + ' ' + perms;
    return out + optional_word(" -> ", rule.target);
  }
  std::string operator()(const LinkRule& rule) const {
    return fmt::format("link {}{} -> {}", rule.subset ? "subset " : "", word_text(rule.link),
                       word_text(rule.target));
  }
  std::string operator()(const CapabilityRule& rule) const {
    std::string out = "capability";
    for (const std::string& name : rule.names) out += ' ' + name;
    return out;
  }
  std::string operator()(const NetworkRule& rule) const {
    std::string out = "network" + permissions_text(rule.perms, grammar::socket_permissions);
    for (const std::string* word : {&rule.domain, &rule.type, &rule.protocol})
      if (!word->empty()) out += ' ' + *word;
    return out + conditions_text(rule.local, rule.peer);
  }
  std::string operator()(const UnixRule& rule) const {
    return "unix" + permissions_text(rule.perms, grammar::socket_permissions) +
           conditions_text(rule.local, rule.peer);
  }
  std::string operator()(const DbusRule& rule) const {
    return "dbus" + permissions_text(rule.perms, grammar::dbus_permissions) +
           conditions_text(rule.local, rule.peer);
  }
  std::string operator()(const SignalRule& rule) const {
    std::string out = "signal" + permissions_text(rule.perms, grammar::signal_permissions);
    if (!rule.set.empty()) out += " set=" + list_text(rule.set, false);
    return out + peer_text(rule.peer);
  }
  std::string operator()(const PtraceRule& rule) const {
    std::string out = "ptrace" + permissions_text(rule.perms, grammar::ptrace_permissions);
    return out + peer_text(rule.peer);
  }
  std::string operator()(const MountRule& rule) const {
    std::string out = rule.kind == MountKind::mount     ? "mount"
                      : rule.kind == MountKind::remount ? "remount"
                                                        : "umount";
    out += conditions_text(rule.conditions, {});
    if (rule.kind != MountKind::mount) return out + optional_place(" ", rule.mountpoint);
    return out + optional_place(" ", rule.source) + optional_place(" -> ", rule.mountpoint);
  }
  std::string operator()(const PivotRootRule& rule) const {
    return "pivot_root" + optional_word(" oldroot=", rule.old_root) + new_root_text(rule.new_root) +
           optional_word(" -> ", rule.target);
  }
  std::string operator()(const ChangeProfileRule& rule) const {
    std::string out = "change_profile";
    if (!rule.exec.empty())
      out += ' ' + std::string(environment_text(rule.environment)) + word_text(rule.exec);
    return out + optional_word(" -> ", rule.target);
  }
  std::string operator()(const UsernsRule& rule) const {
    return rule.create ? "userns create" : "userns";
  }
  std::string operator()(const MqueueRule& rule) const {
    return "mqueue" + permissions_text(rule.perms, grammar::mqueue_permissions) +
           optional_word(" type=", rule.type) + optional_word(" label=", rule.label) +
           queue_text(rule.name);
  }
  std::string operator()(const IoUringRule& rule) const {
    return "io_uring" + permissions_text(rule.perms, grammar::io_uring_permissions) +
           optional_word(" label=", rule.label);
  }
  std::string operator()(const RlimitRule& rule) const {
    return fmt::format("set rlimit {} <= {}", rule.resource, rule.value);
  }
  std::string operator()(const AllRule&) const { return "all"; }
};

// In the order of RuleBody. mount and file have several words: see keyword_of().
struct KindRow {
  std::string_view keyword;
  int rank;
};
constexpr KindRow kinds[] = {
    {"set rlimit", 1}, {"userns", 2},     {"capability", 3},     {"network", 4},
    {"mount", 5},      {"pivot_root", 8}, {"change_profile", 9}, {"mqueue", 10},
    {"signal", 11},    {"ptrace", 12},    {"unix", 13},          {"io_uring", 14},
    {"dbus", 15},      {"link", 16},      {"file", 16},          {"all", 0},
};
static_assert(std::size(kinds) == std::variant_size_v<RuleBody>);
constexpr int denied_files_rank = 17;

}  // namespace

std::string prefix_text(const Prefix& prefix) {
  std::string out;
  if (prefix.priority) out += fmt::format("priority={} ", *prefix.priority);
  if (prefix.audit) out += "audit ";
  if (prefix.decision == Decision::allow) out += "allow ";
  if (prefix.decision == Decision::deny) out += "deny ";
  if (prefix.decision == Decision::prompt) out += "prompt ";
  if (prefix.ownership == Ownership::owner) out += "owner ";
  if (prefix.ownership == Ownership::other) out += "other ";
  return out;
}

std::string to_text(const Rule& rule) {
  return prefix_text(rule.prefix) + std::visit(BodyText{}, rule.body) + ',';
}

std::optional<Rule> rule_from_text(std::string_view text) {
  Tree tree = parse(make_source("", std::string(text)));
  if (!tree.diagnostics.empty() || tree.items.size() != 1) return std::nullopt;
  Rule* rule = std::get_if<Rule>(&tree.items.front().value);
  return rule ? std::optional<Rule>(std::move(*rule)) : std::nullopt;
}

std::string_view keyword_of(const Rule& rule) {
  if (const auto* mount = std::get_if<MountRule>(&rule.body)) {
    if (mount->kind == MountKind::remount) return "remount";
    if (mount->kind == MountKind::umount) return "umount";
  }
  return kinds[rule.body.index()].keyword;
}

int block_rank(const Rule& rule) {
  const int rank = kinds[rule.body.index()].rank;
  if (const auto* mount = std::get_if<MountRule>(&rule.body))
    return rank + static_cast<int>(mount->kind);  // mount, remount, umount
  if (rank == denied_files_rank - 1 && rule.prefix.decision == Decision::deny)
    return denied_files_rank;
  return rank;
}

}  // namespace profgen::inline v0::policy
