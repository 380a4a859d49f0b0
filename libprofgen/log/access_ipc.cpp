// What happens between tasks: D-Bus, signals, ptrace, message queues.
#include "log/access_of.hpp"
#include "log/masks.hpp"

namespace profgen::inline v0::log {
namespace {

// The bits of the mask, read by one table; why they cannot be told goes to event.unusable.
std::uint32_t read_mask(const Fields& fields, std::span<const grammar::Word> words, Event& event) {
  const auto text = mask_of(fields, event.verdict);
  const WordMask mask = read_word_mask(text.value_or(std::string_view()), words);
  if (!text)
    event.unusable = "the record does not say what was denied";
  else if (mask.unknown)
    event.unusable = "unknown word in the permission mask";
  else if (mask.perms == 0)
    event.unusable = "the permission mask is empty";
  return mask.perms;
}

}  // namespace

void dbus_access(const Fields& fields, Event& event) {
  DbusAccess dbus;
  dbus.perms = read_mask(fields, grammar::dbus_permissions, event);
  dbus.bus = fields.get(Key::bus);
  dbus.path = fields.get(Key::path);
  dbus.interface = fields.get(Key::interface);
  dbus.member = fields.either(Key::member, Key::method);
  dbus.peer_label = fields.either(Key::peer_label, Key::peer_profile);
  // `name=` is the name that is bound, or else the destination of the message.
  const bool bind = dbus.perms == grammar::bits_of(grammar::dbus_permissions, "bind");
  (bind ? dbus.name : dbus.peer_name) = fields.get(Key::name);
  event.access = std::move(dbus);
}

void signal_access(const Fields& fields, Event& event) {
  const std::uint32_t perms = read_mask(fields, grammar::signal_permissions, event);
  const std::string_view signal = fields.get(Key::signal);
  if (signal.empty() && event.unusable.empty()) event.unusable = "the record names no signal";
  event.access = SignalAccess{perms, std::string(signal),
                              std::string(fields.either(Key::peer, Key::peer_label))};
}

void ptrace_access(const Fields& fields, Event& event) {
  const std::uint32_t perms = read_mask(fields, grammar::ptrace_permissions, event);
  // Some kernels wrote freed memory where the peer belongs (`target=8022C0FF…`, LP 1689667).
  const std::string_view peer = fields.either(Key::peer, Key::peer_label);
  if (peer.empty() && event.unusable.empty()) event.unusable = "the record names no peer";
  event.access = PtraceAccess{perms, std::string(peer)};
}

void mqueue_access(const Fields& fields, Event& event) {
  MqueueAccess queue;
  queue.perms = read_mask(fields, grammar::mqueue_permissions, event);
  const bool sysv = fields.get(Key::kind) == "sysv_mqueue" || event.operation == "sysv_mqueue";
  queue.type = sysv ? "sysv" : "posix";
  queue.name = fields.get(Key::name);
  queue.label = fields.either(Key::peer_label, Key::tcontext);
  event.access = std::move(queue);
}

}  // namespace profgen::inline v0::log
