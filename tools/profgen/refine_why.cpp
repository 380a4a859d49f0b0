// Why a question is asked: all its evidence, and what each answer would mean.
#include <fmt/format.h>

#include "base/text.hpp"
#include "tools/profgen/refine_desk.hpp"
#include "tools/profgen/screen.hpp"

namespace profgen::tool {
namespace {

constexpr std::size_t most_seen_shown = 20;

std::string names(const std::set<std::string>& all, std::size_t most) {
  std::vector<std::string> shown;
  for (const std::string& name : all) {
    if (shown.size() == most) {
      shown.push_back(fmt::format("{} more", all.size() - most));
      break;
    }
    shown.push_back(text::printable(name, 40));
  }
  return text::join(shown, ", ");
}

std::string seen_text(const evidence::Seen& seen, const Style& style, unsigned width) {
  std::string out;
  const auto line = [&](std::string_view what, const std::string& text) {
    if (!text.empty())
      out += fmt::format("      {}{:9}{} {}\n", style.dim, what, style.reset, text);
  };
  line("verdict", verdicts(seen));
  line("by", names(seen.programs, 5));
  line("hosts", names(seen.hosts, 5));
  line("workloads", names(seen.workloads, 3));
  if (seen.first_us != 0)
    line("when", seen.first_us == seen.last_us
                     ? time_text(seen.first_us)
                     : time_text(seen.first_us) + " … " + time_text(seen.last_us));
  if (!seen.trusted())
    line("beware", fmt::format("{} of them came from a source that any process can write to",
                               seen.untrusted));
  line("record", text::printable(seen.sample, width > 40 ? width - 17 : 40));
  return out;
}

std::string why_exec(const suggest::ExecQuestion& exec, const Style& style, unsigned width) {
  std::string out = fmt::format("    {}\n", text::printable(exec.program));
  out += seen_text(exec.seen, style, width);
  if (exec.child_accesses != 0) {
    std::vector<std::string> classes;
    for (const auto& [name, count] : exec.child_classes)
      classes.push_back(fmt::format("{} {}", count, name));
    out += fmt::format("    what it did: {} ({})\n",
                       counted(exec.child_accesses, "distinct access"), text::join(classes, ", "));
    if (exec.child_beyond != 0)
      out += fmt::format("    beyond this profile: {}; the worst, of severity {}:\n      {}\n",
                         exec.child_beyond, exec.child_severity, text::printable(exec.child_worst));
  }
  if (!exec.also_run_by.empty()) {
    std::vector<std::string> others;
    for (const std::string& other : exec.also_run_by) others.push_back(text::printable(other));
    out += "    also run by: " + text::join(others, ", ") + "\n";
  }
  return out;
}

std::string why_rule(const suggest::Proposal& proposal, const Style& style, unsigned width) {
  std::string out;
  for (std::size_t i = 0; i < proposal.evidence.size() && i < most_seen_shown; ++i) {
    const auto& [key, seen] = proposal.evidence[i];
    out += fmt::format("    {}\n{}", describe(key.access), seen_text(seen, style, width));
  }
  if (proposal.evidence.size() > most_seen_shown)
    out += fmt::format("    and {} more\n", proposal.evidence.size() - most_seen_shown);
  out += fmt::format("    severity of what was asked for: {} of 10\n", proposal.severity);
  for (std::size_t i = 0; i < proposal.candidates.size(); ++i) {
    const suggest::Candidate& candidate = proposal.candidates[i];
    out += fmt::format(
        "    [{}] {}\n        {}{}, severity {}, grants beyond the evidence: {:.0f}{}\n", i + 1,
        text::printable(candidate.text()), style.dim, suggest::name_of(candidate.kind),
        candidate.severity, candidate.cost, style.reset);
    if (!candidate.reason.empty())
      out += "        " + style.dim + text::printable(candidate.reason) + style.reset + "\n";
  }
  return out;
}

}  // namespace

std::string why_text(const refine::Question& question, const Style& style, unsigned width) {
  std::string out = "\n  why this is asked\n";
  if (const auto* exec = std::get_if<suggest::ExecQuestion>(&question.about))
    return out + why_exec(*exec, style, width);
  return out + why_rule(std::get<suggest::Proposal>(question.about), style, width);
}

}  // namespace profgen::tool
