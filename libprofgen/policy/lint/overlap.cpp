// Rules that say what another rule says, or the contrary.
#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "policy/lint/rule_covers.hpp"
#include "policy/lint/table.hpp"

namespace profgen::inline v0::policy {
namespace {

// What is written differently and means the same.
Rule canonical(Rule rule) {
  if (rule.prefix.decision == Decision::allow) rule.prefix.decision = Decision::unstated;
  if (auto* file = std::get_if<FileRule>(&rule.body)) file->keyword = file->perms_first = false;
  if (auto* capability = std::get_if<CapabilityRule>(&rule.body))
    std::sort(capability->names.begin(), capability->names.end());
  return rule;
}

bool denies(const ResolvedRule& rule) { return rule.rule.prefix.decision == Decision::deny; }
int priority(const ResolvedRule& rule) { return rule.rule.prefix.priority.value_or(0); }

// Does the outer rule's prefix make it speak wherever the inner one does, in the same way?
bool same_voice(const ResolvedRule& outer, const ResolvedRule& inner) {
  const Prefix &a = outer.rule.prefix, &b = inner.rule.prefix;
  if (a.decision == Decision::prompt || b.decision == Decision::prompt) return false;
  return denies(outer) == denies(inner) && a.audit == b.audit &&
         priority(outer) == priority(inner) &&
         (a.ownership == Ownership::any || a.ownership == b.ownership);
}

std::string rule_words(const ResolvedRule& rule) {
  std::string text = to_text(rule.rule);
  if (!text.empty() && text.back() == ',') text.pop_back();
  return text::printable(text, 100);
}

std::string place_of(const LintContext& context, const Location& where) {
  return where.file == context.source.name() ? "line " + std::to_string(where.at.line)
                                             : place_text(where);
}

// A variable of this file is there to be changed: what its value of today covers is no finding.
bool hangs_on_own_variable(const LintContext& context, const ResolvedRule& outer,
                           const ResolvedRule& inner) {
  const auto* a = std::get_if<FileRule>(&outer.rule.body);
  const auto* b = std::get_if<FileRule>(&inner.rule.body);
  if (a == nullptr || b == nullptr || a->path.find("@{") == std::string::npos) return false;
  for (const Item& item : context.file.tree.items) {
    const auto* variable = std::get_if<Variable>(&item.value);
    if (variable == nullptr) continue;
    const std::string name = "@{" + variable->name + "}";
    if (a->path.find(name) != std::string::npos && b->path.find(name) == std::string::npos)
      return true;
  }
  return false;
}

}  // namespace

void lint_duplicate_rule(LintContext& context) {
  for (const LintProfile& profile : context.profiles) {
    std::map<Rule, const ResolvedRule*> seen;
    for (const ResolvedRule* rule : profile.own) {
      const auto [first, added] = seen.emplace(canonical(rule->rule), rule);
      if (added) continue;
      context.report(rule->where.span,
                     "`" + rule_words(*rule) + "` stands in line " +
                         std::to_string(first->second->where.at.line) + " already",
                     "remove one of them");
    }
  }
}

void lint_covered_rule(LintContext& context) {
  const bool by_include = context.id == "useless";
  for (const LintProfile& profile : context.profiles) {
    if (profile.own.empty()) continue;
    const ComparedRules& rules = context.compared(profile);
    for (const ComparedRule& inner : rules.rules) {
      if (inner.rule->from_include) continue;
      for (const ComparedRule* outer : rules.candidates(inner)) {
        if (!context.may_compare()) return;
        if (outer == &inner || outer->rule->from_include != by_include ||
            !same_voice(*outer->rule, *inner.rule) ||
            !says_all_of(context, *outer, inner, denies(*outer->rule)) ||
            hangs_on_own_variable(context, *outer->rule, *inner.rule))
          continue;
        // duplicate-rule tells of those.
        if (!by_include && canonical(outer->rule->rule) == canonical(inner.rule->rule)) continue;
        // Of two that say the same the later one is told.
        if (!by_include && outer->rule->where.at > inner.rule->where.at &&
            same_voice(*inner.rule, *outer->rule) &&
            says_all_of(context, inner, *outer, denies(*outer->rule)))
          continue;
        context.report(
            inner.rule->where.span,
            "`" + rule_words(*outer->rule) + "` in " + place_of(context, outer->rule->where) +
                " says this already",
            by_include ? "remove the rule" : "remove the rule, or make the other narrower");
        break;
      }
    }
  }
}

void lint_denied_rule(LintContext& context) {
  for (const LintProfile& profile : context.profiles) {
    if (profile.own.empty() || profile.resolved == nullptr) continue;
    const ResolvedRules& all = profile.resolved->profile.rules;
    if (std::none_of(all.begin(), all.end(), denies)) continue;
    const ComparedRules& rules = context.compared(profile);
    for (const ComparedRule& inner : rules.rules) {
      if (inner.rule->from_include || !allows(inner.rule->rule.prefix)) continue;
      for (const ComparedRule* outer : rules.candidates(inner)) {
        if (!context.may_compare()) return;
        const Ownership whose = outer->rule->rule.prefix.ownership;
        if (!denies(*outer->rule) || priority(*outer->rule) < priority(*inner.rule) ||
            (whose != Ownership::any && whose != inner.rule->rule.prefix.ownership) ||
            !says_all_of(context, *outer, inner, true))
          continue;
        context.report(inner.rule->where.span,
                       "the rule grants nothing: `" + rule_words(*outer->rule) + "` in " +
                           place_of(context, outer->rule->where) + " takes it all away",
                       "remove one of the two: deny wins wherever both stand");
        break;
      }
    }
  }
}

}  // namespace profgen::inline v0::policy
