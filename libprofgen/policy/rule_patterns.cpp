#include "policy/rule_patterns.hpp"

namespace profgen::inline v0::policy {
namespace {

struct Collector {
  std::vector<std::string_view> patterns;

  void add(std::string_view pattern) {
    if (!pattern.empty()) patterns.push_back(pattern);
  }
  void add(const std::vector<Condition>& conditions) {
    for (const Condition& condition : conditions)
      for (const std::string& value : condition.values) add(value);
  }

  void operator()(const FileRule& rule) {
    add(rule.path);
    if (rule.exec.empty() && (rule.perms & file_perm::link) != 0) add(rule.target);
  }
  void operator()(const LinkRule& rule) {
    add(rule.link);
    add(rule.target);
  }
  void operator()(const UnixRule& rule) {
    add(rule.local);
    add(rule.peer);
  }
  void operator()(const DbusRule& rule) {
    add(rule.local);
    add(rule.peer);
  }
  void operator()(const SignalRule& rule) {
    for (const std::string& peer : rule.peer) add(peer);
  }
  void operator()(const PtraceRule& rule) {
    for (const std::string& peer : rule.peer) add(peer);
  }
  void operator()(const MountRule& rule) {
    add(rule.conditions);
    add(rule.source);
    add(rule.mountpoint);
  }
  void operator()(const PivotRootRule& rule) {
    add(rule.old_root);
    add(rule.new_root);
  }
  void operator()(const ChangeProfileRule& rule) {
    add(rule.exec);
    add(rule.target);
  }
  void operator()(const MqueueRule& rule) {
    add(rule.label);
    add(rule.name);
  }
  // Their values are names and numbers, or patterns without variables.
  void operator()(const CapabilityRule&) {}
  void operator()(const NetworkRule&) {}
  void operator()(const UsernsRule&) {}
  void operator()(const IoUringRule&) {}
  void operator()(const RlimitRule&) {}
  void operator()(const AllRule&) {}
};

}  // namespace

std::vector<std::string_view> rule_patterns(const Rule& rule) {
  Collector collector;
  std::visit(collector, rule.body);
  return std::move(collector.patterns);
}

}  // namespace profgen::inline v0::policy
