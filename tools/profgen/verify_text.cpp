#include <fmt/format.h>

#include <iostream>
#include <utility>

#include "base/text.hpp"
#include "profgen/redundant.hpp"
#include "tools/profgen/verify_views.hpp"

namespace profgen::tool {
namespace {

using suggest::Outcome;
using suggest::Replayed;
using suggest::ReplayedProfile;
using suggest::RuleUse;

// "absent" says little to a person.
std::string_view label_of(Outcome outcome) {
  return outcome == Outcome::absent ? "no rule" : name_of(outcome);
}

const std::string& colour_of(Outcome outcome, const Style& style) {
  if (outcome == Outcome::allowed) return style.green;
  return outcome == Outcome::denied ? style.yellow : style.red;
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
  if (profile.accesses.empty()) return "no access in the logs";
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

void print_redundant(const policy::Profile& profile, const Style& style) {
  const policy::Redundancy found = policy::redundant_rules(profile);
  if (!found.rules.empty())
    std::cout << fmt::format("  {} that others make superfluous\n",
                             counted(found.rules.size(), "rule"));
  for (const policy::Redundant& one : found.rules) {
    std::cout << fmt::format("    {}{}{}\n", style.dim, line_of(*one.rule), style.reset);
    for (const policy::ResolvedRule* by : one.by)
      std::cout << fmt::format("      {}{} {}{}\n", style.dim,
                               one.overruled ? "overruled by" : "covered by", line_of(*by),
                               style.reset);
  }
  if (!found.unsure.empty())
    std::cout << fmt::format("  {} with too many cases to tell whether others cover it all\n",
                             counted(found.unsure.size(), "rule"));
}

// What there is to tell of the use of a rule, each on a line of its own.
std::vector<std::string> remarks_of(const RuleUse& use) {
  std::vector<std::string> out;
  if (use.names > 1 || (use.names == 1 && use.cost > 0)) {
    std::string names = counted(use.names, "name") + ": ";
    for (std::size_t i = 0; i < use.some.size(); ++i)
      names += (i == 0 ? "" : ", ") + text::printable(use.some[i], 60);
    out.push_back(names + (use.some.size() < use.names ? ", …" : ""));
  }
  if (use.never_asked != 0) out.push_back("never asked for: " + file_perms_text(use.never_asked));
  if (use.only_owned) out.push_back("only files of its own: `owner` would do");
  if (!use.narrower.empty()) out.push_back(text::printable(use.narrower) + " would do");
  return out;
}

void print_rules(const ReplayedProfile& profile, const Style& style) {
  const std::vector<RuleUse> uses = rule_uses(profile);
  if (uses.empty()) return;
  std::cout << "  severity   cost  accesses  times  rule\n";
  for (const RuleUse& use : uses) {
    std::cout << fmt::format("  {:>8}{:>7.1f}{:>10}{:>7}  {}\n", use.severity, use.cost,
                             use.accesses, use.count, line_of(*use.rule));
    for (const std::string& remark : remarks_of(use))
      std::cout << fmt::format("{:36}{}{}{}\n", "", style.dim, remark, style.reset);
  }
}

}  // namespace

std::string line_of(const policy::ResolvedRule& rule) {
  return fmt::format("{}  {}:{}", text::printable(policy::to_text(rule.rule)),
                     text::printable(rule.where.file), rule.where.at.line);
}

std::string why(const Replayed& replayed) {
  std::string out;
  if (!replayed.reason.empty()) out += text::printable(replayed.reason);
  const auto* file = std::get_if<FileAccess>(&replayed.key.access);
  if (replayed.outcome == Outcome::absent && file != nullptr && replayed.missing != 0 &&
      replayed.missing != file->perms)
    out += "missing: " + file_perms_text(replayed.missing);
  if (!replayed.exec.empty()) out += (out.empty() ? "" : "; ") + replayed.exec;
  for (const policy::ResolvedRule* rule : replayed.by)
    out += (out.empty() ? "" : "; ") + line_of(*rule);
  return out;
}

std::string unseen_text(const suggest::Unseen& unseen) {
  std::string out;
  if (!unseen.children.empty() || unseen.crowd_of_children)
    out = fmt::format(
        "{} ran in //null- children: what they did to the network, to mounts and by "
        "signals is not in the log",
        unseen.crowd_of_children ? "many programs" : counted(unseen.children.size(), "program"));
  if (unseen.unresolved != 0)
    out += fmt::format("{}{} had no name (as {}) and {} refused in complain mode too",
                       out.empty() ? "" : "; ", counted(unseen.unresolved, "object"),
                       describe(unseen.example), unseen.unresolved == 1 ? "was" : "were");
  return out;
}

void print_verify_text(const Verified& verified, const VerifyText& options, const Style& style) {
  for (const ReplayedProfile& profile : verified.profiles) {
    std::cout << fmt::format("{}{}{}  {}\n", style.bold, text::printable(profile.subject.profile),
                             style.reset, summary_of(profile));
    for (const Replayed& replayed : profile.accesses)
      if (options.all || replayed.outcome != Outcome::allowed) print_access(replayed, style);
    if (!profile.unused.empty())
      std::cout << fmt::format("  {} nothing used\n", counted(profile.unused.size(), "rule"));
    for (const policy::ResolvedRule* rule : profile.unused)
      std::cout << fmt::format("    {}{}{}\n", style.dim, line_of(*rule), style.reset);
    if (profile.profile != nullptr) print_redundant(*profile.profile, style);
    for (const suggest::Unseen& unseen : verified.unseen)
      if (unseen.subject == profile.subject)
        std::cout << fmt::format("  {}another pass is owed{}: {}\n", style.yellow, style.reset,
                                 unseen_text(unseen));
    if (options.rules) print_rules(profile, style);
  }
}

}  // namespace profgen::tool
