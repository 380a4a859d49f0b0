// What a guard answers to the question of how a program is to be executed.
#include <fmt/format.h>

#include <algorithm>

#include "suggest/guard_match.hpp"
#include "suggest/guard_never.hpp"

namespace profgen::suggest {
namespace {

using ExecJudgement = Guard::ExecJudgement;

// An option of this qualifier knows where it leads.
ExecChoice choice_of(const ExecQuestion& question, const std::string& qualifier) {
  for (const ExecOption& option : question.options)
    if (option.qualifier == qualifier) return {qualifier, option.target};
  return {qualifier, {}};
}

}  // namespace

ExecJudgement Guard::judge_exec(const ExecQuestion& question) const {
  const Layers layers = layers_for(*this, question.subject);
  if (const Forbidden found = forbidden_exec(layers, question.program); found.by != nullptr)
    return {found.by->deny ? ExecChoice{"deny", {}} : ExecChoice{},
            fmt::format("never {}", entry_text(*found.by))};
  if (!believed(layers, question.seen))
    return {{}, "the evidence came over a transport that anyone may write to"};
  for (const GuardLists* layer : layers)
    for (const Exec& entry : layer->exec) {
      if (!matches_text(entry.match.text, question.program)) continue;
      const std::string by = fmt::format("exec {}", entry_text(entry.match));
      if (entry.as == "ask") return {{}, "to be asked, by " + by};
      return {choice_of(question, entry.as), by};
    }
  // Nothing was said: what is offered first keeps the program confined, or a person is asked.
  static constexpr std::string_view confined[] = {"ix", "Px", "Cx"};
  if (question.options.empty()) return {{}, "no way to execute it is offered"};
  const ExecOption& best = question.options.front();
  if (std::find(std::begin(confined), std::end(confined), best.qualifier) == std::end(confined))
    return {{}, fmt::format("what is offered first is {}, and no entry of `exec` says so",
                            best.qualifier)};
  return {{best.qualifier, best.target}, "what is offered first"};
}

}  // namespace profgen::suggest
