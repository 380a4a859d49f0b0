#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "suggest/guard_match.hpp"
#include "suggest/guard_never.hpp"

namespace profgen::inline v0::suggest {
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

bool names(const GuardEntry& entry, std::string_view include) {
  return matches_text(with_prefix(entry.text), include);
}

std::optional<Judgement> by_abstraction(const Layers& layers, const Proposal&,
                                        const Candidate& candidate) {
  if (candidate.include.empty()) return std::nullopt;
  for (const GuardLists* layer : layers)
    for (const GuardEntry& entry : layer->abstractions_refused)
      if (names(entry, candidate.include) && !excepted(layers, entry.text))
        return by_entry(GuardAnswer::refuse, entry,
                        fmt::format("{} is refused by", candidate.include), lift_text(entry));
  const auto allowed = first_of(layers, &GuardLists::abstractions_allowed, "abstractions.allow");
  if (allowed.value == nullptr ||
      std::any_of(allowed.value->begin(), allowed.value->end(),
                  [&](const GuardEntry& entry) { return names(entry, candidate.include); }))
    return std::nullopt;
  return Judgement{
      GuardAnswer::refuse,
      fmt::format("{} is not among the allowed abstractions, {}", candidate.include,
                  place_text(allowed.place)),
      "abstractions.allow", allowed.place,
      fmt::format("add it to `abstractions: {{allow: […]}}`, {}", place_text(allowed.place))};
}

policy::Rule link_rule(const LinkAccess& access) {
  policy::Rule rule;
  if (access.owned) rule.prefix.ownership = policy::Ownership::owner;
  rule.body = policy::LinkRule{policy::literal_pattern(access.link),
                               policy::literal_pattern(access.target), false};
  return rule;
}

std::optional<Judgement> by_never(const Layers& layers, const Proposal& proposal,
                                  const Candidate& candidate) {
  const auto check = [&](const policy::Rule& rule) -> std::optional<Judgement> {
    const Forbidden found = forbidden(layers, rule);
    if (found.by == nullptr) return std::nullopt;
    return by_entry(GuardAnswer::refuse, *found.by, "never", lift_text(*found.by));
  };
  if (const GuardEntry* by = denied(layers, proposal))
    return by_entry(GuardAnswer::deny, *by, "never, denied by", lift_text(*by));
  for (const policy::Rule& rule : candidate.rules)
    if (auto judgement = check(rule)) return judgement;
  // A rule with the letter `l` does not say what the link points to; the log does.
  for (const auto& entry : proposal.evidence)
    if (const auto* link = std::get_if<LinkAccess>(&entry.first.access))
      if (auto judgement = check(link_rule(*link))) return judgement;
  return std::nullopt;
}

// What an abstraction would bring along. Looked at only where it would be accepted otherwise: it
// may be hundreds of rules.
std::optional<Judgement> by_content(const Layers& layers, const Candidate& candidate) {
  for (const policy::ResolvedRule& resolved : candidate.abstraction->rules) {
    const Forbidden found = forbidden(layers, resolved.rule, true);
    if (found.by != nullptr)
      return by_entry(GuardAnswer::refuse, *found.by,
                      fmt::format("{} holds `{}`, never", candidate.include,
                                  text::printable(policy::to_text(resolved.rule))),
                      lift_text(*found.by));
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
    if (concerns(preference.match, proposal) == Share::none) continue;
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
                       preference.match.text,
                       preference.match.place,
                       {}};
    }
    return Judgement{GuardAnswer::ask,
                     fmt::format("{} is preferred here, {}", name_of(preference.kind), place),
                     preference.match.text,
                     preference.match.place,
                     {}};
  }
  return std::nullopt;
}

template <typename Fits>
const GuardEntry* first(const std::vector<GuardEntry>& entries, const Fits& fits) {
  const auto found = std::find_if(entries.begin(), entries.end(), fits);
  return found == entries.end() ? nullptr : &*found;
}

