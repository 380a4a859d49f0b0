#include <variant>

#include "capi/question_handle.hpp"

namespace {

const profgen_question::Candidate* candidate_at(const profgen_question* question, std::size_t at) {
  if (question == nullptr || at >= question->candidates.size()) return nullptr;
  return &question->candidates[at];
}

void describe_exec(profgen_question& out, const profgen::suggest::ExecQuestion& exec) {
  out.kind = PROFGEN_QUESTION_EXEC;
  out.profile = exec.subject.profile;
  out.name_space = exec.subject.name_space;
  out.subject = exec.program;
  out.severity = exec.child_severity;
  out.seen = exec.seen.total();
  for (const profgen::suggest::ExecOption& option : exec.options)
    out.candidates.push_back(
        {option.target.empty() ? option.qualifier : option.qualifier + " -> " + option.target,
         option.reason});
}

void describe_proposal(profgen_question& out, const profgen::suggest::Proposal& proposal) {
  out.kind = PROFGEN_QUESTION_RULE;
  out.profile = proposal.subject.profile;
  out.name_space = proposal.subject.name_space;
  out.severity = proposal.severity;
  for (const auto& [key, seen] : proposal.evidence) {
    out.subject += (out.subject.empty() ? "" : "\n") + profgen::describe(key.access);
    out.seen += seen.total();
  }
  for (const profgen::suggest::Candidate& candidate : proposal.candidates)
    out.candidates.push_back({candidate.text(), candidate.reason, candidate.severity});
}

}  // namespace

profgen_question::profgen_question(const profgen::refine::Question& question) : key(question.key) {
  if (const auto* exec = std::get_if<profgen::suggest::ExecQuestion>(&question.about))
    describe_exec(*this, *exec);
  else
    describe_proposal(*this, std::get<profgen::suggest::Proposal>(question.about));
}

profgen_question_kind profgen_question_what(const profgen_question* question) noexcept {
  return question == nullptr ? PROFGEN_QUESTION_RULE : question->kind;
}
const char* profgen_question_key(const profgen_question* question) noexcept {
  return question == nullptr ? nullptr : question->key.c_str();
}
const char* profgen_question_profile(const profgen_question* question) noexcept {
  return question == nullptr ? nullptr : question->profile.c_str();
}
const char* profgen_question_namespace(const profgen_question* question) noexcept {
  return question == nullptr ? nullptr : question->name_space.c_str();
}
const char* profgen_question_subject(const profgen_question* question) noexcept {
  return question == nullptr ? nullptr : question->subject.c_str();
}
int profgen_question_severity(const profgen_question* question) noexcept {
  return question == nullptr ? -1 : question->severity;
}
std::uint64_t profgen_question_seen(const profgen_question* question) noexcept {
  return question == nullptr ? 0 : question->seen;
}
std::size_t profgen_question_candidates(const profgen_question* question) noexcept {
  return question == nullptr ? 0 : question->candidates.size();
}
const char* profgen_question_candidate(const profgen_question* question, std::size_t at) noexcept {
  const auto* candidate = candidate_at(question, at);
  return candidate == nullptr ? nullptr : candidate->text.c_str();
}
const char* profgen_question_reason(const profgen_question* question, std::size_t at) noexcept {
  const auto* candidate = candidate_at(question, at);
  return candidate == nullptr ? nullptr : candidate->reason.c_str();
}
int profgen_question_candidate_severity(const profgen_question* question, std::size_t at) noexcept {
  const auto* candidate = candidate_at(question, at);
  return candidate == nullptr ? -1 : candidate->severity;
}
