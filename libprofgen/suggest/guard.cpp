#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "suggest/guard_match.hpp"
#include "suggest/guard_never.hpp"

namespace profgen::suggest {
namespace {

using Judgement = Guard::Judgement;

constexpr int usual_maximum = 7;

Judgement by_entry(GuardAnswer answer, const GuardEntry& entry, std::string_view why,
                   std::string advice = {}) {
  return {answer, fmt::format("{} {}", why, entry_text(entry)), entry.text, entry.place,
          std::move(advice)};
}

std::string with_prefix(std::string_view name) {
  static constexpr std::string_view prefix = "abstractions/";
  return name.substr(0, prefix.size()) == prefix ? std::string(name)
                                                 : std::string(prefix).append(name);
}

const GuardEntry* lists(const std::vector<GuardEntry>& names, std::string_view include) {
  const auto found = std::find_if(names.begin(), names.end(), [&](const GuardEntry& name) {
    return matches_text(with_prefix(name.text), include);
  });
  return found == names.end() ? nullptr : &*found;
}

std::optional<Judgement> by_abstraction(const Layers& layers, const Candidate& candidate) {
  if (candidate.include.empty()) return std::nullopt;
  for (const GuardLists* layer : layers)
    if (const GuardEntry* by = lists(layer->abstractions_refused, candidate.include))
      return by_entry(GuardAnswer::refuse, *by,
                      fmt::format("{} is refused by", candidate.include));
  const auto allowed = first_of(layers, &GuardLists::abstractions_allowed, "abstractions.allow");
  if (allowed.value == nullptr || lists(*allowed.value, candidate.include) != nullptr)
    return std::nullopt;
  return Judgement{GuardAnswer::refuse,
                   fmt::format("{} is not among the allowed abstractions, {}", candidate.include,
                               place_text(allowed.place)),
                   "abstractions.allow", allowed.place,
                   fmt::format("add it to `abstractions: {{allow: […]}}`, {}",
                               place_text(allowed.place))};
}

std::string lift(const GuardEntry& entry) {
  return fmt::format("`except: [\"{}\"]` lifts this entry", text::printable(entry.text));
}

std::optional<Judgement> by_never(const Layers& layers, const Proposal& proposal,
                                  const Candidate& candidate) {
  const auto check = [&](const policy::Rule& rule) -> std::optional<Judgement> {
    const Forbidden found = forbidden(layers, rule);
    if (found.by == nullptr) return std::nullopt;
    return by_entry(GuardAnswer::refuse, *found.by, "never", lift(*found.by));
  };
  if (const GuardEntry* by = denied(layers, proposal))
    return by_entry(GuardAnswer::deny, *by, "never, denied by", lift(*by));
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
std::optional<Judgement> by_content(const Layers& layers, const Candidate& candidate) {
  if (candidate.abstraction == nullptr) return std::nullopt;
  for (const policy::ResolvedRule& resolved : candidate.abstraction->rules) {
    const Forbidden found = forbidden(layers, resolved.rule, true);
    if (found.by != nullptr)
      return by_entry(GuardAnswer::refuse, *found.by,
                      fmt::format("{} holds `{}`, never", candidate.include,
                                  text::printable(policy::to_text(resolved.rule))),
                      lift(*found.by));
  }
  return std::nullopt;
}

// Whether the candidate is of the preferred kind.
bool is_preferred(const GuardLists::Preference& preference, const Candidate& candidate) {
  if (candidate.kind != preference.kind) return false;
  return preference.name.empty() || preference.kind != CandidateKind::abstraction ||
         with_prefix(preference.name) == candidate.include;
}

// nullopt: no preference speaks against the candidate.
std::optional<Judgement> by_preference(const GuardLists& layer, const Proposal& proposal,
                                       const Candidate& candidate) {
  for (const GuardLists::Preference& preference : layer.prefer) {
    if (concerns(preference.match.text, proposal) == Share::none) continue;
    const bool offered =
        std::any_of(proposal.candidates.begin(), proposal.candidates.end(),
                    [&](const Candidate& other) { return is_preferred(preference, other); });
    if (!offered) continue;
    const std::string place = place_text(preference.match.place);
    if (is_preferred(preference, candidate)) {
      // Who names an abstraction knows it: its severity is no question any more.
      if (candidate.include.empty() || preference.name.empty()) return std::nullopt;
      return Judgement{GuardAnswer::accept,
                       fmt::format("{} is preferred, {}", candidate.include, place),
                       preference.match.text, preference.match.place, {}};
    }
    return Judgement{GuardAnswer::ask,
                     fmt::format("{} is preferred here, {}", name_of(preference.kind), place),
                     preference.match.text, preference.match.place, {}};
  }
  return std::nullopt;
}

const GuardEntry* listed(const std::vector<GuardEntry>& patterns, const Proposal& proposal,
                         const Candidate& candidate, Share least) {
  const auto found = std::find_if(patterns.begin(), patterns.end(), [&](const GuardEntry& entry) {
    return concerns(entry.text, proposal) >= least || matches_candidate(entry.text, candidate);
  });
  return found == patterns.end() ? nullptr : &*found;
}

std::optional<Judgement> by_layer(const GuardLists& layer, const Proposal& proposal,
                                  const Candidate& candidate) {
  if (const GuardEntry* by = listed(layer.ask, proposal, candidate, Share::some))
    return by_entry(GuardAnswer::ask, *by, "to be asked, by",
                    "an entry of `always` in the section of the profile is looked at first");
  if (auto judgement = by_preference(layer, proposal, candidate)) return judgement;
  if (const GuardEntry* by = listed(layer.always, proposal, candidate, Share::all))
    return by_entry(GuardAnswer::accept, *by, "accepted by");
  return std::nullopt;
}

Judgement by_severity(const Layers& layers, const Candidate& candidate) {
  const auto said = first_of(layers, &GuardLists::maximum_severity, "maximum-severity");
  const int most = said.value == nullptr ? usual_maximum : *said.value;
  if (candidate.severity <= most)
    return {GuardAnswer::accept, fmt::format("severity {}", candidate.severity), {}, said.place,
            {}};
  return {GuardAnswer::ask,
          fmt::format("severity {} is above {}, {}", candidate.severity, most,
                      place_text(said.place)),
          "maximum-severity", said.place, "an entry of `always` accepts it whatever its severity"};
}

std::optional<Judgement> by_deny(const Layers& layers, const Proposal& proposal,
                                 const Candidate& candidate) {
  for (const GuardLists* layer : layers) {
    if (const GuardEntry* by = listed(layer->deny, proposal, candidate, Share::all))
      return by_entry(GuardAnswer::deny, *by, "denied by");
    // Where the entry is about a part of it only, a deny rule would take the rest away too.
    if (const GuardEntry* by = listed(layer->deny, proposal, candidate, Share::some))
      return by_entry(GuardAnswer::ask, *by, "in part denied by");
  }
  return std::nullopt;
}

Judgement by_lists(const Layers& layers, const Proposal& proposal, const Candidate& candidate) {
  // What must never be granted comes first: no other entry may open it.
  if (auto judgement = by_deny(layers, proposal, candidate)) return *judgement;
  if (auto judgement = by_never(layers, proposal, candidate)) return *judgement;
  if (auto judgement = by_abstraction(layers, candidate)) return *judgement;
  const bool all = std::all_of(proposal.evidence.begin(), proposal.evidence.end(),
                               [&](const auto& entry) { return believed(layers, entry.second); });
  if (!all) {
    const auto said = first_of(layers, &GuardLists::accept_untrusted, "accept-untrusted");
    return {GuardAnswer::ask,
            fmt::format("the evidence came over a transport that anyone may write to, {}",
                        place_text(said.place)),
            "accept-untrusted", said.place, "`accept-untrusted: true` believes every log line"};
  }
  for (const GuardLists* layer : layers)
    if (auto judgement = by_layer(*layer, proposal, candidate)) return *judgement;
  return by_severity(layers, candidate);
}

}  // namespace

Guard::Judgement Guard::judge(const Proposal& proposal, const Candidate& candidate) const {
  const Layers layers = layers_for(*this, proposal.subject);
  const Judgement judgement = by_lists(layers, proposal, candidate);
  if (judgement.answer != GuardAnswer::accept) return judgement;
  return by_content(layers, candidate).value_or(judgement);
}

}  // namespace profgen::suggest
