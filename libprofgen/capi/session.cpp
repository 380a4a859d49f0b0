#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "capi/evidence_handle.hpp"
#include "capi/guarded.hpp"
#include "capi/options_handle.hpp"
#include "capi/session_handle.hpp"

namespace capi = profgen::capi;
namespace refine = profgen::refine;

namespace {

// What the guard says of generalising and of what the kernel only tried counts, as on the command
// line.
refine::SessionOptions options_by_guard(const profgen_options& options) {
  refine::SessionOptions out = options.session;
  const auto guard = std::make_shared<const profgen::suggest::Guard>(options.guard);
  out.guard = guard;
  out.suggest.wants_tried = [guard](const profgen::evidence::Subject& subject,
                                    const profgen::Access& access) {
    return guard->wants(subject, access);
  };
  if (options.generalise) {
    out.suggest.generalise = *options.generalise;
    out.suggest.abstractions = *options.generalise != profgen::suggest::Generalise::exact;
    return out;
  }
  out.suggest.generalise = guard->level_of({}, {});
  if (guard->has_levels())
    out.suggest.level_of = [guard](const profgen::evidence::Subject& subject,
                                   const profgen::Access& access) {
      return guard->level_of(subject, access);
    };
  return out;
}

// Answers the current question by act(session), which returns Failed.
template <typename Act>
profgen_code with_question(profgen_session* session, profgen_error** error, Act&& act) noexcept {
  return capi::guarded(error, [&]() -> capi::Failed {
    if (session == nullptr) return capi::wrong_use("the session is NULL");
    if (!session->question) return capi::wrong_use("every question is answered");
    if (capi::Failed failed = act(*session)) return failed;
    session->look();
    return std::nullopt;
  });
}

capi::Failed answer_all_of(profgen_session& session, refine::Act act) {
  if (session.question->kind == PROFGEN_QUESTION_EXEC)
    session.session.answer(refine::ExecAnswer{act, "", ""});
  else
    session.session.answer(refine::RuleAnswer{act, 0, std::nullopt, false, std::nullopt});
  return std::nullopt;
}

}  // namespace

profgen_code profgen_session_new(const profgen_evidence* evidence, const profgen_policy* policy,
                                 const profgen_options* options, profgen_session** out,
                                 profgen_error** error) noexcept {
  if (out != nullptr) *out = nullptr;
  return capi::guarded(error, [&]() -> capi::Failed {
    if (evidence == nullptr || policy == nullptr || out == nullptr)
      return capi::wrong_use("the evidence, the policy or the place for the session is NULL");
    const profgen_options none;
    *out = std::make_unique<profgen_session>(evidence->value, policy->on_disk,
                                             options_by_guard(options == nullptr ? none : *options))
               .release();
    return std::nullopt;
  });
}

void profgen_session_free(profgen_session* session) noexcept { delete session; }

const profgen_question* profgen_session_question(const profgen_session* session) noexcept {
  return session == nullptr || !session->question ? nullptr : &*session->question;
}

profgen_code profgen_session_allow(profgen_session* session, std::size_t candidate,
                                   profgen_error** error) noexcept {
  return with_question(session, error, [&](profgen_session& open) -> capi::Failed {
    if (candidate >= open.question->candidates.size())
      return capi::wrong_use("there is no candidate " + std::to_string(candidate) + ", only " +
                             std::to_string(open.question->candidates.size()));
    const auto& about = open.session.current()->about;
    if (const auto* exec = std::get_if<profgen::suggest::ExecQuestion>(&about))
      open.session.answer(refine::answer_of(exec->options[candidate]));
    else
      open.session.answer(
          refine::RuleAnswer{refine::Act::allow, candidate, std::nullopt, false, std::nullopt});
    return std::nullopt;
  });
}

profgen_code profgen_session_allow_rule(profgen_session* session, const char* rule,
                                        profgen_error** error) noexcept {
  return with_question(session, error, [&](profgen_session& open) -> capi::Failed {
    if (rule == nullptr) return capi::wrong_use("the rule is NULL");
    if (open.question->kind == PROFGEN_QUESTION_EXEC)
      return capi::wrong_use("an exec is answered by one of its candidates");
    refine::TriedRule tried = open.session.try_rule(rule);
    if (!tried.rule) {
      if (!tried.diagnostics.empty()) return capi::error_of(tried.diagnostics.front());
      profgen_error failure = capi::wrong_use("this is not one rule");
      failure.code = PROFGEN_INPUT;
      return failure;
    }
    open.session.answer(
        refine::RuleAnswer{refine::Act::allow, 0, std::move(tried.rule), false, std::nullopt});
    return std::nullopt;
  });
}

profgen_code profgen_session_deny(profgen_session* session, profgen_error** error) noexcept {
  return with_question(
      session, error, [](profgen_session& open) { return answer_all_of(open, refine::Act::deny); });
}

profgen_code profgen_session_ignore(profgen_session* session, profgen_error** error) noexcept {
  return with_question(session, error, [](profgen_session& open) {
    return answer_all_of(open, refine::Act::ignore);
  });
}

profgen_code profgen_session_skip(profgen_session* session, const char* why,
                                  profgen_error** error) noexcept {
  return with_question(session, error, [&](profgen_session& open) -> capi::Failed {
    open.session.skip(why == nullptr ? "skipped" : why);
    return std::nullopt;
  });
}

profgen_code profgen_session_undo(profgen_session* session, profgen_error** error) noexcept {
  return capi::guarded(error, [&]() -> capi::Failed {
    if (session == nullptr) return capi::wrong_use("the session is NULL");
    if (!session->session.undo()) return capi::wrong_use("nothing was answered yet");
    session->look();
    return std::nullopt;
  });
}

profgen_code profgen_session_answer_defaults(profgen_session* session, std::size_t* answered,
                                             profgen_error** error) noexcept {
  if (answered != nullptr) *answered = 0;
  return capi::guarded(error, [&]() -> capi::Failed {
    if (session == nullptr) return capi::wrong_use("the session is NULL");
    const std::size_t count = session->session.answer_defaults();
    session->look();
    if (answered != nullptr) *answered = count;
    return std::nullopt;
  });
}
