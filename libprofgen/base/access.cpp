#include "profgen/access.hpp"

#include <fmt/format.h>

#include <array>

#include "base/overloaded.hpp"
#include "base/text.hpp"

namespace profgen::inline v0 {
namespace {

std::string quoted(std::string_view bytes) { return text::printable(bytes); }

// " key value" where there is a value.
std::string part(std::string_view key, std::string_view value) {
  return value.empty() ? std::string() : fmt::format(" {} {}", key, quoted(value));
}

std::string endpoint(std::string_view key, const Endpoint& end) {
  if (end.address.empty() && end.port == 0) return {};
  return fmt::format(" {} {}:{}", key, quoted(end.address), end.port);
}

std::string mount_text(const MountAccess& mount) {
  static constexpr std::array<std::string_view, 3> verbs = {"mount", "remount", "umount"};
  std::string out(verbs[static_cast<std::size_t>(mount.kind)]);
  out += part("type", mount.fstype);
  if (!mount.source.empty()) out += " " + quoted(mount.source);
  out += part("on", mount.mountpoint);
  if (!mount.options.empty()) out += " (" + quoted(text::join(mount.options, ", ")) + ")";
  return out;
}

std::string change_text(const ChangeProfileAccess& change) {
  return fmt::format("{} {}{}", change.stack ? "stack onto" : "change to profile",
                     quoted(change.target), change.on_exec ? " at exec" : "");
}

}  // namespace

std::string file_perms_text(FilePerms perms) {
  static constexpr std::string_view letters = "mrwalkx";
  std::string out;
  for (std::size_t bit = 0; bit < letters.size(); ++bit)
    if (perms & (1u << bit)) out += letters[bit];
  return out;
}

std::string_view class_of(const Access& access) {
  static constexpr std::array<std::string_view, std::variant_size_v<Access>> names = {
      "none",           "file",       "exec",   "link",     "capability", "network",
      "unix",           "dbus",       "signal", "ptrace",   "mount",      "pivot_root",
      "change_profile", "change_hat", "mqueue", "io_uring", "userns",     "rlimit"};
  return names[access.index()];
}

std::string describe(const Access& access) {
  return std::visit(
      Overloaded{[](std::monostate) { return std::string("no access"); },
                 [](const FileAccess& a) {
                   return fmt::format("{} {}{}", file_perms_text(a.perms), quoted(a.path),
                                      a.owned ? " (its own)" : "");
                 },
                 [](const ExecAccess& a) { return "execute " + quoted(a.path); },
                 [](const LinkAccess& a) {
                   return fmt::format("link {} to {}", quoted(a.link), quoted(a.target));
                 },
                 [](const CapabilityAccess& a) { return "capability " + quoted(a.capability); },
                 [](const NetworkAccess& a) {
                   return fmt::format("network {} {}{}{}{}", quoted(a.family), quoted(a.type),
                                      part("protocol", a.protocol), endpoint("from", a.local),
                                      endpoint("to", a.peer));
                 },
                 [](const UnixAccess& a) {
                   return fmt::format("unix socket {}{}{}{}", quoted(a.type), part("at", a.address),
                                      part("with", a.peer_address), part("of", a.peer_label));
                 },
                 [](const DbusAccess& a) {
                   return "dbus" + part("on bus", a.bus) + part("path", a.path) +
                          part("interface", a.interface) + part("member", a.member) +
                          part("name", a.name) + part("peer", a.peer_label);
                 },
                 [](const SignalAccess& a) {
                   return fmt::format("signal {}{}", quoted(a.signal), part("peer", a.peer));
                 },
                 [](const PtraceAccess& a) { return "ptrace" + part("peer", a.peer); },
                 [](const MountAccess& a) { return mount_text(a); },
                 [](const PivotRootAccess& a) {
                   return fmt::format("pivot_root to {}{}", quoted(a.new_root),
                                      part("old", a.old_root));
                 },
                 [](const ChangeProfileAccess& a) { return change_text(a); },
                 [](const ChangeHatAccess& a) { return "change to hat " + quoted(a.hat); },
                 [](const MqueueAccess& a) {
                   return fmt::format("message queue {}{}", quoted(a.name), part("type", a.type));
                 },
                 [](const IoUringAccess& a) { return "io_uring" + part("label", a.label); },
                 [](const UsernsAccess&) { return std::string("create a user namespace"); },
                 [](const RlimitAccess& a) {
                   return fmt::format("set limit {} to {}", quoted(a.resource), a.value);
                 }},
      access);
}

}  // namespace profgen::inline v0
