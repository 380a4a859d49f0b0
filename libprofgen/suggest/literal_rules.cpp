#include "suggest/literal_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "base/text.hpp"
#include "grammar/vocabulary.hpp"

namespace profgen::inline v0::suggest {
namespace {

using policy::literal_pattern;
using policy::Rule;

Rule plain(policy::RuleBody body) { return {{}, std::move(body)}; }

bool is_signal(std::string_view name) {
  if (name.substr(0, 6) == "rtmin+") {
    const auto number = text::to_number(name.substr(6));
    return number && *number <= grammar::maximum_rtmin;
  }
  return grammar::find_word(grammar::signals, name) != nullptr;
}

std::vector<Rule> signal_rule(const Ask& ask, const SignalAccess& access) {
  policy::SignalRule rule;
  rule.perms = access.perms;
  std::set<std::string> names;
  for (const Access& other : ask.needed) names.insert(std::get<SignalAccess>(other).signal);
  if (!std::all_of(names.begin(), names.end(), is_signal)) return {};
  rule.set.assign(names.begin(), names.end());
  if (!access.peer.empty()) rule.peer = {literal_pattern(access.peer)};
  return {plain(std::move(rule))};
}

std::vector<Rule> ptrace_rule(const Ask& ask, const PtraceAccess& access) {
  policy::PtraceRule rule;
  for (const Access& other : ask.needed) rule.perms |= std::get<PtraceAccess>(other).perms;
  if (rule.perms == 0) return {};
  if (!access.peer.empty()) rule.peer = {literal_pattern(access.peer)};
  return {plain(std::move(rule))};
}

bool is_mount_option(const std::string& word) {
  return std::any_of(std::begin(grammar::mount_options), std::end(grammar::mount_options),
                     [&](const grammar::MountOption& option) { return option.text == word; });
}

std::vector<Rule> mount_rule(const MountAccess& access, const Spelling& spell) {
  if (!std::all_of(access.options.begin(), access.options.end(), is_mount_option)) return {};
  policy::MountRule rule;
  rule.kind = access.kind;
  // `mount options=(remount …)` is the same as `remount options=(…)`.
  if (rule.kind == MountKind::remount) rule.kind = MountKind::mount;
  if (!access.fstype.empty())
    rule.conditions.push_back({"fstype", {literal_pattern(access.fstype)}, "="});
  if (!access.options.empty()) {
    std::set<std::string> options(access.options.begin(), access.options.end());
    if (access.kind == MountKind::remount) options.insert("remount");
    rule.conditions.push_back({"options", {options.begin(), options.end()}, "="});
  }
  rule.source = spell(access.source);
  rule.mountpoint = spell(access.mountpoint);
  return {plain(std::move(rule))};
}

// ":ns:" and ":ns://": the compiler wants a profile's name behind it.
bool names_only_a_namespace(std::string_view label) {
  if (label.empty() || label.front() != ':') return false;
  const std::size_t end = label.find(':', 1);
  if (end == std::string_view::npos) return false;
  const std::string_view name = label.substr(end + 1);
  return name.empty() || name == "//";
}

std::vector<Rule> change_profile_rule(const ChangeProfileAccess& access) {
  policy::ChangeProfileRule rule;
  if (access.target.empty() || names_only_a_namespace(access.target)) return {};
  rule.target = (access.stack ? "&" : "") + literal_pattern(access.target);
  return {plain(std::move(rule))};
}

std::vector<Rule> mqueue_rule(const Ask& ask, const MqueueAccess& access, const Spelling& spell) {
  policy::MqueueRule rule;
  for (const Access& other : ask.needed) rule.perms |= std::get<MqueueAccess>(other).perms;
  if (!access.type.empty() && access.type != "posix" && access.type != "sysv") return {};
  rule.type = access.type;
  rule.label = Spelling{}(access.label);
  rule.name = spell(access.name);
  return {plain(std::move(rule))};
}

std::vector<Rule> io_uring_rule(const Ask& ask, const IoUringAccess& access) {
  policy::IoUringRule rule;
  for (const Access& other : ask.needed) rule.perms |= std::get<IoUringAccess>(other).perms;
  rule.label = Spelling{}(access.label);
  return {plain(std::move(rule))};
}

std::vector<Rule> rlimit_rule(const Ask& ask, const RlimitAccess& access) {
  const bool known =
      std::any_of(std::begin(grammar::rlimits), std::end(grammar::rlimits),
                  [&](const grammar::Rlimit& r) { return r.text == access.resource; });
  if (!known) return {};
  policy::RlimitRule rule;
  rule.resource = access.resource;
  std::uint64_t most = 0;
  for (const Access& other : ask.needed) most = std::max(most, std::get<RlimitAccess>(other).value);
  rule.value =
      most == std::numeric_limits<std::uint64_t>::max() ? "infinity" : fmt::format("{}", most);
  return {plain(std::move(rule))};
}

struct Literal {
  const Ask& ask;
  Generalise generalise;
  const Spelling& spell;

  std::vector<Rule> file() const {
    return file_rules(ask, literal_pattern(path_of(ask)), generalise);
  }

  std::vector<Rule> operator()(std::monostate) const { return {}; }
  std::vector<Rule> operator()(const FileAccess&) const { return file(); }
  std::vector<Rule> operator()(const ExecAccess&) const { return file(); }
  std::vector<Rule> operator()(const LinkAccess&) const { return file(); }
  std::vector<Rule> operator()(const CapabilityAccess& a) const {
    if (grammar::find_word(grammar::capabilities, a.capability) == nullptr) return {};
    return {plain(policy::CapabilityRule{{a.capability}})};
  }
  std::vector<Rule> operator()(const NetworkAccess&) const {
    return network_rules(ask, generalise);
  }
  std::vector<Rule> operator()(const UnixAccess&) const { return unix_rules(ask, spell); }
  std::vector<Rule> operator()(const DbusAccess&) const { return dbus_rules(ask, spell); }
  std::vector<Rule> operator()(const SignalAccess& a) const { return signal_rule(ask, a); }
  std::vector<Rule> operator()(const PtraceAccess& a) const { return ptrace_rule(ask, a); }
  std::vector<Rule> operator()(const MountAccess& a) const { return mount_rule(a, spell); }
  std::vector<Rule> operator()(const PivotRootAccess& a) const {
    return {plain(policy::PivotRootRule{spell(a.old_root), spell(a.new_root), {}})};
  }
  std::vector<Rule> operator()(const ChangeProfileAccess& a) const {
    return change_profile_rule(a);
  }
  std::vector<Rule> operator()(const ChangeHatAccess&) const { return {}; }
  std::vector<Rule> operator()(const MqueueAccess& a) const { return mqueue_rule(ask, a, spell); }
  std::vector<Rule> operator()(const IoUringAccess& a) const { return io_uring_rule(ask, a); }
  std::vector<Rule> operator()(const UsernsAccess&) const {
    return {plain(policy::UsernsRule{true})};
  }
  std::vector<Rule> operator()(const RlimitAccess& a) const { return rlimit_rule(ask, a); }
};

}  // namespace

std::string Spelling::operator()(std::string_view bytes) const {
  if (bytes.empty()) return {};
  if (context != nullptr)
    if (std::string open = open_pattern(bytes, *context); !open.empty()) return open;
  return literal_pattern(bytes);
}

std::vector<Rule> literal_rules(const Ask& ask, Generalise generalise, const Spelling& spell) {
  if (ask.needed.empty()) return {};
  return std::visit(Literal{ask, generalise, spell}, ask.needed.front());
}

}  // namespace profgen::inline v0::suggest
