#include "suggest/rule_overlap.hpp"

#include <algorithm>
#include <vector>

#include "policy/aare_sets.hpp"
#include "policy/grants.hpp"
#include "policy/rule_patterns.hpp"
#include "policy/variables.hpp"
#include "suggest/pattern.hpp"

namespace profgen::inline v0::suggest {
namespace {

// The variables that the patterns name, with what they usually stand for.
policy::EnvironmentPtr environment_of(const std::vector<std::string_view>& patterns) {
  auto environment = std::make_shared<policy::Environment>();
  for (const std::string_view pattern : patterns)
    for (std::size_t at = pattern.find('@'); at != std::string_view::npos;
         at = pattern.find('@', at + 1)) {
      const std::string_view name = policy::variable_at(pattern, at);
      if (!name.empty()) environment->sets[std::string(name)] = {std::string(meaning_of(name))};
    }
  return environment;
}

std::vector<policy::Grant> grants(const policy::Rule& rule) {
  policy::Expander expander({environment_of(policy::rule_patterns(rule)), {}, {}});
  policy::ResolvedRule resolved;
  resolved.rule = rule;
  std::vector<policy::Grant> all = policy::grants_of(resolved, {}, expander);
  for (policy::Grant& grant : all) grant.rule = nullptr;
  return all;
}

bool meet(const policy::Grant& a, const policy::Grant& b) {
  if (a.of != b.of || (a.perms & b.perms) == 0 || a.deny || b.deny) return false;
  for (std::size_t i = 0; i < std::min(a.patterns.size(), b.patterns.size()); ++i)
    if (!policy::aare_overlaps(a.patterns[i], b.patterns[i]).value_or(true)) return false;
  return true;
}

bool lies_in(const policy::Grant& inner, const policy::Grant& outer) {
  if (inner.of != outer.of || (inner.perms & ~outer.perms) != 0 || inner.deny || outer.deny ||
      inner.patterns.size() != outer.patterns.size())
    return false;
  for (std::size_t i = 0; i < inner.patterns.size(); ++i)
    if (!policy::aare_covers({outer.patterns[i]}, inner.patterns[i]).value_or(false)) return false;
  return true;
}

}  // namespace

bool overlap(const policy::Rule& a, const policy::Rule& b) {
  const std::vector<policy::Grant> ours = grants(a);
  if (ours.empty()) return false;
  const std::vector<policy::Grant> theirs = grants(b);
  return std::any_of(ours.begin(), ours.end(), [&](const policy::Grant& one) {
    return std::any_of(theirs.begin(), theirs.end(),
                       [&](const policy::Grant& other) { return meet(one, other); });
  });
}

std::optional<std::string> expanded(std::string_view pattern) {
  return policy::Expander({environment_of({pattern}), {}, {}}).expand_path(pattern);
}

bool contains(const policy::Rule& outer, const policy::Rule& inner) {
  const std::vector<policy::Grant> ours = grants(inner);
  if (ours.empty()) return false;
  const std::vector<policy::Grant> theirs = grants(outer);
  return std::all_of(ours.begin(), ours.end(), [&](const policy::Grant& one) {
    return std::any_of(theirs.begin(), theirs.end(),
                       [&](const policy::Grant& other) { return lies_in(one, other); });
  });
}

}  // namespace profgen::inline v0::suggest
