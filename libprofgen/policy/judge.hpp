// From the rules that speak about an access to the answer: for each permission the rules of the
// highest priority count, and among them deny beats allow.
#pragma once

#include <cstdint>
#include <vector>

#include "profgen/policy.hpp"

namespace profgen::inline v0::policy {

// What every rule has; the tables of the classes add their conditions.
struct RuleHead {
  const ResolvedRule* rule = nullptr;
  int priority = 0;
  bool deny = false;
};
// nullopt for a `prompt` rule: what a person answers each time is no grant.
[[nodiscard]] std::optional<RuleHead> head_of(const ResolvedRule& rule);

// A rule whose conditions hold for the access at hand, with the permissions that it is about.
struct Match {
  const RuleHead* head = nullptr;
  std::uint32_t perms = 0;
};

struct Judgement {
  std::uint32_t allowed = 0;
  std::uint32_t denied = 0;
};
[[nodiscard]] Judgement weigh(const std::vector<Match>& matches, std::uint32_t requested);

// The whole answer. `missing` is left 0: it is of file accesses only.
[[nodiscard]] Coverage judge(const std::vector<Match>& matches, std::uint32_t requested);

}  // namespace profgen::inline v0::policy