std::optional<Judgement> by_layer(const GuardLists& layer, const Proposal& proposal,
                                  const Candidate& candidate) {
  const auto asked = [&](const GuardEntry& entry) {
    return concerns(entry, proposal) != Share::none || touches(entry, candidate);
  };
  if (const GuardEntry* by = first(layer.ask, asked))
    return by_entry(GuardAnswer::ask, *by, "to be asked, by",
                    "what the section of a profile says is looked at first");
  if (auto judgement = by_preference(layer, proposal, candidate)) return judgement;
  // What an abstraction allows is nothing that the entry could name.
  const auto accepted = [&](const GuardEntry& entry) {
    return candidate.include.empty() ? within(entry, candidate)
                                     : concerns(entry, proposal) == Share::all;
  };
  if (const GuardEntry* by = first(layer.always, accepted))
    return by_entry(GuardAnswer::accept, *by, "accepted by");
  return std::nullopt;
}

std::optional<Judgement> by_layers(const Layers& layers, const Proposal& proposal,
                                   const Candidate& candidate) {
  for (const GuardLists* layer : layers)
    if (auto judgement = by_layer(*layer, proposal, candidate)) return judgement;
  return std::nullopt;
}

std::optional<Judgement> by_severity(const Layers& layers, const Proposal&,
                                     const Candidate& candidate) {
  const auto said = first_of(layers, &GuardLists::maximum_severity, "maximum-severity");
  const int most = said.value == nullptr ? usual_maximum : *said.value;
  if (candidate.severity <= most)
    return Judgement{GuardAnswer::accept,
                     fmt::format("severity {} is within {}, {}", candidate.severity, most,
                                 place_text(said.place)),
                     "maximum-severity", said.place, "an entry of `ask` leaves it to a person"};
  return Judgement{
      GuardAnswer::ask,
      fmt::format("severity {} is above {}, {}", candidate.severity, most, place_text(said.place)),
      "maximum-severity", said.place, "an entry of `always` accepts it whatever its severity"};
}

std::optional<Judgement> by_deny(const Layers& layers, const Proposal& proposal,
                                 const Candidate& candidate) {
  for (const GuardLists* layer : layers) {
    const auto share_is = [&](Share least) {
      return [&proposal, least](const GuardEntry& entry) {
        return concerns(entry, proposal) >= least;
      };
    };
    if (const GuardEntry* by = first(layer->deny, share_is(Share::all)))
      return by_entry(GuardAnswer::deny, *by, "denied by");
    // Where the entry is about a part of it only, a deny rule would take the rest away too.
    if (const GuardEntry* by = first(layer->deny, share_is(Share::some)))
      return by_entry(GuardAnswer::ask, *by, "in part denied by");
    if (const GuardEntry* by =
            first(layer->deny, [&](const GuardEntry& entry) { return touches(entry, candidate); }))
      return by_entry(GuardAnswer::refuse, *by, "it would allow what is denied by");
  }
  return std::nullopt;
}

std::optional<Judgement> by_trust(const Layers& layers, const Proposal& proposal,
                                  const Candidate&) {
  const bool all = std::all_of(proposal.evidence.begin(), proposal.evidence.end(),
                               [&](const auto& entry) { return believed(layers, entry.second); });
  if (all) return std::nullopt;
  return not_believed(layers);
}

// In this order. What must never be granted comes first: no other part may open it.
struct Part {
  std::string_view name;
  std::optional<Judgement> (*judge)(const Layers&, const Proposal&, const Candidate&);
};
constexpr Part parts[] = {
    {"deny", by_deny},
    {"never", by_never},
    {"abstractions", by_abstraction},
    {"accept-untrusted", by_trust},
    {"ask, prefer, always", by_layers},
    {"maximum-severity", by_severity},
};

}  // namespace

std::string_view name_of(GuardAnswer answer) {
  static constexpr std::string_view names[] = {"accept", "ask", "refuse", "deny"};
  return names[static_cast<std::size_t>(answer)];
}

Guard::Judgement Guard::judge(const Proposal& proposal, const Candidate& candidate,
                              std::vector<Step>* looked_at) const {
  const Layers layers = layers_for(*this, proposal.subject);
  const auto note = [&](std::string_view part, const std::optional<Judgement>& said) {
    if (looked_at != nullptr) looked_at->push_back(step(part, said));
  };
  std::optional<Judgement> judgement;
  for (const Part& part : parts) {
    judgement = part.judge(layers, proposal, candidate);
    note(part.name, judgement);
    if (judgement) break;
  }
  if (judgement->answer != GuardAnswer::accept || candidate.abstraction == nullptr)
    return *judgement;
  const std::optional<Judgement> content = by_content(layers, candidate);
  note("never, of what it holds", content);
  return content ? *content : *judgement;
}

}  // namespace profgen::inline v0::suggest
