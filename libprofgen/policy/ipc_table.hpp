// D-Bus, signal, ptrace, message queue and io_uring rules.
#pragma once

#include <string>
#include <vector>

#include "policy/judge.hpp"
#include "policy/text_pattern.hpp"

namespace profgen::inline v0::policy {

struct DbusEntry : RuleHead {
  std::uint32_t perms = 0;
  TextPattern bus, path, interface, member, name, peer_name, peer_label;
};
struct SignalEntry : RuleHead {
  std::uint32_t perms = 0;
  std::vector<std::string> signals;  // empty: every one
  TextPattern peer;
};
struct PtraceEntry : RuleHead {
  std::uint32_t perms = 0;
  TextPattern peer;
};
struct MqueueEntry : RuleHead {
  std::uint32_t perms = 0;
  std::string type;  // empty: both
  TextPattern name, label;
};
struct IoUringEntry : RuleHead {
  std::uint32_t perms = 0;
  TextPattern label;
};

class IpcTable {
 public:
  void add(const ResolvedRule& rule, const DbusRule& dbus, Expander& expander);
  void add(const ResolvedRule& rule, const SignalRule& signal, Expander& expander);
  void add(const ResolvedRule& rule, const PtraceRule& ptrace, Expander& expander);
  void add(const ResolvedRule& rule, const MqueueRule& mqueue, Expander& expander);
  void add(const ResolvedRule& rule, const IoUringRule& io_uring, Expander& expander);
  void add_all(const ResolvedRule& rule);

  [[nodiscard]] Coverage covers(const DbusAccess& access) const;
  [[nodiscard]] Coverage covers(const SignalAccess& access) const;
  [[nodiscard]] Coverage covers(const PtraceAccess& access) const;
  [[nodiscard]] Coverage covers(const MqueueAccess& access) const;
  [[nodiscard]] Coverage covers(const IoUringAccess& access) const;

 private:
  std::vector<DbusEntry> dbus_;
  std::vector<SignalEntry> signals_;
  std::vector<PtraceEntry> ptrace_;
  std::vector<MqueueEntry> mqueues_;
  std::vector<IoUringEntry> io_uring_;
};

}  // namespace profgen::inline v0::policy
