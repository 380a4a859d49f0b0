#include "policy/judge.hpp"

#include <algorithm>

namespace profgen::inline v0::policy {

std::optional<RuleHead> head_of(const ResolvedRule& rule) {
  const Prefix& prefix = rule.rule.prefix;
  if (prefix.decision == Decision::prompt) return std::nullopt;
  return RuleHead{&rule, prefix.priority.value_or(0), prefix.decision == Decision::deny};
}

Judgement weigh(const std::vector<Match>& matches, std::uint32_t requested) {
  Judgement judgement;
  for (std::uint32_t bit = 1; bit != 0 && bit <= requested; bit <<= 1U) {
    if ((requested & bit) == 0) continue;
    const RuleHead* winner = nullptr;
    for (const Match& match : matches) {
      if ((match.perms & bit) == 0) continue;
      const RuleHead& head = *match.head;
      if (winner == nullptr || head.priority > winner->priority ||
          (head.priority == winner->priority && head.deny && !winner->deny))
        winner = &head;
    }
    if (winner != nullptr) (winner->deny ? judgement.denied : judgement.allowed) |= bit;
  }
  return judgement;
}

Coverage judge(const std::vector<Match>& matches, std::uint32_t requested) {
  const Judgement judgement = weigh(matches, requested);
  Coverage coverage;
  if (judgement.denied != 0) {
    coverage.answer = Answer::denied;
  } else {
    coverage.answer = judgement.allowed == requested ? Answer::allowed : Answer::absent;
  }
  const bool denied = judgement.denied != 0;
  const std::uint32_t decisive = denied ? judgement.denied : judgement.allowed;
  for (const Match& match : matches)
    if (match.head->deny == denied && (match.perms & decisive) != 0 &&
        std::find(coverage.by.begin(), coverage.by.end(), match.head->rule) == coverage.by.end())
      coverage.by.push_back(match.head->rule);
  return coverage;
}

}  // namespace profgen::inline v0::policy
