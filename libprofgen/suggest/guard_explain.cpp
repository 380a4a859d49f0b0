// `profgen guard --explain`: one rule put before the guard as if a log had asked for it.
#include <fmt/format.h>

#include <algorithm>

#include "policy/aare.hpp"
#include "policy/aare_sets.hpp"
#include "profgen/guard.hpp"
#include "suggest/guard_layers.hpp"
#include "suggest/rule_overlap.hpp"
#include "suggest/severity.hpp"

namespace profgen::inline v0::suggest {
namespace {

using Evidence = std::vector<std::pair<evidence::Key, evidence::Seen>>;

// A path that the pattern matches.
std::string path_for(const std::string& pattern) {
  const std::string plain = expanded(pattern).value_or(pattern);
  if (auto one = policy::aare_literal(plain)) return *one;
  const auto example = policy::aare_example(plain, {});
  return example ? example->text : plain;
}

struct Asked {
  bool owned;

  template <typename Other>
  Access operator()(const Other&) const {
    return std::monostate{};
  }
  Access operator()(const policy::FileRule& rule) const {
    return FileAccess{rule.bare ? "/" : path_for(rule.path), rule.perms, owned};
  }
  Access operator()(const policy::LinkRule& rule) const {
    return LinkAccess{path_for(rule.link), path_for(rule.target), owned};
  }
};

evidence::Seen seen_once() {
  evidence::Seen seen;
  seen.counts[1] = 1;
  return seen;
}

Proposal proposal_of(const evidence::Subject& subject, Access access, Candidate candidate) {
  Proposal proposal;
  proposal.subject = subject;
  proposal.severity = candidate.severity;
  proposal.evidence.emplace_back(evidence::Key{std::move(access)}, seen_once());
  proposal.candidates.push_back(std::move(candidate));
  return proposal;
}

Guard::Step sections(const Guard& guard, const evidence::Subject& subject) {
  std::string said;
  for (const Guard::Section& section : guard.profiles)
    if (fits(section, subject.profile)) said += entry_text(section.profile) + "; ";
  return {"sections", said + "what holds for every profile"};
}

GuardExplanation of_candidate(const Guard& guard, const evidence::Subject& subject, Access access,
                              const Candidate& candidate) {
  GuardExplanation out;
  out.looked_at.push_back(sections(guard, subject));
  const Proposal proposal = proposal_of(subject, std::move(access), candidate);
  out.judgement = guard.judge(proposal, proposal.candidates.front(), &out.looked_at);
  out.rule = candidate.text();
  return out;
}

// How a program is run is asked by itself: the qualifier is put before the guard as the way that is
// offered first.
GuardExplanation of_exec(const Guard& guard, const evidence::Subject& subject,
                         const policy::FileRule& rule) {
  GuardExplanation out;
  out.looked_at.push_back(sections(guard, subject));
  ExecQuestion question;
  question.subject = subject;
  question.program = path_for(rule.path);
  question.seen = seen_once();
  question.options.push_back({rule.exec, rule.target, {}});
  Guard::ExecJudgement judgement = guard.judge_exec(question, &out.looked_at);
  const ExecChoice& choice = judgement.choice;
  if (judgement.answer == GuardAnswer::accept && choice.qualifier != rule.exec) {
    judgement.answer = GuardAnswer::refuse;
    judgement.reason = fmt::format("it is run another way: {}", judgement.reason);
  }
  out.judgement = judgement;
  return out;
}

}  // namespace

GuardExplanation explain(const Guard& guard, const evidence::Subject& subject,
                         const policy::Rule& rule) {
  const auto* file = std::get_if<policy::FileRule>(&rule.body);
  const bool exec =
      file != nullptr && !file->exec.empty() && rule.prefix.decision != policy::Decision::deny;
  Severities severities;
  const auto judged = [&](const policy::Rule& one) {
    Candidate candidate;
    candidate.rules = {one};
    candidate.severity = severities.of(one);
    const bool owned = one.prefix.ownership == policy::Ownership::owner;
    return of_candidate(guard, subject, std::visit(Asked{owned}, one.body), candidate);
  };
  if (!exec) return judged(rule);
  GuardExplanation out = of_exec(guard, subject, *file);
  out.rule = policy::to_text(rule);
  // That the program is read and mapped goes with the answer; what is beyond is asked for like any
  // other rule.
  policy::Rule rest = rule;
  auto& more = std::get<policy::FileRule>(rest.body);
  more.exec.clear();
  more.target.clear();
  more.environment = policy::ExecEnvironment::unstated;
  more.perms = static_cast<FilePerms>(more.perms & ~(file_perm::read | file_perm::map_exec));
  if (more.perms == 0 || out.judgement.answer != GuardAnswer::accept) return out;
  GuardExplanation beyond = judged(rest);
  out.looked_at.insert(out.looked_at.end(), beyond.looked_at.begin(), beyond.looked_at.end());
  if (beyond.judgement.answer != GuardAnswer::accept) out.judgement = beyond.judgement;
  return out;
}

std::optional<GuardExplanation> explain_include(const Guard& guard, const policy::Policy& policy,
                                                const evidence::Subject& subject,
                                                const std::string& include) {
  const auto& all = policy.abstractions();
  const auto found = std::find_if(
      all.begin(), all.end(), [&](const policy::Abstraction& one) { return one.path == include; });
  if (found == all.end()) return std::nullopt;
  Candidate candidate;
  candidate.kind = CandidateKind::abstraction;
  candidate.include = include;
  candidate.abstraction = &*found;
  Severities severities;
  for (const policy::ResolvedRule& rule : found->rules)
    candidate.severity = std::max(candidate.severity, severities.of(rule.rule));
  return of_candidate(guard, subject, std::monostate{}, candidate);
}

}  // namespace profgen::inline v0::suggest
