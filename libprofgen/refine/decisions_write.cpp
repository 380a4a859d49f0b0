// Decisions → YAML that explains itself.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "evidence/lines.hpp"
#include "profgen/decisions.hpp"
#include "profgen/version.hpp"
#include "refine/answers.hpp"
#include "refine/decisions_words.hpp"
#include "refine/seen_text.hpp"
#include "refine/yaml_text.hpp"

namespace profgen::inline v0::refine {
namespace {

using suggest::Candidate;
using suggest::Proposal;

constexpr std::string_view introduction = R"(
# Edit what stands behind `answer:` and `choose:`, then `profgen apply FILE` (--dry-run shows the
# changes and writes nothing). Nothing is written unless the whole file is understood and the
# profiles are still those that it was made for.
#
#   answer: allow    the line that `choose` names is written into the profile
#           deny     a deny rule is written: the access stays forbidden and is no longer logged
#           ignore   nothing is written; of an exec: what the program did is dropped
#           later    nothing is written; left for another day
#   choose: N        a number of the list below it; the text of a line may be edited, too
#   own: "RULE,"     may be added to a question: this rule instead of the chosen line
#   audit: true      what the rule allows (or denies) is logged
#   owner: on, off   `owner` before the rule of a file, or not; as-shown: as the line has it
#
# severity: 0 harmless … 10 the whole system. cost: what a line grants beyond what was asked for,
# weighted by severity; 0 is nothing. What stands below `evidence:` at the end is for `apply`.
)";

void comment(std::string& out, std::string_view indent, std::string_view text) {
  out += fmt::format("{}# {}\n", indent, text);
}

std::string answer_lines(std::string_view indent, std::string_view act,
                         std::optional<std::size_t> number, std::string_view reason) {
  std::string out = fmt::format("{}answer: {}", indent, act);
  if (!reason.empty()) out += fmt::format("  # {}", text::printable(reason));
  out += '\n';
  if (number) out += fmt::format("{}choose: {}\n", indent, *number + 1);
  return out;
}

// ---- exec ----

// The options of the question, and those answers that are not among them (the guard file's).
std::vector<suggest::ExecOption> options_of(const ExecDecision& decision) {
  std::vector<suggest::ExecOption> options = decision.question.options;
  for (const ExecDecision::Answer* answer : {&decision.answer, &decision.made_for}) {
    const auto* exec = std::get_if<ExecAnswer>(answer);
    if (exec != nullptr && exec->act == Act::allow && !option_index(options, *exec))
      options.push_back({exec->qualifier, exec->target, "as the guard file says"});
  }
  return options;
}

std::string made_for_word(const ExecDecision& decision,
                          const std::vector<suggest::ExecOption>& options) {
  const auto* exec = std::get_if<ExecAnswer>(&decision.made_for);
  if (exec == nullptr) return "later";
  if (exec->act != Act::allow) return std::string(name_of(exec->act));
  return fmt::format("{}", option_index(options, *exec).value_or(0) + 1);
}

std::string exec_text(const ExecDecision& decision) {
  const suggest::ExecQuestion& question = decision.question;
  const auto options = options_of(decision);
  std::string out = "\n";
  comment(out, "    ",
          fmt::format("{} executes {}", text::printable(question.subject.profile),
                      text::printable(question.program)));
  comment(out, "    ", seen_text(question.seen, 4));
  if (question.child_accesses != 0)
    comment(out, "    ", fmt::format("accesses recorded below it: {}", question.child_accesses));
  out += "    - profile: " + yaml_text(question.subject.profile) + "\n";
  out += "      program: " + yaml_text(question.program) + "\n";
  const auto* exec = std::get_if<ExecAnswer>(&decision.answer);
  std::optional<std::size_t> chosen;
  if (!options.empty())
    chosen =
        exec != nullptr && exec->act == Act::allow ? option_index(options, *exec).value_or(0) : 0;
  out += answer_lines("      ", exec == nullptr ? "later" : name_of(exec->act), chosen,
                      decision.reason);
  out += fmt::format("      made-for: {}  # leave it: the rules below were proposed for this\n",
                     made_for_word(decision, options));
  out += options.empty() ? "      options: {}\n" : "      options:\n";
  for (std::size_t i = 0; i < options.size(); ++i) {
    comment(out, "        ", text::printable(options[i].reason));
    out += fmt::format("        {}: {{as: {}", i + 1, yaml_text(options[i].qualifier));
    if (!options[i].target.empty()) out += ", target: " + yaml_text(options[i].target);
    out += "}\n";
  }
  return out;
}

// ---- rules ----

std::string line_words(const Candidate& candidate) {
  const std::string lines = candidate.text();
  std::vector<std::string> words;
  for (const std::string_view line : text::split(lines, '\n')) words.push_back(yaml_text(line));
  return words.size() == 1 ? "line: " + words[0] : "lines: [" + text::join(words, ", ") + "]";
}

std::string alternative_text(std::size_t number, const Candidate& candidate,
                             const std::string& policy_dir) {
  std::string out;
  comment(out, "          ", text::printable(candidate.reason));
  out += fmt::format("          {}: {{{}, kind: {}, cost: {:.1f}, severity: {}", number,
                     line_words(candidate), suggest::name_of(candidate.kind), candidate.cost,
                     candidate.severity);
  if (candidate.replaces)
    out += fmt::format(", widens: {{file: {}, from: {}, to: {}}}",
                       yaml_text(below(policy_dir, candidate.replaces->file)),
                       candidate.replaces->span.begin, candidate.replaces->span.end);
  return out + "}\n";
}

bool names_files(const Proposal& proposal) {
  for (const Candidate& candidate : proposal.candidates)
    for (const policy::Rule& rule : candidate.rules)
      if (std::holds_alternative<policy::FileRule>(rule.body) ||
          std::holds_alternative<policy::LinkRule>(rule.body))
        return true;
  return false;
}

std::string decision_lines(const Proposal& proposal, const RuleDecision& decision) {
  const auto* answer = std::get_if<RuleAnswer>(&decision.answer);
  std::string out = answer_lines("        ", answer == nullptr ? "later" : name_of(answer->act),
                                 answer == nullptr ? 0 : answer->candidate, decision.reason);
  if (answer != nullptr && answer->custom)
    out += "        own: " + yaml_text(policy::to_text(*answer->custom)) + "\n";
  out += fmt::format("        audit: {}\n", answer != nullptr && answer->audit);
  if (!names_files(proposal)) return out;
  std::size_t owner = 0;
  if (answer != nullptr && answer->owner) owner = *answer->owner ? 1 : 2;
  return out + fmt::format("        owner: {}\n", owner_words[owner]);
}

std::string rule_text(const Proposal& proposal, const RuleDecision* decision,
                      const std::string& policy_dir) {
  std::string out = "\n";
  constexpr std::size_t shown = 6;
  for (std::size_t i = 0; i < std::min(shown, proposal.evidence.size()); ++i) {
    comment(out, "      ", text::printable(describe(proposal.evidence[i].first.access)));
    comment(out, "      ", "    " + seen_text(proposal.evidence[i].second, 4));
  }
  if (proposal.evidence.size() > shown)
    comment(out, "      ", fmt::format("and {} more like these", proposal.evidence.size() - shown));
  out += fmt::format("      - id: {}\n", yaml_text(proposal.id));
  out += decision == nullptr ? "        follows: true  # from the answer to the exec\n"
                             : decision_lines(proposal, *decision);
  if (decision != nullptr && decision->covered)
    out +=
        "        covered: true  # allowed by what is chosen elsewhere; asked if that is changed\n";
  out += fmt::format("        severity: {}\n        alternatives:\n", proposal.severity);
  for (std::size_t i = 0; i < proposal.candidates.size(); ++i)
    out += alternative_text(i + 1, proposal.candidates[i], policy_dir);
  return out;
}

std::string profile_text(const suggest::ProfileProposals& profile, const Decisions& decisions,
                         const std::string& policy_dir) {
  std::string out = "\n";
  out += "  - profile: " + yaml_text(profile.subject.profile) + "\n";
  out += fmt::format("    stands: {}\n", profile.exists);
  out += "    file: " + yaml_text(below(policy_dir, profile.file)) + "\n";
  const auto made_for = decisions.made_for.find(profile.subject);
  out += "    fingerprint: " +
         yaml_text(made_for == decisions.made_for.end() ? no_file : made_for->second.fingerprint) +
         "\n";
  if (!profile.attachment.empty()) out += "    attachment: " + yaml_text(profile.attachment) + "\n";
  if (profile.hat) out += "    hat: true\n";
  std::string rules;
  bool asked = false;
  for (const Proposal& proposal : profile.proposals) {
    if (proposal.denied_by_rule || proposal.candidates.empty()) {
      comment(rules, "      ",
              fmt::format("{}: {}", text::printable(what_of(proposal)),
                          proposal.denied_by_rule ? "a deny rule of the policy denies it"
                                                  : "no rule can allow it"));
      continue;
    }
    asked = true;
    const auto decision = decisions.rules.find(proposal.id);
    rules += rule_text(proposal, decision == decisions.rules.end() ? nullptr : &decision->second,
                       policy_dir);
  }
  return out + (asked ? "    rules:\n" + rules : "    rules: []\n" + rules);
}

// What the matcher needs to know which question an answer covers; without records and sources.
std::string evidence_text(const suggest::Proposals& proposals) {
  std::string out;
  for (const suggest::ProfileProposals& profile : proposals.profiles)
    for (const Proposal& proposal : profile.proposals) {
      if (proposal.denied_by_rule || proposal.candidates.empty()) continue;
      out += fmt::format("  {}:\n", yaml_text(proposal.id));
      for (const auto& [key, seen] : proposal.evidence) {
        evidence::Entry entry{proposal.subject, key, seen};
        entry.seen.sample.clear();
        entry.seen.tallies.clear();
        std::string line = evidence::entry_line(entry);
        line.pop_back();
        out += "    - " + yaml_json(line) + "\n";
      }
    }
  return out;
}

}  // namespace

