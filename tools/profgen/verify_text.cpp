#include <fmt/format.h>

#include <iostream>
#include <utility>

#include "base/text.hpp"
#include "tools/profgen/verify_views.hpp"

namespace profgen::tool {
namespace {

using suggest::Outcome;
using suggest::Replayed;
using suggest::ReplayedProfile;

std::string place_of(const policy::ResolvedRule& rule) {
  return fmt::format("{}:{}", text::printable(rule.where.file), rule.where.at.line);
}

std::string line_of(const policy::ResolvedRule& rule) {
  return fmt::format("{}  {}", text::printable(policy::to_text(rule.rule)), place_of(rule));
}

// "absent" says little to a person.
std::string_view label_of(Outcome outcome) {
  return outcome == Outcome::absent ? "no rule" : name_of(outcome);
}

const std::string& colour_of(Outcome outcome, const Style& style) {
  if (outcome == Outcome::allowed) return style.green;
  return outcome == Outcome::denied ? style.yellow : style.red;
}

std::string why(const Replayed& replayed) {
  std::string out;
  if (!replayed.reason.empty()) out += text::printable(replayed.reason);
  const auto* file = std::get_if<FileAccess>(&replayed.key.access);
  if (replayed.outcome == Outcome::absent && file != nullptr && replayed.missing != 0 &&
      replayed.missing != file->perms)
    out += "missing: " + file_perms_text(replayed.missing);
  if (!replayed.exec.empty()) out += replayed.exec;
  for (const policy::ResolvedRule* rule : replayed.by)
    out += (out.empty() ? "" : "; ") + line_of(*rule);
  return out;
}

void print_access(const Replayed& replayed, const Style& style) {
  std::cout << fmt::format("  {}{:<8}{} {} {}({}×{}){}\n", colour_of(replayed.outcome, style),
                           label_of(replayed.outcome), style.reset, describe(replayed.key.access),
                           style.dim, replayed.seen.total(),
                           replayed.seen.trusted() ? "" : ", untrusted", style.reset);
  if (const std::string reason = why(replayed); !reason.empty())
    std::cout << fmt::format("           {}{}{}\n", style.dim, reason, style.reset);
}

std::string summary_of(const ReplayedProfile& profile) {
  std::string out = fmt::format("{} of {} allowed", profile.count(Outcome::allowed),
                                counted(profile.accesses.size(), "access"));
  constexpr std::pair<Outcome, std::string_view> others[] = {
      {Outcome::denied, "denied by a rule"},
      {Outcome::absent, "without a rule"},
      {Outcome::unknown, "that cannot be judged"}};
  for (const auto& [outcome, words] : others)
    if (const std::size_t count = profile.count(outcome); count != 0)
      out += fmt::format(", {} {}", count, words);
  return out;
}

}  // namespace

void print_verify_text(const std::vector<ReplayedProfile>& profiles, bool all, const Style& style) {
  for (const ReplayedProfile& profile : profiles) {
    std::cout << fmt::format("{}{}{}  {}\n", style.bold, text::printable(profile.subject.profile),
                             style.reset, summary_of(profile));
    for (const Replayed& replayed : profile.accesses)
      if (all || replayed.outcome != Outcome::allowed) print_access(replayed, style);
    if (profile.unused.empty()) continue;
    std::cout << fmt::format("  {} nothing used\n", counted(profile.unused.size(), "rule"));
    for (const policy::ResolvedRule* rule : profile.unused)
      std::cout << fmt::format("    {}{}{}\n", style.dim, line_of(*rule), style.reset);
  }
}

}  // namespace profgen::tool
