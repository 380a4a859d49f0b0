#include "policy/matcher.hpp"

namespace profgen::inline v0::policy {
namespace {

// Hands each rule to the table of its class.
struct Sorter {
  CompiledRules& tables;
  Expander& expander;
  const ResolvedRule& rule;

  void operator()(const FileRule& body) { tables.files.add(rule, body, expander); }
  void operator()(const LinkRule& body) { tables.files.add(rule, body, expander); }
  void operator()(const NetworkRule& body) { tables.sockets.add(rule, body, expander); }
  void operator()(const UnixRule& body) { tables.sockets.add(rule, body, expander); }
  void operator()(const DbusRule& body) { tables.ipc.add(rule, body, expander); }
  void operator()(const SignalRule& body) { tables.ipc.add(rule, body, expander); }
  void operator()(const PtraceRule& body) { tables.ipc.add(rule, body, expander); }
  void operator()(const MqueueRule& body) { tables.ipc.add(rule, body, expander); }
  void operator()(const IoUringRule& body) { tables.ipc.add(rule, body, expander); }
  void operator()(const MountRule& body) { tables.mounts.add(rule, body, expander); }
  void operator()(const PivotRootRule& body) { tables.mounts.add(rule, body, expander); }
  void operator()(const CapabilityRule& body) { tables.plain.add(rule, body); }
  void operator()(const UsernsRule&) { tables.plain.add_userns(rule); }
  void operator()(const RlimitRule& body) { tables.plain.add(rule, body); }
  void operator()(const ChangeProfileRule& body) { tables.plain.add(rule, body, expander); }
  void operator()(const AllRule&) {
    tables.files.add_all(rule, expander);
    tables.sockets.add_all(rule);
    tables.ipc.add_all(rule);
    tables.mounts.add_all(rule);
    tables.plain.add_all(rule);
  }
};

}  // namespace

std::unique_ptr<CompiledRules> compile(const MatcherSetup& setup) {
  auto tables = std::make_unique<CompiledRules>();
  tables->files.use_aliases(setup.scope.environment->aliases);
  Expander expander(setup.scope);
  for (const ResolvedRule& rule : setup.rules)
    std::visit(Sorter{*tables, expander, rule}, rule.rule.body);
  return tables;
}

const CompiledRules& Matcher::compiled() const {
  std::call_once(once_, [this] { compiled_ = compile(setup_); });
  return *compiled_;
}

}  // namespace profgen::inline v0::policy
