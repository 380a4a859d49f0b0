#include "suggest/attachments.hpp"

#include "policy/aare.hpp"
#include "policy/matcher.hpp"
#include "policy/variables.hpp"

namespace profgen::inline v0::suggest {
namespace {

bool is_child_of(std::string_view name, std::string_view parent) {
  if (parent.empty()) return name.find("//") == std::string_view::npos;
  return name.size() > parent.size() + 2 && name.substr(0, parent.size()) == parent &&
         name.substr(parent.size(), 2) == "//" &&
         name.find("//", parent.size() + 2) == std::string_view::npos;
}

}  // namespace

Attachments::Group& Attachments::group(std::string_view name_space, std::string_view parent) {
  const auto [at, is_new] = groups_.try_emplace({std::string(name_space), std::string(parent)});
  Group& group = at->second;
  if (!is_new) return group;
  for (const policy::Profile& profile : policy_.profiles()) {
    if (profile.name_space != name_space || !is_child_of(profile.name, parent)) continue;
    group.by_name.emplace(
        std::string_view(profile.name).substr(parent.empty() ? 0 : parent.size() + 2), &profile);
    if (profile.attachment.empty() || profile.matcher == nullptr) continue;
    policy::Expander expander(profile.matcher->setup().scope);
    const auto pattern = expander.expand_path(profile.attachment);
    if (!pattern) continue;
    if (group.paths.add(*pattern, static_cast<std::uint32_t>(group.attached.size()))) continue;
    group.attached.push_back(
        {&profile, {policy::aare_literal(*pattern).has_value(), policy::aare_shortest(*pattern)}});
  }
  return group;
}

const policy::Profile* Attachments::find(std::string_view name_space, std::string_view parent,
                                         std::string_view program) {
  Group& among = group(name_space, parent);
  const auto named = among.by_name.find(program);
  if (named != among.by_name.end()) return named->second;
  if (among.attached.empty()) return nullptr;
  std::vector<std::uint32_t> ids;
  among.paths.match(program, ids);
  const Group::Attached* best = nullptr;
  bool tie = false;
  for (const std::uint32_t id : ids) {
    const Group::Attached& one = among.attached[id];
    tie = best != nullptr && (one.rank == best->rank || (tie && one.rank < best->rank));
    if (best == nullptr || one.rank > best->rank) best = &one;
  }
  return best == nullptr || tie ? nullptr : best->profile;
}

}  // namespace profgen::inline v0::suggest
