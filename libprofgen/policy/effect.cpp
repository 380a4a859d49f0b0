#include "policy/effect.hpp"

#include <algorithm>
#include <tuple>

namespace profgen::inline v0::policy {
namespace {

constexpr std::array<std::uint32_t, 2> exec_bit = {file_perm::exec,
                                                   std::uint32_t{file_perm::exec} << other_shift};

bool audits(const Grant& grant) { return grant.rule->rule.prefix.audit; }

// Of the allowing rules of the highest priority one without wildcards wins.
const Grant* transition_of(const Speaking& speaking, std::uint32_t bit) {
  const auto rank = [](const Grant* grant) { return std::tuple(grant->priority, grant->exact); };
  const Grant* chosen = nullptr;
  for (const Grant* grant : speaking) {
    if (grant->deny || grant->transition.empty() || (grant->perms & bit) == 0) continue;
    if (chosen == nullptr || rank(grant) > rank(chosen) ||
        (rank(grant) == rank(chosen) && grant->transition < chosen->transition))
      chosen = grant;
  }
  return chosen;
}

bool same_transition(const Grant* a, const Grant* b) {
  if (a == nullptr || b == nullptr) return a == b;
  return a->transition == b->transition;
}

}  // namespace

bool operator==(const Effect& a, const Effect& b) {
  return std::tie(a.allowed, a.denied, a.audited, a.loud, a.quiet) ==
             std::tie(b.allowed, b.denied, b.audited, b.loud, b.quiet) &&
         same_transition(a.transitions[0], b.transitions[0]) &&
         same_transition(a.transitions[1], b.transitions[1]);
}

Effect effect_of(const Speaking& speaking) {
  Speaking ranked = speaking;
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const Grant* a, const Grant* b) { return a->priority > b->priority; });
  Effect effect;
  std::uint32_t decided = 0;
  for (auto level = ranked.begin(); level != ranked.end();) {
    const int priority = (*level)->priority;
    const auto end = std::find_if(level, ranked.end(), [priority](const Grant* grant) {
      return grant->priority != priority;
    });
    std::uint32_t allowed = 0, denied = 0;
    for (auto at = level; at != end; ++at) ((*at)->deny ? denied : allowed) |= (*at)->perms;
    const std::uint32_t wins_deny = denied & ~decided, wins_allow = allowed & ~denied & ~decided;
    for (auto at = level; at != end; ++at) {
      const Grant& grant = **at;
      if (grant.deny)
        (audits(grant) ? effect.loud : effect.quiet) |= grant.perms & wins_deny;
      else if (audits(grant))
        effect.audited |= grant.perms & wins_allow;
    }
    effect.denied |= wins_deny;
    effect.allowed |= wins_allow;
    decided |= allowed | denied;
    level = end;
  }
  for (std::size_t i = 0; i < exec_bit.size(); ++i)
    if ((effect.allowed & exec_bit[i]) != 0)
      effect.transitions[i] = transition_of(speaking, exec_bit[i]);
  return effect;
}

Speaking deciding(const Speaking& speaking, const Effect& effect, std::uint32_t bit) {
  const bool denied = (effect.denied & bit) != 0;
  Speaking all;
  for (const Grant* grant : speaking)
    if ((grant->perms & bit) != 0 && grant->deny == denied) all.push_back(grant);
  int highest = 0;
  for (const Grant* grant : all)
    highest = grant == all.front() ? grant->priority : std::max(highest, grant->priority);
  const bool audited = ((denied ? effect.loud : effect.audited) & bit) != 0;
  Speaking out;
  for (const Grant* grant : all) {
    if (grant->priority != highest || (audited && !audits(*grant))) continue;
    bool elsewhere = false;
    for (std::size_t i = 0; i < exec_bit.size(); ++i)
      elsewhere = elsewhere || (bit == exec_bit[i] && effect.transitions[i] != nullptr &&
                                !same_transition(grant, effect.transitions[i]));
    if (!elsewhere) out.push_back(grant);
  }
  return out;
}

}  // namespace profgen::inline v0::policy
