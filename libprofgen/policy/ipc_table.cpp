#include "policy/ipc_table.hpp"

#include <algorithm>

#include "grammar/vocabulary.hpp"
#include "policy/permission_bits.hpp"
#include "policy/signal_name.hpp"

namespace profgen::inline v0::policy {
namespace {

const std::uint32_t dbus_messages = dbus_bit("send") | dbus_bit("receive");
const std::uint32_t dbus_every = dbus_messages | dbus_bit("bind") | dbus_bit("eavesdrop");

std::string first_value(const Condition& condition) {
  return condition.values.empty() ? std::string() : condition.values.front();
}

struct DbusField {
  std::string_view key;
  TextPattern DbusEntry::*field;
};
constexpr DbusField dbus_local[] = {{"bus", &DbusEntry::bus},
                                    {"path", &DbusEntry::path},
                                    {"interface", &DbusEntry::interface},
                                    {"member", &DbusEntry::member},
                                    {"name", &DbusEntry::name}};
constexpr DbusField dbus_peer[] = {{"name", &DbusEntry::peer_name},
                                   {"label", &DbusEntry::peer_label},
                                   {"bus", &DbusEntry::bus},
                                   {"path", &DbusEntry::path},
                                   {"interface", &DbusEntry::interface},
                                   {"member", &DbusEntry::member}};

// Without words a rule grants what its conditions leave possible.
std::uint32_t dbus_effective(const DbusRule& rule, const DbusEntry& entry) {
  if (rule.perms != 0) return rule.perms;
  if (!entry.name.any()) return dbus_bit("bind");
  const bool message = !entry.path.any() || !entry.interface.any() || !entry.member.any() ||
                       !entry.peer_name.any() || !entry.peer_label.any();
  return message ? dbus_messages : dbus_every;
}

template <typename Entry>
void add_entry(std::vector<Entry>& entries, const ResolvedRule& rule, Entry entry) {
  const auto head = head_of(rule);
  if (!head) return;
  static_cast<RuleHead&>(entry) = *head;
  entries.push_back(std::move(entry));
}

template <typename Entry, typename Holds>
Coverage ask(const std::vector<Entry>& entries, std::uint32_t requested, const Holds& holds) {
  std::vector<Match> matches;
  for (const Entry& entry : entries)
    if ((entry.perms & requested) != 0 && holds(entry)) matches.push_back({&entry, entry.perms});
  return judge(matches, requested);
}

}  // namespace

void IpcTable::add(const ResolvedRule& rule, const DbusRule& dbus, Expander& expander) {
  DbusEntry entry;
  for (const Condition& condition : dbus.local)
    for (const DbusField& field : dbus_local)
      if (field.key == condition.key)
        entry.*field.field = TextPattern::of(first_value(condition), expander);
  for (const Condition& condition : dbus.peer)
    for (const DbusField& field : dbus_peer)
      if (field.key == condition.key)
        entry.*field.field = TextPattern::of(first_value(condition), expander);
  entry.perms = dbus_effective(dbus, entry);
  add_entry(dbus_, rule, std::move(entry));
}

void IpcTable::add(const ResolvedRule& rule, const SignalRule& signal, Expander& expander) {
  SignalEntry entry;
  entry.perms = or_every(signal.perms, signal_every);
  for (const std::string& name : signal.set) entry.signals.push_back(canonical_signal(name));
  if (!signal.peer.empty()) entry.peer = TextPattern::of(signal.peer.front(), expander);
  add_entry(signals_, rule, std::move(entry));
}

void IpcTable::add(const ResolvedRule& rule, const PtraceRule& ptrace, Expander& expander) {
  PtraceEntry entry;
  entry.perms = or_every(ptrace.perms, ptrace_every);
  if (!ptrace.peer.empty()) entry.peer = TextPattern::of(ptrace.peer.front(), expander);
  add_entry(ptrace_, rule, std::move(entry));
}

void IpcTable::add(const ResolvedRule& rule, const MqueueRule& mqueue, Expander& expander) {
  MqueueEntry entry;
  entry.perms = or_every(mqueue.perms, mqueue_every);
  entry.type = mqueue.type;
  entry.name = TextPattern::of(mqueue.name, expander);
  entry.label = TextPattern::of(mqueue.label, expander);
  add_entry(mqueues_, rule, std::move(entry));
}

void IpcTable::add(const ResolvedRule& rule, const IoUringRule& io_uring, Expander& expander) {
  IoUringEntry entry;
  entry.perms = or_every(io_uring.perms, io_uring_every);
  entry.label = TextPattern::of(io_uring.label, expander);
  add_entry(io_uring_, rule, std::move(entry));
}

void IpcTable::add_all(const ResolvedRule& rule) {
  DbusEntry dbus;
  dbus.perms = dbus_every;
  add_entry(dbus_, rule, std::move(dbus));
  SignalEntry signal;
  signal.perms = signal_every;
  add_entry(signals_, rule, std::move(signal));
  PtraceEntry ptrace;
  ptrace.perms = ptrace_every;
  add_entry(ptrace_, rule, std::move(ptrace));
  MqueueEntry mqueue;
  mqueue.perms = mqueue_every;
  add_entry(mqueues_, rule, std::move(mqueue));
  IoUringEntry io_uring;
  io_uring.perms = io_uring_every;
  add_entry(io_uring_, rule, std::move(io_uring));
}

Coverage IpcTable::covers(const DbusAccess& access) const {
  return ask(dbus_, or_every(access.perms, dbus_every), [&access](const DbusEntry& entry) {
    return entry.bus.matches(access.bus) && entry.path.matches(access.path) &&
           entry.interface.matches(access.interface) && entry.member.matches(access.member) &&
           entry.name.matches(access.name) && entry.peer_name.matches(access.peer_name) &&
           entry.peer_label.matches(access.peer_label);
  });
}

Coverage IpcTable::covers(const SignalAccess& access) const {
  const std::string signal = canonical_signal(access.signal);
  return ask(signals_, or_every(access.perms, signal_every), [&](const SignalEntry& entry) {
    const bool named =
        entry.signals.empty() ||
        std::find(entry.signals.begin(), entry.signals.end(), signal) != entry.signals.end();
    return named && entry.peer.matches(access.peer);
  });
}

Coverage IpcTable::covers(const PtraceAccess& access) const {
  return ask(ptrace_, or_every(access.perms, ptrace_every),
             [&access](const PtraceEntry& entry) { return entry.peer.matches(access.peer); });
}

Coverage IpcTable::covers(const MqueueAccess& access) const {
  return ask(mqueues_, or_every(access.perms, mqueue_every), [&access](const MqueueEntry& entry) {
    return (entry.type.empty() || entry.type == access.type) && entry.name.matches(access.name) &&
           entry.label.matches(access.label);
  });
}

Coverage IpcTable::covers(const IoUringAccess& access) const {
  return ask(io_uring_, or_every(access.perms, io_uring_every),
             [&access](const IoUringEntry& entry) { return entry.label.matches(access.label); });
}

}  // namespace profgen::inline v0::policy
