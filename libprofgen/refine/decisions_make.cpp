// A recommendation → the decisions that a person is to look at.
#include "base/hash.hpp"
#include "profgen/decisions.hpp"
#include "refine/answers.hpp"
#include "refine/fingerprint.hpp"

namespace profgen::inline v0::refine {
namespace {

template <typename Into>
Into answer_of(const Recommended& recommended) {
  Into out = Skipped{};
  std::visit(
      [&](const auto& answer) {
        if constexpr (std::is_assignable_v<Into&, decltype(answer)>) out = answer;
      },
      recommended.answer);
  return out;
}

void take(Decisions& decisions, const Recommended& recommended, bool covered) {
  if (const auto* exec = std::get_if<suggest::ExecQuestion>(&recommended.about)) {
    const auto answer = answer_of<ExecDecision::Answer>(recommended);
    decisions.execs.push_back({*exec, answer, answer, recommended.reason, {}});
    return;
  }
  RuleDecision& decision = decisions.rules[std::get<suggest::Proposal>(recommended.about).id];
  decision.answer = answer_of<decltype(RuleDecision::answer)>(recommended);
  decision.covered = covered;
  decision.reason = recommended.reason;
}

}  // namespace

std::string fingerprint_of(const policy::Policy& policy, const std::string& file) {
  const policy::Tree* tree = policy.tree(file);
  return tree == nullptr ? std::string(no_file) : hash128_hex(tree->source->text());
}

Decisions decisions_of(const Recommendation& recommendation, const policy::Policy& policy,
                       const SessionOptions& options) {
  Decisions decisions;
  decisions.abi = options.abi;
  decisions.new_in_complain = options.new_in_complain;
  decisions.new_file_comment = options.new_file_comment;
  for (const Recommended& one : recommendation.answers) take(decisions, one, false);
  for (const Recommended& one : recommendation.covered) take(decisions, one, true);
  for (const suggest::ProfileProposals& profile : recommendation.proposals.profiles) {
    if (!wanted(options, profile.subject)) continue;
    decisions.proposals.profiles.push_back(profile);
    decisions.made_for[profile.subject] = {fingerprint_of(policy, profile.file), {}};
  }
  return decisions;
}

}  // namespace profgen::inline v0::refine
