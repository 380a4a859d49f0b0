#include "refine/answers.hpp"

#include <algorithm>

#include "base/hash.hpp"

namespace profgen::inline v0::refine {
namespace {

constexpr std::string_view exec_key_begin = "exec-";

policy::Rule adjusted(policy::Rule rule, const RuleAnswer& answer) {
  if (answer.audit) rule.prefix.audit = true;
  const bool ownable = std::holds_alternative<policy::FileRule>(rule.body) ||
                       std::holds_alternative<policy::LinkRule>(rule.body);
  if (answer.owner && ownable)
    rule.prefix.ownership = *answer.owner ? policy::Ownership::owner : policy::Ownership::any;
  return rule;
}

// `deny` has no exec qualifiers, only a bare x (apparmor.d(5)), and an `owner` on it would let
// others through: it is left out unless the user asked for it.
policy::Rule denied(policy::Rule rule, const RuleAnswer& answer) {
  rule = adjusted(std::move(rule), answer);
  rule.prefix.decision = policy::Decision::deny;
  if (!answer.owner) rule.prefix.ownership = policy::Ownership::any;
  if (auto* file = std::get_if<policy::FileRule>(&rule.body);
      file != nullptr && !file->exec.empty()) {
    file->exec = "x";
    file->target.clear();
    file->environment = policy::ExecEnvironment::unstated;
  }
  return rule;
}

// What is denied is the line that was chosen; where that is no rule of its own (an abstraction, a
// wider mask on a rule that stands), it is what was asked for, literally.
const suggest::Candidate* to_deny(const suggest::Proposal& proposal, std::size_t chosen) {
  const auto& candidates = proposal.candidates;
  if (chosen < candidates.size() && !candidates[chosen].rules.empty() &&
      candidates[chosen].kind != suggest::CandidateKind::widen)
    return &candidates[chosen];
  const auto literal = std::find_if(candidates.begin(), candidates.end(), [](const auto& c) {
    return c.kind == suggest::CandidateKind::literal && !c.rules.empty();
  });
  return literal == candidates.end() ? nullptr : &*literal;
}

}  // namespace

Lines lines_of(const suggest::Proposal& proposal, const RuleAnswer& answer) {
  Lines lines;
  if (answer.act == Act::ignore) return lines;
  if (answer.custom) {
    lines.add.emplace_back(answer.act == Act::deny ? denied(*answer.custom, answer)
                                                   : adjusted(*answer.custom, answer));
    return lines;
  }
  if (answer.act == Act::deny) {
    if (const suggest::Candidate* candidate = to_deny(proposal, answer.candidate))
      for (const policy::Rule& rule : candidate->rules)
        lines.add.emplace_back(denied(rule, answer));
    return lines;
  }
  if (answer.candidate >= proposal.candidates.size()) return lines;
  const suggest::Candidate& candidate = proposal.candidates[answer.candidate];
  if (!candidate.include.empty()) {
    policy::Include include;
    include.path = candidate.include;
    include.magic = true;
    lines.add.emplace_back(std::move(include));
  }
  std::size_t first = 0;
  if (candidate.replaces && !candidate.rules.empty()) {
    lines.replace = candidate.replaces;
    lines.by = adjusted(candidate.rules.front(), answer);
    first = 1;
  }
  for (std::size_t i = first; i < candidate.rules.size(); ++i)
    lines.add.emplace_back(adjusted(candidate.rules[i], answer));
  return lines;
}

std::string what_of(const suggest::Proposal& proposal) {
  return proposal.evidence.empty() ? proposal.id : describe(proposal.evidence.front().first.access);
}

std::string what_of(const suggest::ExecQuestion& question) {
  return describe(ExecAccess{question.program, false, {}});
}

bool wanted(const SessionOptions& options, const evidence::Subject& subject) {
  if (!subject.name_space.empty()) return false;
  const std::string& only = options.only_profile;
  return only.empty() || only == subject.profile || subject.profile.rfind(only + "//", 0) == 0;
}

bool wanted(const SessionOptions& options, const suggest::ProfileProposals& profile) {
  if (wanted(options, profile.subject)) return true;
  const auto& from = profile.entered_from;
  return profile.subject.name_space.empty() &&
         std::any_of(from.begin(), from.end(), [&](const std::string& name) {
           return wanted(options, {{}, name});
         });
}

bool follows_from_exec(const suggest::Proposal& proposal) {
  return std::any_of(proposal.evidence.begin(), proposal.evidence.end(), [](const auto& seen) {
    return std::holds_alternative<ExecAccess>(seen.first.access);
  });
}

Entry entry_of(const suggest::Proposal& proposal, decltype(Entry::answer) answer,
               std::string reason) {
  Entry entry;
  const auto* rule = std::get_if<RuleAnswer>(&answer);
  if (rule != nullptr && !rule->custom && rule->candidate < proposal.candidates.size())
    entry.chosen = proposal.candidates[rule->candidate].text();
  entry.answer = std::move(answer);
  entry.key = key_of(proposal);
  entry.reason = std::move(reason);
  entry.subject = proposal.subject;
  entry.what = what_of(proposal);
  return entry;
}

Entry entry_of(const Question& question, decltype(Entry::answer) answer, std::string reason) {
  if (const auto* proposal = std::get_if<suggest::Proposal>(&question.about))
    return entry_of(*proposal, std::move(answer), std::move(reason));
  const auto& exec = std::get<suggest::ExecQuestion>(question.about);
  Entry entry;
  entry.answer = std::move(answer);
  entry.key = question.key;
  entry.reason = std::move(reason);
  entry.subject = exec.subject;
  entry.what = what_of(exec);
  return entry;
}

std::string key_of(const suggest::ExecQuestion& question) {
  std::string parts;
  // NUL can stand in none of the three: the key is unambiguous whatever the names hold.
  for (const std::string* part :
       {&question.subject.name_space, &question.subject.profile, &question.program})
    parts.append(*part).append(1, '\0');
  return std::string(exec_key_begin) + hash128_hex(parts);
}

bool is_exec_key(std::string_view key) { return key.starts_with(exec_key_begin); }

std::string key_of(const suggest::Proposal& proposal) { return "rule-" + proposal.id; }

}  // namespace profgen::inline v0::refine
