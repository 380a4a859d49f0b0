#include "refine/assemble.hpp"

#include <algorithm>
#include <unordered_map>

#include "refine/answers.hpp"
#include "refine/changes.hpp"

namespace profgen::inline v0::refine {
namespace {

using suggest::ProfileProposals;
using suggest::Proposal;

std::string joined(const Lines& lines) {
  std::string out;
  const auto append = [&](const std::string& text) {
    if (!out.empty()) out += '\n';
    out += text;
  };
  if (lines.by) append(to_text(*lines.by));
  for (const edit::Line& line : lines.add) append(edit::line_text(line));
  return out;
}

}  // namespace

Outcome assemble(const policy::Policy& policy, const SessionOptions& options,
                 const suggest::Proposals& proposals, const std::vector<Entry>& entries) {
  Outcome outcome;
  for (const suggest::Hint& hint : proposals.hints)
    if (options.only_profile.empty() || hint.subject.profile.empty() ||
        wanted(options, hint.subject))
      outcome.hints.push_back(hint);
  Works works;
  struct Place {
    const Proposal* proposal;
    std::size_t number;
  };
  std::unordered_map<std::string, Place> by_key;
  for (const ProfileProposals& profile : proposals.profiles) {
    if (!wanted(options, profile)) continue;
    works[profile.subject].profile = &profile;
    for (const Proposal& proposal : profile.proposals) {
      by_key.emplace(key_of(proposal), Place{&proposal, by_key.size()});
      if (proposal.denied_by_rule)
        outcome.explained.push_back(
            {proposal.subject, what_of(proposal), "a deny rule of the policy denies it"});
      else if (proposal.candidates.empty())
        outcome.left.push_back({proposal.subject, what_of(proposal), "no rule can allow it"});
    }
  }

  // What is written does not depend on the order in which it was answered.
  std::vector<std::pair<Place, const Entry*>> answered;
  for (const Entry& entry : entries) {
    const auto it = by_key.find(entry.key);
    if (it != by_key.end()) {
      answered.emplace_back(it->second, &entry);
    } else if (const auto* skipped = std::get_if<Skipped>(&entry.answer)) {
      // Exec answers work through the rules that follow from them; only those left open are told.
      outcome.left.push_back({entry.subject, entry.what, skipped->why});
    }
  }
  std::stable_sort(answered.begin(), answered.end(),
                   [](const auto& a, const auto& b) { return a.first.number < b.first.number; });
  for (const auto& [place, entry] : answered) {
    if (const auto* skipped = std::get_if<Skipped>(&entry->answer)) {
      outcome.left.push_back({entry->subject, entry->what, skipped->why});
      continue;
    }
    const auto* answer = std::get_if<RuleAnswer>(&entry->answer);
    if (answer == nullptr) continue;
    const Proposal& proposal = *place.proposal;
    Lines lines = lines_of(proposal, *answer);
    if (lines.add.empty() && !lines.by) {
      outcome.left.push_back({entry->subject, entry->what, "ignored"});
      continue;
    }
    outcome.decided.push_back({proposal.subject, joined(lines), entry->reason});
    works[proposal.subject].take(std::move(lines));
  }
  write_changes(policy, options, std::move(works), outcome);
  return outcome;
}

}  // namespace profgen::inline v0::refine
