#include "report/view.hpp"

#include <algorithm>

#include "base/shell_word.hpp"

namespace profgen::inline v0::report {
namespace {

int severity_of(const refine::Recommended& entry) {
  if (const auto* exec = std::get_if<suggest::ExecQuestion>(&entry.about))
    return exec->child_severity;
  const auto& proposal = std::get<suggest::Proposal>(entry.about);
  const auto* answer = std::get_if<refine::RuleAnswer>(&entry.answer);
  const std::size_t chosen = answer == nullptr ? 0 : answer->candidate;
  return chosen < proposal.candidates.size() ? proposal.candidates[chosen].severity
                                             : proposal.severity;
}

suggest::Guard::Judgement judged(const suggest::Guard& guard, const refine::Recommended& entry) {
  if (const auto* exec = std::get_if<suggest::ExecQuestion>(&entry.about))
    return guard.judge_exec(*exec);
  const auto& proposal = std::get<suggest::Proposal>(entry.about);
  const auto* answer = std::get_if<refine::RuleAnswer>(&entry.answer);
  if (answer == nullptr || answer->candidate >= proposal.candidates.size()) return {};
  return guard.judge(proposal, proposal.candidates[answer->candidate]);
}

bool is_exec(const refine::Recommended& entry) {
  return std::holds_alternative<suggest::ExecQuestion>(entry.about);
}

}  // namespace

const evidence::Subject& subject_of(const refine::Recommended& entry) {
  return std::visit([](const auto& about) -> const evidence::Subject& { return about.subject; },
                    entry.about);
}

std::string anchor_of(const Asked& asked) {
  return fmt::format("<a class=\"num\" href=\"#r{0}\">R{0}</a>", asked.number);
}

View make_view(const PageInput& input, const PageLimits& limits) {
  View view{input, limits, {}, 0, 0};
  std::vector<Asked> all;
  for (const refine::Recommended& entry : input.recommendation.answers)
    all.push_back({&entry, 0, severity_of(entry), {}});
  view.questions = all.size();
  std::stable_sort(all.begin(), all.end(),
                   [](const Asked& a, const Asked& b) { return a.severity > b.severity; });

  std::map<evidence::Subject, ProfilePart> parts;
  for (const suggest::ProfileProposals& profile : input.recommendation.proposals.profiles)
    parts[profile.subject].proposals = &profile;
  for (Asked& asked : all) {
    ProfilePart& part = parts[subject_of(*asked.entry)];
    if (view.shown == limits.rules) {
      ++part.left_out;
      continue;
    }
    ++view.shown;
    asked.guard = judged(input.guard, *asked.entry);
    part.asked.push_back(std::move(asked));
  }
  std::size_t number = 0;
  for (auto& [subject, part] : parts) {
    if (part.asked.empty() && part.left_out == 0) continue;
    part.subject = subject;
    std::stable_partition(part.asked.begin(), part.asked.end(),
                          [](const Asked& asked) { return is_exec(*asked.entry); });
    for (Asked& asked : part.asked) asked.number = ++number;
    view.parts.push_back(std::move(part));
  }
  return view;
}

std::string View::command(std::string_view name, const std::string& profile) const {
  std::string words = "profgen " + std::string(name);
  if (!profile.empty()) words += " --profile " + text::shell_word(profile);
  for (const std::string& argument : input.arguments) words += " " + text::shell_word(argument);
  return code(words);
}

void put_more(std::string& out, std::size_t left_out, std::string_view noun,
              const std::string& command) {
  if (left_out == 0) return;
  put(out, "<p class=\"dim\">{} left out here", counted(left_out, noun));
  if (!command.empty()) put(out, ": {} lists all", command);
  out += ".</p>\n";
}

}  // namespace profgen::inline v0::report
