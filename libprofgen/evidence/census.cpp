#include "evidence/census.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "evidence/place.hpp"
#include "evidence/seen.hpp"

namespace profgen::inline v0::evidence {
namespace {

constexpr std::uint32_t any_depth = 0xffffffff;
constexpr std::uint32_t deepest = 16;

std::uint32_t weight_of(const Key& key) {
  return static_cast<std::uint32_t>(1 + size_of(key.access) / longest_word);
}

}  // namespace

Census::Census(const Limits& limits) : limits_(limits) {
  const std::uint32_t few = std::max(1u, limits.names / 200);
  for (const std::uint32_t names : {limits.names, std::max(1u, limits.names / 10), few})
    levels_.push_back({names, any_depth, false});
  for (std::uint32_t depth = deepest + 1; depth-- != 0;) levels_.push_back({few, depth, false});
  levels_.push_back({few, 0, true});
}

FamilyName Census::family_of(const Subject& subject, const Key& key) {
  return {subject.name_space, subject.profile.substr(0, subject.profile.find("//")),
          key.crowd == Crowd::children || subject.profile.find(null_mark) != std::string::npos};
}

std::size_t Census::last_level(bool null) const { return levels_.size() - (null ? 1 : 2); }

// The first level that makes such a crowd.
std::size_t Census::level_of_crowd(const Key& key, std::uint32_t limit, bool null) const {
  std::size_t level = 0;
  const std::size_t last = last_level(null);
  if (key.crowd == Crowd::children) return last;
  const std::uint32_t depth = depth_of(directory_of(key));
  while (level < last &&
         (key.crowd == Crowd::names ? levels_[level].names > limit : levels_[level].depth > depth))
    ++level;
  return level;
}

Census::PlaceName Census::place_for(const Family& family, const Subject& subject,
                                    const Key& key) const {
  const Level& level = levels_[family.level];
  if (level.children || key.crowd == Crowd::children)
    return {std::string(before_null(subject.profile)), key.access.index(), {}, false};
  const std::string_view directory = directory_of(key);
  const bool deeper = depth_of(directory) > level.depth;
  return {subject.profile, key.access.index(),
          std::string(deeper ? cut_to(directory, level.depth) : directory),
          deeper || key.crowd == Crowd::tree};
}

std::uint64_t Census::cost_of(const Level& level, const PlaceName& name, const Place& place) const {
  if (name.tree || level.children) return 1;
  return place.over ? level.names : std::min(place.weight, level.names);
}

void Census::raise(Family& family, std::size_t to) {
  family.level = to;
  family.cost = 0;
  const Level& level = levels_[to];
  std::map<PlaceName, Place> before;
  before.swap(family.places);
  for (auto& [name, place] : before) {
    PlaceName now = name;
    if (level.children) {
      now = {std::string(before_null(name.profile)), name.of_class, {}, false};
    } else if (depth_of(name.directory) > level.depth) {
      now.directory = std::string(cut_to(name.directory, level.depth));
      now.tree = true;
    }
    Place& into = family.places[now];
    into.weight = std::min(into.weight + place.weight, limits_.names + 1);
    into.over = into.over || place.over || into.weight > level.names;
    any_ = any_ || now.tree || into.over || level.children;
  }
  for (const auto& [name, place] : family.places) family.cost += cost_of(level, name, place);
  if (level.children) family.children.clear();
}

Census::Change Census::note(const Subject& subject, const Key& key, std::uint32_t crowd_limit) {
  const FamilyName name = family_of(subject, key);
  Family& family = families_[name];
  const std::size_t level_before = family.level;
  if (key.crowd != Crowd::none) {
    any_ = true;
    const std::size_t wanted = level_of_crowd(key, crowd_limit, name.null);
    if (wanted > family.level) raise(family, wanted);
  }
  if (name.null && !levels_[family.level].children) {
    family.children.insert(subject.profile);
    if (family.children.size() > limits_.children) raise(family, last_level(true));
  }
  const PlaceName place_name = place_for(family, subject, key);
  const auto [at, is_new] = family.places.try_emplace(place_name);
  Place& place = at->second;
  const std::uint64_t before = is_new ? 0 : cost_of(levels_[family.level], place_name, place);
  const bool over_before = place.over;
  if (!place.over) place.weight = std::min(place.weight + weight_of(key), limits_.names + 1);
  place.over =
      place.over || key.crowd == Crowd::names || place.weight > levels_[family.level].names;
  any_ = any_ || place.over || place_name.tree || levels_[family.level].children;
  const bool changed = place.over && !over_before;
  family.cost += cost_of(levels_[family.level], place_name, place) - before;
  while (family.cost > limits_.family && family.level < last_level(name.null))
    raise(family, family.level + 1);
  if (family.level != level_before) return Change::family;
  return changed ? Change::place : Change::none;
}

std::optional<std::pair<Subject, Key>> Census::crowd_of(const Subject& subject,
                                                        const Key& key) const {
  if (!any_) return std::nullopt;
  const auto at = families_.find(family_of(subject, key));
  if (at == families_.end()) return std::nullopt;
  const Family& family = at->second;
  const PlaceName name = place_for(family, subject, key);
  Crowd crowd = Crowd::names;
  if (levels_[family.level].children) {
    crowd = Crowd::children;
  } else if (name.tree) {
    crowd = Crowd::tree;
  } else {
    const auto place = family.places.find(name);
    if (place == family.places.end() || !place->second.over) return std::nullopt;
  }
  return std::make_pair(Subject{subject.name_space, name.profile},
                        Key{access_at(name.of_class, name.directory), true, crowd});
}

void Census::enter(Seen& seen, const Subject& subject, const Key& key, Crowd crowd) {
  if (const auto* file = std::get_if<FileAccess>(&key.access); file && key.crowd == Crowd::none)
    (file->owned ? seen.own_perms : seen.perms) |= file->perms;
  if (crowd == Crowd::children && key.crowd != Crowd::children) {
    seen.names.clear();
    note_name(seen.names, subject.profile, Seen::most_crowd_names);
  } else if (key.crowd == Crowd::none) {
    const std::string* path = path_of(key.access);
    note_name(seen.names, path ? *path : describe(key.access), Seen::most_crowd_names);
  }
  seen.unusable.clear();
  seen.limit = 0;
}

void Census::explain(const Subject& subject, const Key& key, Seen& seen) const {
  if (key.crowd == Crowd::none) return;
  const auto at = families_.find(family_of(subject, key));
  const Level& level = levels_[at == families_.end() ? 0 : at->second.level];
  switch (key.crowd) {
    case Crowd::names:
      seen.limit = level.names;
      seen.unusable =
          path_of(key.access)
              ? fmt::format("more than {} names in this directory are not kept apart", level.names)
              : fmt::format("more than {} of this class are not kept apart", level.names);
      return;
    case Crowd::tree:
      seen.unusable = "names in very many directories below this one are not kept apart";
      return;
    default:
      seen.limit = limits_.children;
      seen.unusable = fmt::format(
          "more than {} programs ran without a profile of their own and are not kept apart",
          limits_.children);
  }
}

}  // namespace profgen::inline v0::evidence