std::string to_text(const Decisions& decisions, const policy::Policy& policy) {
  const std::string& policy_dir = policy.options().policy_dir;
  std::string out =
      fmt::format("# Decisions about AppArmor profiles, made by profgen {}.\n#", version);
  out += introduction;
  out += fmt::format("profgen-decisions: {}\n", decisions_version);
  out += fmt::format("new-profiles:\n  abi: {}\n  complain: {}\n", yaml_text(decisions.abi),
                     decisions.new_in_complain);
  std::vector<std::string> lines;
  for (const std::string& line : decisions.new_file_comment) lines.push_back(yaml_text(line));
  out += fmt::format("  comment: [{}]\n", text::join(lines, ", "));

  out += decisions.execs.empty() ? "\nexec: []\n" : "\nexec:\n";
  for (const ExecDecision& decision : decisions.execs) out += exec_text(decision);
  out += decisions.proposals.profiles.empty() ? "\nprofiles: []\n" : "\nprofiles:\n";
  for (const suggest::ProfileProposals& profile : decisions.proposals.profiles)
    out += profile_text(profile, decisions, policy_dir);
  const std::string evidence = evidence_text(decisions.proposals);
  out += evidence.empty() ? "\nevidence: {}\n" : "\nevidence:\n" + evidence;
  return out;
}

}  // namespace profgen::inline v0::refine
