#include "policy/matcher.hpp"

namespace profgen::inline v0::policy {
namespace {

struct Asker {
  const Matcher& matcher;
  const CompiledRules& tables = matcher.compiled();

  Coverage operator()(std::monostate) const { return {}; }
  Coverage operator()(const FileAccess& access) const { return tables.files.covers(access); }
  Coverage operator()(const ExecAccess& access) const { return tables.files.covers(access); }
  Coverage operator()(const LinkAccess& access) const { return tables.files.covers(access); }
  Coverage operator()(const NetworkAccess& access) const { return tables.sockets.covers(access); }
  Coverage operator()(const UnixAccess& access) const { return tables.sockets.covers(access); }
  Coverage operator()(const DbusAccess& access) const { return tables.ipc.covers(access); }
  Coverage operator()(const SignalAccess& access) const { return tables.ipc.covers(access); }
  Coverage operator()(const PtraceAccess& access) const { return tables.ipc.covers(access); }
  Coverage operator()(const MqueueAccess& access) const { return tables.ipc.covers(access); }
  Coverage operator()(const IoUringAccess& access) const { return tables.ipc.covers(access); }
  Coverage operator()(const MountAccess& access) const { return tables.mounts.covers(access); }
  Coverage operator()(const PivotRootAccess& access) const { return tables.mounts.covers(access); }
  Coverage operator()(const CapabilityAccess& access) const { return tables.plain.covers(access); }
  Coverage operator()(const UsernsAccess& access) const { return tables.plain.covers(access); }
  Coverage operator()(const RlimitAccess& access) const { return tables.plain.covers(access); }
  Coverage operator()(const ChangeProfileAccess& access) const {
    return tables.plain.covers(access);
  }
  // No rule is needed: the hat has to be there.
  Coverage operator()(const ChangeHatAccess& access) const {
    const Names& hats = matcher.setup().hats;
    Coverage coverage;
    if (hats != nullptr && hats->count(access.hat) != 0) coverage.answer = Answer::allowed;
    return coverage;
  }
};

}  // namespace

Coverage covers(const Matcher& matcher, const Access& access) {
  Coverage coverage = std::visit(Asker{matcher}, access);
  const bool is_access = !std::holds_alternative<std::monostate>(access);
  if (coverage.answer == Answer::absent && matcher.setup().allows_by_default && is_access) {
    coverage.answer = Answer::allowed;
    coverage.missing = 0;
    if (std::holds_alternative<ExecAccess>(access)) coverage.exec = "ix";
  }
  return coverage;
}

}  // namespace profgen::inline v0::policy
