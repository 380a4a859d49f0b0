#include <fmt/format.h>

#include <iostream>
#include <map>

#include "base/text.hpp"
#include "tools/profgen/suggest_views.hpp"

namespace profgen::tool {
namespace {

using refine::Recommendation;
using refine::Recommended;

std::string seen_text(const evidence::Seen& seen) {
  std::string out = fmt::format("{}×", seen.total());
  if (!seen.programs.empty()) out += " by " + text::printable(*seen.programs.begin(), 20);
  if (seen.programs.size() > 1) out += fmt::format(" and {} more", seen.programs.size() - 1);
  if (seen.first_us != 0) out += ", " + time_text(seen.first_us);
  if (seen.last_us / 1'000'000 != seen.first_us / 1'000'000)
    out += " to " + time_text(seen.last_us);
  if (!seen.trusted()) out += ", untrusted";
  return out;
}

void print_exec(const suggest::ExecQuestion& question, const refine::ExecAnswer& answer,
                const Style& style) {
  std::cout << fmt::format("\n  execute {} {}{}, {} below it{}\n",
                           text::printable(question.program), style.dim, seen_text(question.seen),
                           counted(question.child_accesses, "access"), style.reset);
  for (const suggest::ExecOption& option : question.options) {
    const bool chosen = answer.act == refine::Act::allow && option.qualifier == answer.qualifier &&
                        option.target == answer.target;
    std::cout << fmt::format(
        "  {} {:<4} {}{}{}{}\n", chosen ? "→" : " ", option.qualifier,
        option.target.empty() ? "" : "-> " + text::printable(option.target) + "  ", style.dim,
        text::printable(option.reason), style.reset);
  }
}

void print_proposal(const suggest::Proposal& proposal, const Style& style) {
  std::cout << "\n";
  for (const auto& [key, seen] : proposal.evidence)
    std::cout << fmt::format("  {} {}{}{}\n", describe(key.access), style.dim, seen_text(seen),
                             style.reset);
  for (std::size_t i = 0; i < proposal.candidates.size(); ++i) {
    const suggest::Candidate& candidate = proposal.candidates[i];
    bool first = true;
    const std::string lines = candidate.text();
    for (const std::string_view line : text::split(lines, '\n')) {
      std::cout << fmt::format("  {} {}{}{}", i == 0 && first ? "→" : " ",
                               i == 0 ? style.green : "", text::printable(line),
                               i == 0 ? style.reset : "");
      if (first)
        std::cout << fmt::format("  {}{}; cost {:.1f}, severity {}; {}{}", style.dim,
                                 name_of(candidate.kind), candidate.cost, candidate.severity,
                                 text::printable(candidate.reason), style.reset);
      std::cout << "\n";
      first = false;
    }
  }
}

}  // namespace

void print_text(const Recommendation& recommendation, const Style& style) {
  const evidence::Subject* last = nullptr;
  evidence::Subject shown;
  for (const Recommended& entry : recommendation.answers) {
    const evidence::Subject& subject = std::visit(
        [](const auto& about) -> const evidence::Subject& { return about.subject; }, entry.about);
    if (last == nullptr || shown != subject)
      std::cout << fmt::format("{}{}{}{}\n", last == nullptr ? "" : "\n", style.bold,
                               text::printable(subject.profile), style.reset);
    shown = subject;
    last = &shown;
    if (const auto* exec = std::get_if<suggest::ExecQuestion>(&entry.about))
      print_exec(*exec, std::get<refine::ExecAnswer>(entry.answer), style);
    else
      print_proposal(std::get<suggest::Proposal>(entry.about), style);
  }
  for (const refine::Left& explained : recommendation.outcome.explained)
    std::cout << fmt::format("\n{}{}: {} ({}){}\n", style.dim,
                             text::printable(explained.subject.profile),
                             text::printable(explained.what), explained.reason, style.reset);
  for (const suggest::Hint& hint : recommendation.outcome.hints)
    std::cout << fmt::format("\n{}hint{} {}: {}\n", style.cyan, style.reset,
                             text::printable(hint.subject.profile), text::printable(hint.message));
}

void print_rules(const Recommendation& recommendation) {
  std::map<evidence::Subject, std::string> by_profile;
  for (const refine::Decided& decided : recommendation.outcome.decided)
    for (const std::string_view line : text::split(decided.text, '\n'))
      by_profile[decided.subject] += "  " + text::printable(line) + "\n";
  for (const auto& [subject, lines] : by_profile)
    std::cout << text::printable(subject.profile) << "\n" << lines;
}

}  // namespace profgen::tool
