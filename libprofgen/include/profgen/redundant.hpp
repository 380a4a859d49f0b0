// Rules of a profile that others make superfluous, by meaning.
#pragma once

#include <vector>

#include "profgen/policy.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::policy {

struct Redundant {
  const ResolvedRule* rule = nullptr;
  // Rules that stay and together decide everything that the rule is about; as few as were found.
  std::vector<const ResolvedRule*> by;
  // (Some of) what the rule says is decided the other way round by rules that win over it: deny
  // against allow, a higher priority. The rule is superfluous because it never has an effect.
  bool overruled = false;
};
struct Redundancy {
  // Rules that stand in the profile itself. All of them may be removed at once: what is allowed,
  // denied, audited and entered by exec stays the same for every access. In the order of the
  // policy.
  std::vector<Redundant> rules;
  // Of these it is not known: the patterns have too many cases to look at.
  std::vector<const ResolvedRule*> unsure;
};

// Rules that grant nothing by themselves (rlimit, prompt) are not looked at, nor the profiles whose
// mode allows by default. Work and memory are bounded.
[[nodiscard]] Redundancy redundant_rules(const Profile& profile);

}  // namespace profgen::inline v0::policy
#pragma GCC visibility pop
