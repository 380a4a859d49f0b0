// Does one rule say all that another says? Sound, not complete: where that is not certain, no.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "policy/automaton.hpp"
#include "policy/lint/context.hpp"

namespace profgen::inline v0::policy {

// A rule with what is compared often made ready.
struct ComparedRule {
  const ResolvedRule* rule = nullptr;
  std::string pattern;  // of a file rule: its path, variables looked through
  bool literal = false;
  FilePerms perms = 0;  // of a file rule; write brings append with it
};

// The rules of one profile, its own and those of its includes; a rule whose path cannot be expanded
// is left out. One automaton finds those that could cover a path, so that few pairs are compared.
class ComparedRules {
 public:
  ComparedRules(LintContext& context, const LintProfile& profile);

  std::vector<ComparedRule> rules;
  // The rules, in their order, that may say all that `inner` says.
  [[nodiscard]] const std::vector<const ComparedRule*>& candidates(const ComparedRule& inner) const;

 private:
  [[nodiscard]] std::vector<const ComparedRule*> find(const ComparedRule& inner) const;

  Automaton paths_;                                            // id: index of the rule
  std::map<std::size_t, std::vector<std::uint32_t>> by_kind_;  // of those without a path
  mutable std::map<const ComparedRule*, std::vector<const ComparedRule*>> found_;
};

// Without its prefix: is every access that `inner` is about one that `outer` is about? With
// `denies` the exec qualifiers do not count: `x` of a deny rule stands for all of them.
[[nodiscard]] bool says_all_of(LintContext& context, const ComparedRule& outer,
                               const ComparedRule& inner, bool denies);

}  // namespace profgen::inline v0::policy
