// What a guard answers to the question of how a program is to be executed.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "suggest/guard_match.hpp"
#include "suggest/guard_never.hpp"

namespace profgen::inline v0::suggest {
namespace {

using ExecJudgement = Guard::ExecJudgement;

ExecJudgement judgement(GuardAnswer answer, ExecChoice choice, std::string reason,
                        std::string advice = {}) {
  ExecJudgement made;
  made.answer = answer;
  made.choice = std::move(choice);
  made.reason = std::move(reason);
  made.advice = std::move(advice);
  return made;
}

ExecJudgement of_entry(ExecJudgement made, const GuardEntry& entry) {
  made.entry = entry.text;
  made.place = entry.place;
  return made;
}

// An option of this qualifier knows where it leads.
ExecChoice choice_of(const ExecQuestion& question, const std::string& qualifier) {
  for (const ExecOption& option : question.options)
    if (option.qualifier == qualifier) return {qualifier, option.target};
  return {qualifier, {}};
}

std::optional<ExecJudgement> by_never(const Layers& layers, const ExecQuestion& question,
                                      const std::string& qualifier) {
  const Forbidden found = forbidden_exec(layers, question.program, qualifier);
  if (found.by == nullptr) return std::nullopt;
  const std::string advice = lift_text(*found.by);
  if (found.by->deny)
    return of_entry(judgement(GuardAnswer::deny, {"deny", {}},
                              "never, denied by " + entry_text(*found.by), advice),
                    *found.by);
  return of_entry(judgement(GuardAnswer::refuse, {}, "never " + entry_text(*found.by), advice),
                  *found.by);
}

std::optional<ExecJudgement> by_trust(const Layers& layers, const ExecQuestion& question) {
  if (believed(layers, question.seen)) return std::nullopt;
  ExecJudgement made;
  static_cast<Guard::Judgement&>(made) = not_believed(layers);
  return made;
}

std::optional<ExecJudgement> by_entries(const Layers& layers, const ExecQuestion& question) {
  for (const GuardLists* layer : layers)
    for (const GuardLists::Exec& entry : layer->exec) {
      if (!matches_text(entry.match.text, question.program)) continue;
      const std::string by = entry_text(entry.match);
      if (entry.as == "ask")
        return of_entry(judgement(GuardAnswer::ask, {}, "to be asked, by exec " + by), entry.match);
      // An entry may not open what never is about: `ux` needs an exception too.
      if (auto never =
              by_never(layers, question,
                       entry.as == "deny" || entry.as == "ignore" ? std::string() : entry.as))
        return never;
      const GuardAnswer answer = entry.as == "deny" ? GuardAnswer::deny : GuardAnswer::accept;
      return of_entry(judgement(answer, choice_of(question, entry.as),
                                fmt::format("{} by exec {}", entry.as, by)),
                      entry.match);
    }
  return std::nullopt;
}

// Nothing was said: what is offered first keeps the program confined, or a person is asked.
ExecJudgement by_options(const ExecQuestion& question) {
  static constexpr std::string_view confined[] = {"ix", "Px", "Cx"};
  static constexpr const char* advice = "an entry of `exec` says how this program is to be run";
  if (question.options.empty())
    return judgement(GuardAnswer::ask, {}, "no way to execute it is offered", advice);
  const ExecOption& best = question.options.front();
  if (std::find(std::begin(confined), std::end(confined), best.qualifier) == std::end(confined))
    return judgement(GuardAnswer::ask, {},
                     fmt::format("{} is offered first, and no entry of `exec` asks for it",
                                 text::printable(best.qualifier)),
                     advice);
  return judgement(GuardAnswer::accept, {best.qualifier, best.target},
                   fmt::format("{} is offered first and keeps it confined", best.qualifier),
                   advice);
}

}  // namespace

Guard::ExecJudgement Guard::judge_exec(const ExecQuestion& question,
                                       std::vector<Step>* looked_at) const {
  const Layers layers = layers_for(*this, question.subject);
  const auto note = [&](std::string_view part, const std::optional<ExecJudgement>& said) {
    if (looked_at != nullptr) looked_at->push_back(step(part, said));
    return said.has_value();
  };
  std::optional<ExecJudgement> said = by_never(layers, question, {});
  if (note("never", said)) return *said;
  said = by_trust(layers, question);
  if (note("accept-untrusted", said)) return *said;
  said = by_entries(layers, question);
  if (note("exec", said)) return *said;
  if (!question.options.empty()) {
    const std::string& best = question.options.front().qualifier;
    if (best != "deny" && best != "ignore") said = by_never(layers, question, best);
    if (note(fmt::format("never, of {}", text::printable(best)), said)) return *said;
  }
  said = by_options(question);
  note("the options", said);
  return *said;
}

}  // namespace profgen::inline v0::suggest
