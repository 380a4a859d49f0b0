// The guard file answers instead of a person.
#include <set>

#include "profgen/refine.hpp"
#include "refine/answers.hpp"

namespace profgen::inline v0::refine {
namespace {

using suggest::GuardAnswer;

Recommended judged(const suggest::ExecQuestion& question, const suggest::Guard& guard) {
  const suggest::Guard::ExecJudgement judgement = guard.judge_exec(question);
  const suggest::ExecChoice& choice = judgement.choice;
  const std::string reason = "guard: " + judgement.reason;
  if (choice.qualifier.empty()) return {question, Skipped{reason}, reason};
  if (choice.qualifier == "ignore") return {question, ExecAnswer{Act::ignore, "", ""}, reason};
  if (choice.qualifier == "deny") return {question, ExecAnswer{Act::deny, "", ""}, reason};
  return {question, ExecAnswer{Act::allow, choice.qualifier, choice.target}, reason};
}

using Refused = std::map<std::string, std::string>;

const std::string* refusal(const suggest::Candidate& candidate, const Refused& refused) {
  for (const policy::Rule& rule : candidate.rules) {
    const auto it = refused.find(to_text(rule));
    if (it != refused.end()) return &it->second;
  }
  return nullptr;
}

// The first candidate that the guard accepts, in the order of their cost.
Recommended judged(const suggest::Proposal& proposal, const suggest::Guard& guard,
                   const Refused& refused) {
  std::string why = "no candidate";
  bool deny = false;
  for (std::size_t i = 0; i < proposal.candidates.size(); ++i) {
    const auto judgement = guard.judge(proposal, proposal.candidates[i]);
    const std::string* unreadable = refusal(proposal.candidates[i], refused);
    if (unreadable != nullptr) {
      why = *unreadable;
      continue;
    }
    if (judgement.answer == GuardAnswer::accept) {
      RuleAnswer answer;
      answer.candidate = i;
      return {proposal, answer, "guard: " + judgement.reason};
    }
    if (i == 0 || judgement.answer == GuardAnswer::deny) why = judgement.reason;
    deny = deny || judgement.answer == GuardAnswer::deny;
  }
  why.insert(0, "guard: ");
  if (!deny) return {proposal, Skipped{why}, why};
  RuleAnswer answer;
  answer.act = Act::deny;
  // Nobody chose a line: what was asked for is denied, and no more.
  for (std::size_t i = 0; i < proposal.candidates.size(); ++i)
    if (proposal.candidates[i].kind == suggest::CandidateKind::literal) answer.candidate = i;
  return {proposal, answer, why};
}

void give(Session& session, const Recommended& given) {
  if (const auto* exec = std::get_if<ExecAnswer>(&given.answer))
    session.answer(*exec, given.reason);
  else if (const auto* rule = std::get_if<RuleAnswer>(&given.answer))
    session.answer(*rule, given.reason);
  else
    session.skip(std::get<Skipped>(given.answer).why);
}

// The questions that the session did not ask because an answer covered them.
std::vector<const suggest::Proposal*> not_asked(const Session& session,
                                                const SessionOptions& options) {
  std::set<std::string> asked;
  for (const Entry& entry : session.entries()) asked.insert(entry.key);
  std::vector<const suggest::Proposal*> found;
  for (const suggest::ProfileProposals& profile : session.proposals().profiles) {
    if (!wanted(options, profile.subject)) continue;
    for (const suggest::Proposal& proposal : profile.proposals)
      if (!proposal.denied_by_rule && !proposal.candidates.empty() &&
          asked.count(key_of(proposal)) == 0)
        found.push_back(&proposal);
  }
  return found;
}

// What would be answered if it were asked after all: then the abstraction that covers it was turned
// down, and must not come back through another question.
template <typename Rule>
Recommended without_abstractions(const suggest::Proposal& proposal, const Rule& rule) {
  suggest::Proposal reduced = proposal;
  reduced.candidates.clear();
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < proposal.candidates.size(); ++i) {
    if (proposal.candidates[i].kind == suggest::CandidateKind::abstraction) continue;
    reduced.candidates.push_back(proposal.candidates[i]);
    kept.push_back(i);
  }
  if (kept.empty()) return rule(proposal);
  Recommended answered = rule(reduced);
  answered.about = proposal;
  if (auto* answer = std::get_if<RuleAnswer>(&answered.answer))
    answer->candidate = kept[answer->candidate];
  return answered;
}

// Asks one who answers until nothing is open.
template <typename Exec, typename Rule>
Recommendation all_answers(const evidence::Evidence& evidence, const policy::Policy& policy,
                           const SessionOptions& options, const Exec& exec, const Rule& rule) {
  Session session(evidence, policy, options);
  Recommendation result;
  while (const Question* question = session.current()) {
    const auto* program = std::get_if<suggest::ExecQuestion>(&question->about);
    result.answers.push_back(
        program != nullptr ? exec(*program) : rule(std::get<suggest::Proposal>(question->about)));
    give(session, result.answers.back());
  }
  for (const suggest::Proposal* proposal : not_asked(session, options))
    result.covered.push_back(without_abstractions(*proposal, rule));
  result.outcome = session.outcome();
  result.proposals = session.proposals();
  return result;
}

ExecAnswer recommended(const suggest::ExecQuestion& question, const suggest::Guard& guard,
                       suggest::Generalise generalise) {
  if (generalise == suggest::Generalise::exact) return {Act::allow, "ix", ""};
  const suggest::ExecChoice choice = guard.choose(question);
  if (choice.qualifier == "ignore") return {Act::ignore, "", ""};
  if (choice.qualifier == "deny") return {Act::deny, "", ""};
  if (!choice.qualifier.empty()) return {Act::allow, choice.qualifier, choice.target};
  if (question.options.empty()) return {Act::ignore, "", ""};
  const suggest::ExecOption& best = question.options.front();
  if (best.qualifier == "deny") return {Act::deny, "", ""};
  return {Act::allow, best.qualifier, best.target};
}

}  // namespace

Recommendation recommend(const evidence::Evidence& evidence, const policy::Policy& policy,
                         const suggest::Guard& guard, const SessionOptions& options) {
  const suggest::Generalise generalise = options.suggest.generalise;
  return all_answers(
      evidence, policy, options,
      [&](const suggest::ExecQuestion& question) {
        return Recommended{question, recommended(question, guard, generalise), "recommended"};
      },
      [](const suggest::Proposal& proposal) {
        return Recommended{proposal, RuleAnswer{}, "recommended"};
      });
}

Recommendation answer_unattended(const evidence::Evidence& evidence, const policy::Policy& policy,
                                 const suggest::Guard& guard, const SessionOptions& options) {
  return all_answers(
      evidence, policy, options,
      [&](const suggest::ExecQuestion& question) { return judged(question, guard); },
      [&](const suggest::Proposal& proposal) {
        return judged(proposal, guard, options.refused_lines);
      });
}

Outcome decide_unattended(const evidence::Evidence& evidence, const policy::Policy& policy,
                          const suggest::Guard& guard, SessionOptions options) {
  const Refused refused = options.refused_lines;
  Session session(evidence, policy, std::move(options));
  while (const Question* question = session.current()) {
    const auto* exec = std::get_if<suggest::ExecQuestion>(&question->about);
    give(session, exec != nullptr
                      ? judged(*exec, guard)
                      : judged(std::get<suggest::Proposal>(question->about), guard, refused));
  }
  return session.outcome();
}

}  // namespace profgen::inline v0::refine
