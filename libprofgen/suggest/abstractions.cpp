#include "suggest/abstractions.hpp"

#include <algorithm>

#include "suggest/reach.hpp"

namespace profgen::inline v0::suggest {
namespace {

// `# LOGPROF-SUGGEST: no` in an abstraction: not to be proposed.
bool wants_no_proposals(const policy::Policy& policy, const std::string& path) {
  const policy::Tree* tree = policy.tree(policy.options().policy_dir + "/" + path);
  if (tree == nullptr) return false;
  for (const policy::Item& item : tree->items) {
    if (!std::holds_alternative<policy::Comment>(item.value)) continue;
    const std::string_view comment = tree->source->text(item.span);
    const std::size_t at = comment.find("LOGPROF-SUGGEST:");
    if (at == std::string_view::npos) continue;
    const std::size_t word = comment.find_first_not_of(" \t", at + 16);
    return word != std::string_view::npos && comment.substr(word, 2) == "no";
  }
  return false;
}

// An abstraction for one program that brings all of base along: to be chosen, never to be proposed.
bool holds_base(const policy::Abstraction& abstraction) {
  if (abstraction.path == base_abstraction) return false;
  return std::any_of(abstraction.rules.begin(), abstraction.rules.end(),
                     [](const policy::ResolvedRule& rule) {
                       const std::string& file = rule.where.file;
                       return file.size() > base_abstraction.size() &&
                              file.compare(file.size() - base_abstraction.size(), std::string::npos,
                                           base_abstraction) == 0;
                     });
}

// Pieces that other abstractions are made of.
bool is_fragment(const std::string& path) { return path.find(".d/") != std::string::npos; }

}  // namespace

AbstractionUse abstraction_use(const policy::Profile* profile) {
  AbstractionUse use;
  if (profile == nullptr) return use;
  use.included.insert(profile->includes.begin(), profile->includes.end());
  for (const policy::ResolvedRule& rule : profile->rules)
    if (rule.from_include) use.holds.insert(&rule);
  return use;
}

Abstractions::Abstractions(const policy::Policy& policy, Severities& severities)
    : policy_(policy), severities_(severities) {
  for (const policy::Abstraction& abstraction : policy.abstractions())
    if (abstraction.matcher != nullptr && !is_fragment(abstraction.path) &&
        !holds_base(abstraction) && !wants_no_proposals(policy, abstraction.path))
      offered_.insert(&abstraction);
}

void Abstractions::survey(Ask& ask, AbstractionUse& use) const {
  ask.abstractions = policy_.abstractions_covering(ask.needed.front());
  const auto unfit = [&](const policy::Abstraction* abstraction) {
    return offered_.count(abstraction) == 0 || use.included.count(abstraction->path) != 0 ||
           !std::all_of(ask.needed.begin() + 1, ask.needed.end(), [&](const Access& access) {
             return policy::covers(*abstraction->matcher, access).answer == policy::Answer::allowed;
           });
  };
  auto& found = ask.abstractions;
  found.erase(std::remove_if(found.begin(), found.end(), unfit), found.end());
  const auto base = std::find_if(found.begin(), found.end(), [](const auto* abstraction) {
    return abstraction->path == base_abstraction;
  });
  if (base != found.end()) found = {*base};
  for (const policy::Abstraction* abstraction : found) {
    AbstractionUse::Of& of = use.of[abstraction];
    ++of.answers;
    for (const Access& access : ask.needed) {
      const policy::Coverage coverage = policy::covers(*abstraction->matcher, access);
      of.used.insert(coverage.by.begin(), coverage.by.end());
    }
  }
}

const std::vector<Abstractions::Cost>& Abstractions::costs(const policy::Abstraction& abstraction) {
  const auto known = costs_.find(&abstraction);
  if (known != costs_.end()) return known->second;
  std::vector<Cost> costs;
  for (const policy::ResolvedRule& rule : abstraction.rules) {
    const int severity = severities_.of(rule.rule);
    costs.push_back(
        {&rule, whole_cost(rule.rule, severity), extra_cost(rule.rule, severity), severity});
  }
  return costs_.emplace(&abstraction, std::move(costs)).first->second;
}

void Abstractions::weigh(AbstractionUse& use) {
  for (auto& [abstraction, of] : use.of)
    for (const Cost& cost : costs(*abstraction)) {
      if (use.holds.count(cost.rule) != 0) continue;
      of.cost += of.used.count(cost.rule) != 0 ? cost.extra : cost.whole;
      of.severity = std::max(of.severity, cost.severity);
      ++of.rules;
    }
}

}  // namespace profgen::inline v0::suggest
