#include "tools/profgen/screen.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace profgen::tool {
namespace {

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u;
  }));
}

std::string heading(const refine::Question& question, const evidence::Subject& subject,
                    const Style& style) {
  return fmt::format("\n{}{} of {}{}  {}{}{}\n", style.dim, question.number, question.of,
                     style.reset, style.bold, text::printable(subject.profile), style.reset);
}

std::string verdicts(const evidence::Seen& seen) {
  std::vector<std::string> parts;
  static constexpr std::string_view names[] = {"audited", "allowed by complain mode", "denied",
                                               "killed"};
  for (std::size_t i = 0; i < seen.counts.size(); ++i)
    if (seen.counts[i] != 0) parts.push_back(fmt::format("{} {}×", names[i], seen.counts[i]));
  return text::join(parts, ", ");
}

std::string seen_lines(const evidence::Seen& seen, const Style& style) {
  std::string out = "           " + style.dim + verdicts(seen);
  if (!seen.programs.empty()) out += " by " + text::printable(*seen.programs.begin(), 20);
  if (seen.programs.size() > 1) out += fmt::format(" and {} more", seen.programs.size() - 1);
  if (seen.last_us != 0) out += ", last " + time_text(seen.last_us);
  out += style.reset + "\n";
  if (!seen.trusted())
    out += fmt::format("           {}from a source that any process can write to{}\n", style.red,
                       style.reset);
  return out;
}

// Long paths are cut in the middle: both ends of a path tell most.
std::string fitted(std::string_view text, unsigned width, unsigned used) {
  return text::printable(text, width > used + 20 ? width - used : 20);
}

// The note is cut, or left out, where the line would not hold it.
std::string option_line(std::size_t number, bool chosen, const std::string& text,
                        std::string_view reason, const Style& style, unsigned width) {
  const std::size_t used = 8 + characters(text);
  const std::string note =
      width >= used + 16 ? text::printable(reason, width - used) : std::string();
  const std::string label = chosen ? fmt::format("[{}]", number) : fmt::format(" {} ", number);
  return fmt::format("  {}{}{} {}{}\n", chosen ? style.green : "", label, style.reset, text,
                     note.empty() ? "" : style.dim + "  " + note + style.reset);
}

// The candidate's first line as it would be written with the switches set.
std::string candidate_text(const suggest::Candidate& candidate, const Choice& choice) {
  if (candidate.rules.empty()) return candidate.text();
  std::vector<std::string> lines;
  for (policy::Rule rule : candidate.rules) {
    if (choice.audit) rule.prefix.audit = true;
    const bool ownable = std::holds_alternative<policy::FileRule>(rule.body) ||
                         std::holds_alternative<policy::LinkRule>(rule.body);
    if (choice.owner && ownable)
      rule.prefix.ownership = *choice.owner ? policy::Ownership::owner : policy::Ownership::any;
    lines.push_back(to_text(rule));
  }
  return text::join(lines, "  +  ");
}

}  // namespace

std::string exec_screen(const refine::Question& question, std::size_t chosen, const Style& style,
                        unsigned width) {
  const auto& exec = std::get<suggest::ExecQuestion>(question.about);
  std::string out = heading(question, exec.subject, style);
  out += fmt::format("  executes {}\n", fitted(exec.program, width, 11));
  out += seen_lines(exec.seen, style);
  if (exec.child_accesses != 0)
    out += fmt::format(
        "           {}what it did there: {}{}\n", style.dim,
        counted(exec.child_accesses, "access") + (exec.child_accesses == 1 ? "" : ""), style.reset);
  out += "\n";
  for (std::size_t i = 0; i < exec.options.size(); ++i) {
    const suggest::ExecOption& option = exec.options[i];
    std::string text = option.qualifier;
    if (!option.target.empty()) text += " -> " + fitted(option.target, width, 12);
    out += option_line(i + 1, i == chosen, text, option.reason, style, width);
  }
  out += "\n(A)llow as chosen  (D)eny  (I)gnore  1-9 choose  (u)ndo  (F)inish  abo(r)t  ? help\n";
  return out;
}

std::string rule_screen(const refine::Question& question, const Choice& choice, const Style& style,
                        unsigned width) {
  const auto& proposal = std::get<suggest::Proposal>(question.about);
  std::string out = heading(question, proposal.subject, style);
  constexpr std::size_t shown = 4;
  for (std::size_t i = 0; i < std::min(shown, proposal.evidence.size()); ++i) {
    const auto& [key, seen] = proposal.evidence[i];
    out += fmt::format("  {} {}\n", i == 0 ? "wants   " : "        ", describe(key.access));
    out += seen_lines(seen, style);
  }
  if (proposal.evidence.size() > shown)
    out += fmt::format("           and {} more like these\n", proposal.evidence.size() - shown);
  const std::string& colour =
      proposal.severity > refine::acceptable_severity ? style.red : style.reset;
  out += fmt::format("  severity {}{} of 10{}\n\n", colour, proposal.severity, style.reset);
  for (std::size_t i = 0; i < proposal.candidates.size(); ++i) {
    const suggest::Candidate& candidate = proposal.candidates[i];
    const Choice switches = i == choice.candidate ? choice : Choice{};
    out += option_line(i + 1, i == choice.candidate,
                       fitted(candidate_text(candidate, switches), width, 8), candidate.reason,
                       style, width);
  }
  const bool enter = refine::allows_by_default(proposal, choice.candidate);
  out += fmt::format(
      "\n{}(A)llow{}  (D)eny  (I)gnore  1-9 choose  audi(t)  (O)wner  (u)ndo  (F)inish  abo(r)t  ? "
      "help\n",
      enter ? "Enter = " : "", "");
  return out;
}

}  // namespace profgen::tool
