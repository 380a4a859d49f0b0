#include "suggest/guard_layers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "suggest/guard_match.hpp"

namespace profgen::inline v0::suggest {

bool fits(const Guard::Section& section, const std::string& profile) {
  return section.profile.text == profile || matches_text(section.profile.text, profile);
}

Layers layers_for(const Guard& guard, const evidence::Subject& subject) {
  Layers layers;
  for (const Guard::Section& section : guard.profiles)
    if (fits(section, subject.profile)) layers.push_back(&section.lists);
  layers.push_back(&guard);
  return layers;
}

std::string place_text(const std::string& place) {
  return place.empty() ? "built in" : text::printable(place);
}

std::string entry_text(const GuardEntry& entry) {
  return fmt::format("`{}`, {}", text::printable(entry.text), place_text(entry.place));
}

std::string lift_text(const GuardEntry& entry) {
  std::string quoted;  // as YAML: backslashes of a pattern stay as they are between single quotes
  for (const char c : entry.text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return fmt::format("`except: ['{}']` lifts this entry", text::printable(quoted));
}

bool believed(const Layers& layers, const evidence::Seen& seen) {
  // Seen by the kernel at least once: a forged copy takes nothing away from that.
  if (seen.trusted() || seen.total() > seen.untrusted) return true;
  const auto said = first_of(layers, &GuardLists::accept_untrusted, "accept-untrusted");
  return said.value != nullptr && *said.value;
}

Guard::Judgement not_believed(const Layers& layers) {
  const auto said = first_of(layers, &GuardLists::accept_untrusted, "accept-untrusted");
  return {GuardAnswer::ask,
          fmt::format("the evidence came over a transport that anyone may write to, "
                      "accept-untrusted is false, {}",
                      place_text(said.place)),
          "accept-untrusted", said.place, "`accept-untrusted: true` believes every log line"};
}

Guard::Step step(std::string_view part, const std::optional<Guard::Judgement>& said) {
  return {std::string(part),
          said ? fmt::format("{}: {}", name_of(said->answer), said->reason) : "nothing"};
}

Generalise Guard::level_of(const evidence::Subject& subject, const Access& access) const {
  const std::string* path = path_of(access);
  for (const GuardLists* layer : layers_for(*this, subject))
    for (const Level& level : layer->generalise)
      if (level.match.text.empty() || (path != nullptr && matches_text(level.match.text, *path)))
        return level.as;
  return Generalise::careful;
}

bool Guard::wants(const evidence::Subject& subject, const Access& access) const {
  const auto* needed = std::get_if<CapabilityAccess>(&access);
  if (needed == nullptr) return false;
  const auto names_it = [&](const GuardEntry& entry) {
    if (!entry.rule) return false;
    const auto* rule = std::get_if<policy::CapabilityRule>(&entry.rule->body);
    return rule != nullptr &&
           std::count(rule->names.begin(), rule->names.end(), needed->capability) != 0;
  };
  for (const GuardLists* layer : layers_for(*this, subject))
    if (std::any_of(layer->always.begin(), layer->always.end(), names_it)) return true;
  return false;
}

bool Guard::has_levels() const {
  const auto several = [](const GuardLists& lists) {
    return std::any_of(lists.generalise.begin(), lists.generalise.end(),
                       [](const Level& level) { return !level.match.text.empty(); });
  };
  return several(*this) ||
         std::any_of(profiles.begin(), profiles.end(),
                     [](const Section& section) { return !section.lists.generalise.empty(); });
}

}  // namespace profgen::inline v0::suggest
