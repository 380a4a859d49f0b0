// One step wider than the literal rule, for rules that are no file rules.
#include <algorithm>

#include "suggest/literal_rules.hpp"

namespace profgen::suggest {
namespace {

using policy::Rule;

void drop(std::vector<policy::Condition>& conditions, std::string_view key) {
  conditions.erase(std::remove_if(conditions.begin(), conditions.end(),
                                  [&](const policy::Condition& c) { return c.key == key; }),
                   conditions.end());
}

// Returns whether the rule became another one that is worth offering.
struct Widen {
  template <typename Other>
  bool operator()(Other&) const {
    return false;
  }
  bool operator()(policy::NetworkRule& rule) const {
    if (rule.type.empty()) return false;
    rule.type.clear();
    return true;
  }
  bool operator()(policy::UnixRule& rule) const {
    const auto before = rule;
    rule.perms = 0;
    drop(rule.local, "addr");
    rule.peer.clear();
    return rule != before;
  }
  bool operator()(policy::DbusRule& rule) const {
    const auto before = rule;
    drop(rule.local, "member");
    return rule != before;
  }
  bool operator()(policy::SignalRule& rule) const {
    const auto before = rule;
    rule.set.clear();
    return rule != before;
  }
  bool operator()(policy::PtraceRule& rule) const {
    const auto before = rule;
    rule.peer.clear();
    return rule != before;
  }
  bool operator()(policy::MountRule& rule) const {
    const auto before = rule;
    drop(rule.conditions, "options");
    return rule != before && rule.kind != MountKind::umount;
  }
  bool operator()(policy::MqueueRule& rule) const {
    const auto before = rule;
    rule.perms = 0;
    return rule != before;
  }
};

}  // namespace

std::vector<Rule> wider_rules(const std::vector<Rule>& literal) {
  std::vector<Rule> rules;
  bool changed = false;
  for (Rule rule : literal) {
    changed = std::visit(Widen{}, rule.body) || changed;
    if (std::find(rules.begin(), rules.end(), rule) == rules.end())
      rules.push_back(std::move(rule));
  }
  return changed ? rules : std::vector<Rule>{};
}

}  // namespace profgen::suggest
