// The guard file answers instead of a person.
#include "profgen/refine.hpp"

namespace profgen::refine {
namespace {

using suggest::GuardAnswer;

void answer_exec(Session& session, const suggest::ExecQuestion& question,
                 const suggest::Guard& guard) {
  const suggest::Guard::ExecJudgement judgement = guard.judge_exec(question);
  const suggest::ExecChoice& choice = judgement.choice;
  const std::string reason = "guard: " + judgement.reason;
  if (choice.qualifier.empty()) return session.skip(reason);
  if (choice.qualifier == "ignore") return session.answer(ExecAnswer{Act::ignore, "", ""}, reason);
  if (choice.qualifier == "deny") return session.answer(ExecAnswer{Act::deny, "", ""}, reason);
  session.answer(ExecAnswer{Act::allow, choice.qualifier, choice.target}, reason);
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
void answer_rule(Session& session, const suggest::Proposal& proposal, const suggest::Guard& guard,
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
      return session.answer(answer, "guard: " + judgement.reason);
    }
    if (i == 0 || judgement.answer == GuardAnswer::deny) why = judgement.reason;
    deny = deny || judgement.answer == GuardAnswer::deny;
  }
  if (!deny) return session.skip("guard: " + why);
  RuleAnswer answer;
  answer.act = Act::deny;
  // Nobody chose a line: what was asked for is denied, and no more.
  for (std::size_t i = 0; i < proposal.candidates.size(); ++i)
    if (proposal.candidates[i].kind == suggest::CandidateKind::literal) answer.candidate = i;
  session.answer(answer, "guard: " + why);
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
                         const suggest::Guard& guard, SessionOptions options) {
  const suggest::Generalise generalise = options.suggest.generalise;
  Session session(evidence, policy, std::move(options));
  Recommendation result;
  while (const Question* question = session.current()) {
    const auto about = question->about;  // a copy: answering replaces the question
    if (const auto* exec = std::get_if<suggest::ExecQuestion>(&about)) {
      const ExecAnswer answer = recommended(*exec, guard, generalise);
      session.answer(answer, "recommended");
      result.answers.push_back({about, answer});
    } else {
      session.answer(RuleAnswer{}, "recommended");
      result.answers.push_back({about, RuleAnswer{}});
    }
  }
  result.outcome = session.outcome();
  return result;
}

Outcome decide_unattended(const evidence::Evidence& evidence, const policy::Policy& policy,
                          const suggest::Guard& guard, SessionOptions options) {
  const Refused refused = options.refused_lines;
  Session session(evidence, policy, std::move(options));
  while (const Question* question = session.current()) {
    const auto about = question->about;
    if (const auto* exec = std::get_if<suggest::ExecQuestion>(&about))
      answer_exec(session, *exec, guard);
    else
      answer_rule(session, std::get<suggest::Proposal>(about), guard, refused);
  }
  return session.outcome();
}

}  // namespace profgen::refine
