// What happens between tasks: D-Bus, signals, ptrace, message queues.
#include "log/access_of.hpp"
#include "log/masks.hpp"

namespace profgen::log {
namespace {

struct Mask {
  std::uint32_t perms = 0;
  std::string unusable;
};

Mask read_mask(const Fields& fields, Verdict verdict, std::span<const grammar::Word> words) {
  const std::string* text = mask_of(fields, verdict);
  if (!text) return {0, "the record does not say what was denied"};
  const WordMask mask = read_word_mask(*text, words);
  if (!mask.unknown.empty()) return {mask.perms, "unknown word in the permission mask"};
  return {mask.perms, mask.perms == 0 ? "the permission mask is empty" : ""};
}

}  // namespace

Found dbus_access(const Fields& fields, Verdict verdict) {
  Mask mask = read_mask(fields, verdict, grammar::dbus_permissions);
  DbusAccess dbus;
  dbus.perms = mask.perms;
  dbus.bus = fields.get("bus");
  dbus.path = fields.get("path");
  dbus.interface = fields.get("interface");
  dbus.member = fields.either("member", "method");
  dbus.peer_label = fields.either("peer_label", "peer_profile");
  // `name=` is the name that is bound, or else the destination of the message.
  const bool bind = dbus.perms == grammar::bits_of(grammar::dbus_permissions, "bind");
  (bind ? dbus.name : dbus.peer_name) = fields.get("name");
  return {std::move(dbus), std::move(mask.unusable)};
}

Found signal_access(const Fields& fields, Verdict verdict) {
  Mask mask = read_mask(fields, verdict, grammar::signal_permissions);
  if (fields.get("signal").empty() && mask.unusable.empty())
    mask.unusable = "the record names no signal";
  return {SignalAccess{mask.perms, std::string(fields.get("signal")),
                       std::string(fields.either("peer", "peer_label"))},
          std::move(mask.unusable)};
}

Found ptrace_access(const Fields& fields, Verdict verdict) {
  Mask mask = read_mask(fields, verdict, grammar::ptrace_permissions);
  // Some kernels wrote freed memory where the peer belongs (`target=8022C0FF…`, LP 1689667).
  const std::string_view peer = fields.either("peer", "peer_label");
  if (peer.empty() && mask.unusable.empty()) mask.unusable = "the record names no peer";
  return {PtraceAccess{mask.perms, std::string(peer)}, std::move(mask.unusable)};
}

Found mqueue_access(const Fields& fields, Verdict verdict) {
  Mask mask = read_mask(fields, verdict, grammar::mqueue_permissions);
  const bool sysv =
      fields.get("class") == "sysv_mqueue" || fields.get("operation") == "sysv_mqueue";
  return {MqueueAccess{mask.perms, sysv ? "sysv" : "posix", std::string(fields.get("name")),
                       std::string(fields.either("peer_label", "tcontext"))},
          std::move(mask.unusable)};
}

}  // namespace profgen::log
