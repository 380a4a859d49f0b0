#include "policy/grants.hpp"

#include "base/text.hpp"
#include "policy/aare.hpp"
#include "policy/grants_of.hpp"
#include "policy/judge.hpp"

namespace profgen::inline v0::policy {

std::string one_of(const std::vector<std::string>& words) {
  return words.size() == 1 ? words.front() : "{" + text::join(words, ",") + "}";
}

std::string first_value(const std::vector<Condition>& conditions, std::string_view key) {
  for (const Condition& condition : conditions)
    if (condition.key == key && !condition.values.empty()) return condition.values.front();
  return {};
}

std::optional<std::string> GrantBuilder::text(std::string_view pattern) {
  return pattern.empty() ? any_text : expander.expand(pattern);
}

std::optional<std::string> GrantBuilder::path(std::string_view pattern) {
  return pattern.empty() ? any_text : expander.expand_path(pattern);
}

void GrantBuilder::add(GrantClass of, std::uint32_t perms,
                       std::vector<std::optional<std::string>> patterns, std::string transition,
                       bool exact) {
  Grant grant;
  for (std::optional<std::string>& pattern : patterns) {
    if (!pattern || aare_error(*pattern)) return;
    grant.patterns.push_back(std::move(*pattern));
  }
  grant.of = of;
  grant.perms = perms;
  grant.transition = std::move(transition);
  grant.exact = exact;
  out.push_back(std::move(grant));
}

void GrantBuilder::operator()(const AllRule&) {
  FileRule file;
  file.bare = true;
  (*this)(file);
  (*this)(CapabilityRule{});
  (*this)(NetworkRule{});
  (*this)(DbusRule{});
  (*this)(SignalRule{});
  (*this)(PtraceRule{});
  (*this)(MqueueRule{});
  (*this)(IoUringRule{});
  for (const MountKind kind : {MountKind::mount, MountKind::umount}) {
    MountRule mount;
    mount.kind = kind;
    (*this)(mount);
  }
  (*this)(PivotRootRule{});
  (*this)(ChangeProfileRule{});
  (*this)(UsernsRule{});
}

std::vector<Grant> grants_of(const ResolvedRule& rule, const Aliases& aliases, Expander& expander) {
  std::vector<Grant> grants;
  const auto head = head_of(rule);
  if (!head) return grants;
  std::visit(GrantBuilder{rule, aliases, expander, grants}, rule.rule.body);
  for (Grant& grant : grants) {
    grant.rule = &rule;
    grant.priority = head->priority;
    grant.deny = head->deny;
    if (grant.deny) grant.transition.clear();
  }
  return grants;
}

}  // namespace profgen::inline v0::policy
