// The abstract lists of security-profiles-operator as rules.
#pragma once

#include <string>
#include <vector>

#include "kube/peers/object.hpp"
#include "profgen/rules.hpp"

namespace profgen::inline v0::kube {

struct SpoRule {
  policy::Rule rule;
  Position at;
};
struct SpoRules {
  std::vector<SpoRule> allow;
  // What security-profiles-operator denies in enforce mode beside it: the other half of paths that
  // are read-only or write-only, and raw sockets where they are refused.
  std::vector<SpoRule> deny;
};
[[nodiscard]] SpoRules spo_rules(const PeerObject& object, Teller& tell);

// Denied to every profile of security-profiles-operator in enforce mode: what a process could harm
// the node with through proc and sys.
[[nodiscard]] std::vector<policy::Rule> spo_fixed_denies();

}  // namespace profgen::inline v0::kube
