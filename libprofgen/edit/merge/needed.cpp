#include "edit/merge/needed.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "edit/compare/sides.hpp"
#include "edit/compare/words.hpp"
#include "edit/line.hpp"

namespace profgen::inline v0::edit::merging {
namespace {

using by_meaning::Field;
using by_meaning::Finding;
using by_meaning::GrantEntry;
using by_meaning::Outcome;
using by_meaning::Side;
using policy::GrantClass;
using policy::Profile;
using policy::ResolvedRule;

constexpr Side ours_side = by_meaning::before, theirs_side = by_meaning::after;

class Finder {
 public:
  Finder(GrantClass of, Field& field, Needs& needs) : of_(of), field_(field), needs_(needs) {}

  void run() {
    for (const GrantEntry& entry : field_.entries()) {
      if ((entry.perms[theirs_side] & ~entry.perms[ours_side]) == 0) continue;
      const Outcome outcome = field_.examine(entry, true);
      // Rules with the same pattern are one entry.
      for (const GrantEntry::Part& part : entry.parts[theirs_side]) run(entry, part, outcome);
    }
  }

 private:
  void run(const GrantEntry& entry, const GrantEntry::Part& part, const Outcome& outcome) {
    const auto concerns = [&part](const Finding& finding) {
      return (finding.perms & part.perms) != 0;
    };
    if (entry.grant.deny) {
      if (concerns(outcome.denied)) needs_[part.rule].whole = true;
      if (concerns(outcome.removed)) contradict(*part.rule, "denies", outcome.removed, false);
      return;
    }
    if (((outcome.fresh.perms | outcome.unsure) & part.perms) != 0) needs_[part.rule].whole = true;
    if (concerns(outcome.overruled)) contradict(*part.rule, "allows", outcome.overruled, true);
    if (concerns(outcome.changed)) contradict_exec(entry, *part.rule, outcome.changed);
  }

  void contradict(const ResolvedRule& rule, const char* does, const Finding& finding,
                  bool by_deny) {
    const ResolvedRule* ours = nullptr;
    for (const std::uint32_t number : finding.matching) {
      const GrantEntry& entry = field_.entries()[number];
      if (entry.grant.deny == by_deny && (entry.perms[ours_side] & finding.example_perms) != 0)
        ours = &entry.rule(ours_side, finding.example_perms);
    }
    if (ours == nullptr) return;
    const Access example = by_meaning::access_of(of_, finding.example_perms, finding.example);
    add(rule,
        {"allow-deny",
         "`" + text::printable(policy::to_text(rule.rule)) + "` " + does + " " + describe(example),
         ours});
    if (!by_deny) needs_[&rule].blocked = true;
  }

  void contradict_exec(const GrantEntry& entry, const ResolvedRule& rule, const Finding& finding) {
    constexpr std::uint32_t low = (1U << policy::other_shift) - 1;
    const std::size_t which = (finding.example_perms & low) != 0 ? 0 : 1;
    const GrantEntry* ours = field_.verdict(ours_side, finding.matching).transitions[which];
    const GrantEntry* theirs = field_.verdict(theirs_side, finding.matching).transitions[which];
    // Another rule of theirs decides here: it is told of by itself.
    if (ours == nullptr || theirs != &entry) return;
    const Access example = by_meaning::access_of(of_, finding.example_perms, finding.example);
    add(rule, {"exec",
               "`" + text::printable(policy::to_text(rule.rule)) + "` would " + describe(example) +
                   " as " + entry.grant.transition + " instead of " + ours->grant.transition,
               &ours->rule(ours_side, finding.perms)});
    needs_[&rule].exec_blocked = true;
  }

  void add(const ResolvedRule& rule, Contradiction contradiction) {
    Need& need = needs_[&rule];
    // Of one kind the first is enough.
    const auto same = [&contradiction](const Contradiction& other) {
      return other.id == contradiction.id && other.ours == contradiction.ours;
    };
    if (std::none_of(need.contradictions.begin(), need.contradictions.end(), same))
      need.contradictions.push_back(std::move(contradiction));
  }

  GrantClass of_;
  Field& field_;
  Needs& needs_;
};

policy::Rule without_priority(const ResolvedRule& resolved) {
  policy::Rule rule = normalised(resolved.rule);
  rule.prefix.priority.reset();
  return rule;
}

// The same rule with different priorities: which of them is meant decides about others.
void compare_priorities(const Profile& ours, const Profile& theirs, Needs& needs) {
  std::multimap<policy::Rule, const ResolvedRule*> by_rule;
  for (const ResolvedRule& rule : ours.rules) by_rule.emplace(without_priority(rule), &rule);
  const auto priority = [](const ResolvedRule& rule) {
    return rule.rule.prefix.priority.value_or(0);
  };
  for (const ResolvedRule& rule : theirs.rules) {
    const auto [begin, end] = by_rule.equal_range(without_priority(rule));
    if (begin == end || rule.from_include) continue;
    if (std::any_of(begin, end,
                    [&](const auto& one) { return priority(*one.second) == priority(rule); }))
      continue;
    needs[&rule].contradictions = {{"priority",
                                    "`" + text::printable(policy::to_text(rule.rule)) +
                                        "` has priority " + std::to_string(priority(rule)) +
                                        " instead of " + std::to_string(priority(*begin->second)),
                                    begin->second}};
    needs[&rule].blocked = true;
  }
}

}  // namespace

Needs needs_of(const Profile& ours, const Profile& theirs) {
  Needs needs;
  if (by_meaning::same_text(ours, theirs)) return needs;
  by_meaning::Sides sides(ours, theirs);
  for (std::size_t i = 0; i < policy::grant_classes; ++i) {
    const auto of = static_cast<GrantClass>(i);
    Finder(of, sides.field(of), needs).run();
  }
  compare_priorities(ours, theirs, needs);
  return needs;
}

}  // namespace profgen::inline v0::edit::merging
