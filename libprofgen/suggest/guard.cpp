#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "suggest/guard_match.hpp"

namespace profgen::suggest {
namespace {

using Judgement = Guard::Judgement;

bool trusted(const evidence::Seen& seen) {
  // Seen by the kernel at least once: a forged copy takes nothing away from that.
  return seen.trusted() || seen.total() > seen.untrusted;
}

std::string with_prefix(std::string_view name) {
  static constexpr std::string_view prefix = "abstractions/";
  return name.substr(0, prefix.size()) == prefix ? std::string(name)
                                                 : std::string(prefix).append(name);
}

bool lists(const std::vector<std::string>& names, std::string_view include) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return matches_text(with_prefix(name), include);
  });
}

std::optional<Judgement> by_abstraction(const Guard& guard, const Candidate& candidate) {
  if (candidate.include.empty()) return std::nullopt;
  const auto refuse = [&](std::string_view why) {
    return Judgement{GuardAnswer::refuse, fmt::format("{} {}", candidate.include, why)};
  };
  if (lists(guard.abstractions_refused, candidate.include)) return refuse("is refused");
  if (guard.abstractions_allowed && !lists(*guard.abstractions_allowed, candidate.include))
    return refuse("is not among the allowed abstractions");
  return std::nullopt;
}

std::optional<Judgement> by_never(const Guard& guard, const Proposal& proposal,
                                  const Candidate& candidate) {
  const auto check = [&](const policy::Rule& rule) -> std::optional<Judgement> {
    const std::string why = forbidden(guard, rule);
    if (why.empty()) return std::nullopt;
    return Judgement{GuardAnswer::refuse, why};
  };
  for (const policy::Rule& rule : candidate.rules)
    if (auto judgement = check(rule)) return judgement;
  // A rule with the letter `l` does not say what the link points to; the log does.
  for (const auto& entry : proposal.evidence)
    if (const auto* link = std::get_if<LinkAccess>(&entry.first.access))
      if (auto judgement = check({{},
                                  policy::LinkRule{policy::literal_pattern(link->link),
                                                   policy::literal_pattern(link->target), false}}))
        return judgement;
  return std::nullopt;
}

// What an abstraction would bring along. Looked at only where it would be accepted otherwise: it
// may be hundreds of rules.
std::optional<Judgement> by_content(const Guard& guard, const Candidate& candidate) {
  if (candidate.abstraction == nullptr) return std::nullopt;
  for (const policy::ResolvedRule& resolved : candidate.abstraction->rules) {
    const std::string why = forbidden(guard, resolved.rule);
    if (!why.empty())
      return Judgement{GuardAnswer::refuse, fmt::format("{}: {}", candidate.include, why)};
  }
  return std::nullopt;
}

// Whether the candidate is of the preferred kind.
bool is_preferred(const Guard::Preference& preference, const Candidate& candidate) {
  if (candidate.kind != preference.kind) return false;
  return preference.name.empty() || preference.kind != CandidateKind::abstraction ||
         with_prefix(preference.name) == candidate.include;
}

std::optional<Judgement> by_preference(const Guard& guard, const Proposal& proposal,
                                       const Candidate& candidate) {
  for (const Guard::Preference& preference : guard.prefer) {
    if (!concerns(preference.match, proposal)) continue;
    const bool offered =
        std::any_of(proposal.candidates.begin(), proposal.candidates.end(),
                    [&](const Candidate& other) { return is_preferred(preference, other); });
    if (!offered) continue;
    if (is_preferred(preference, candidate)) {
      // Who names an abstraction knows it: its severity is no question any more.
      if (candidate.include.empty() || preference.name.empty()) return std::nullopt;
      return Judgement{GuardAnswer::accept, fmt::format("{} is preferred", candidate.include)};
    }
    return Judgement{GuardAnswer::ask,
                     fmt::format("{} is preferred here", name_of(preference.kind))};
  }
  return std::nullopt;
}

const std::string* listed(const std::vector<std::string>& patterns, const Proposal& proposal,
                          const Candidate& candidate) {
  const auto found =
      std::find_if(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
        return concerns(pattern, proposal) || matches_candidate(pattern, candidate);
      });
  return found == patterns.end() ? nullptr : &*found;
}

Judgement by_lists(const Guard& guard, const Proposal& proposal, const Candidate& candidate) {
  // What must never be granted comes first: no other entry may open it.
  if (const std::string* by = listed(guard.deny, proposal, candidate))
    return {GuardAnswer::deny, fmt::format("denied by {}", *by)};
  if (auto judgement = by_never(guard, proposal, candidate)) return *judgement;
  if (auto judgement = by_abstraction(guard, candidate)) return *judgement;
  const bool all_trusted = std::all_of(proposal.evidence.begin(), proposal.evidence.end(),
                                       [](const auto& entry) { return trusted(entry.second); });
  if (!all_trusted && !guard.accept_untrusted)
    return {GuardAnswer::ask, "the evidence came over a transport that anyone may write to"};
  if (const std::string* by = listed(guard.ask, proposal, candidate))
    return {GuardAnswer::ask, fmt::format("to be asked, by {}", *by)};
  if (auto judgement = by_preference(guard, proposal, candidate)) return *judgement;
  if (const std::string* by = listed(guard.always, proposal, candidate))
    return {GuardAnswer::accept, fmt::format("accepted by {}", *by)};
  if (candidate.severity > guard.maximum_severity)
    return {GuardAnswer::ask,
            fmt::format("severity {} is above {}", candidate.severity, guard.maximum_severity)};
  return {GuardAnswer::accept, fmt::format("severity {}", candidate.severity)};
}

}  // namespace

Guard::Judgement Guard::judge(const Proposal& proposal, const Candidate& candidate) const {
  const Judgement judgement = by_lists(*this, proposal, candidate);
  if (judgement.answer != GuardAnswer::accept) return judgement;
  return by_content(*this, candidate).value_or(judgement);
}

ExecChoice Guard::choose(const ExecQuestion& question) const {
  if (!trusted(question.seen) && !accept_untrusted) return {};
  for (const auto& [pattern, qualifier] : exec) {
    if (!matches_text(pattern, question.program)) continue;
    if (qualifier == "ask") return {};
    for (const ExecOption& option : question.options)
      if (option.qualifier == qualifier) return {qualifier, option.target};
    return {qualifier, {}};
  }
  // Nothing was said: what is offered first keeps the program confined, or a person is asked.
  static constexpr std::string_view confined[] = {"ix", "Px", "Cx"};
  if (!question.options.empty())
    for (const std::string_view qualifier : confined)
      if (question.options.front().qualifier == qualifier)
        return {std::string(qualifier), question.options.front().target};
  return {};
}

}  // namespace profgen::suggest
