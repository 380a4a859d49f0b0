// The parts of a guard that speak about one profile, and the order in which they are asked.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/guard.hpp"

namespace profgen::inline v0::suggest {

// The sections that fit, in the order of the file, then what holds for every profile. They point
// into the guard.
using Layers = std::vector<const GuardLists*>;
[[nodiscard]] bool fits(const Guard::Section& section, const std::string& profile);
[[nodiscard]] Layers layers_for(const Guard& guard, const evidence::Subject& subject);

// "profgen.yaml:12", or "built in".
[[nodiscard]] std::string place_text(const std::string& place);
// "`/etc/shadow`, profgen.yaml:12".
[[nodiscard]] std::string entry_text(const GuardEntry& entry);

// What to write so that the entry does not count.
[[nodiscard]] std::string lift_text(const GuardEntry& entry);

// A value that has one in the first layer that says so; nullptr: none does.
template <typename Value>
struct Found {
  const Value* value = nullptr;
  std::string place;
};
template <typename Value>
[[nodiscard]] Found<Value> first_of(const Layers& layers, std::optional<Value> GuardLists::*member,
                                    const std::string& key) {
  for (const GuardLists* layer : layers) {
    if (!(layer->*member)) continue;
    const auto place = layer->places.find(key);
    return {&*(layer->*member), place == layer->places.end() ? std::string() : place->second};
  }
  return {};
}

// Whether what was seen can be believed, or the guard believes everything.
[[nodiscard]] bool believed(const Layers& layers, const evidence::Seen& seen);
// What is said of it otherwise.
[[nodiscard]] Guard::Judgement not_believed(const Layers& layers);

// For Guard::judge(): what a part said; nullopt: nothing.
[[nodiscard]] Guard::Step step(std::string_view part, const std::optional<Guard::Judgement>& said);

}  // namespace profgen::inline v0::suggest
