#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/text.hpp"
#include "fleet/inventory/ansible_model.hpp"

namespace profgen::inline v0::fleet::ansible {
namespace {

std::uint64_t priority_of(const Model& model, const std::string& name) {
  const auto group = model.groups.find(name);
  if (group == model.groups.end()) return 1;
  const auto set = group->second.vars.find("ansible_group_priority");
  if (set == group->second.vars.end()) return 1;
  return text::to_number(set->second.text).value_or(1);
}

void merge_vars(const Vars& from, Vars& into) {
  for (const auto& [key, value] : from) into[key] = value;
}

}  // namespace

Groups::Groups(const Model& model) : model_(model) {
  for (const auto& [name, group] : model.groups)
    for (const auto& child : group.children) parents_[child.first].insert(name);
  // The longest way down from the top, as Ansible counts it; a group that is met inside of itself
  // ends the walk.
  std::set<std::string> above;
  const std::function<std::size_t(const std::string&)> depth = [&](const std::string& name) {
    if (name == "all") return std::size_t{0};
    const auto known = depth_.find(name);
    if (known != depth_.end()) return known->second;
    if (!above.insert(name).second) {
      looped_ = name;
      return std::size_t{1};
    }
    std::size_t deepest = 0;
    for (const std::string& parent : parents_[name]) deepest = std::max(deepest, depth(parent));
    above.erase(name);
    return depth_[name] = deepest + 1;
  };
  for (const auto& [name, group] : model.groups) (void)depth(name);
  if (!parents_["all"].empty()) looped_ = "all";
}

bool Groups::report_loops(Model& model) const {
  if (looped_.empty()) return true;
  for (auto& [name, group] : model.groups) {
    const auto child = group.children.find(looped_);
    if (child == group.children.end()) continue;
    model.files[group.file].fail(child->second, fmt::format("the group `{}` is inside of itself",
                                                            text::printable(looped_, 60)));
    break;
  }
  return false;
}

std::vector<std::string> Groups::of(const Host& host) const {
  std::set<std::string> all(host.groups);
  std::vector<std::string> left(all.begin(), all.end());
  while (!left.empty()) {
    const auto above = parents_.find(left.back());
    left.pop_back();
    if (above == parents_.end()) continue;
    for (const std::string& parent : above->second)
      if (all.insert(parent).second) left.push_back(parent);
  }
  all.erase("all");
  if (all.size() > 1) all.erase("ungrouped");
  if (all.empty()) all.insert("ungrouped");
  std::vector<std::string> sorted(all.begin(), all.end());
  const auto rank = [&](const std::string& name) {
    const auto known = depth_.find(name);
    return std::make_tuple(known == depth_.end() ? std::size_t{1} : known->second,
                           priority_of(model_, name), std::cref(name));
  };
  std::sort(sorted.begin(), sorted.end(),
            [&](const std::string& a, const std::string& b) { return rank(a) < rank(b); });
  sorted.insert(sorted.begin(), "all");
  return sorted;
}

// As docs.ansible.com, "Understanding variable precedence": what the inventory says of groups, then
// group_vars, then what it says of the host, then host_vars.
Vars variables_of(Model& model, const Host& host, const std::vector<std::string>& groups,
                  VarsFolders& folders) {
  Vars vars;
  for (const std::string& name : groups) {
    const auto group = model.groups.find(name);
    if (group != model.groups.end()) merge_vars(group->second.vars, vars);
  }
  for (const std::string& name : groups) merge_vars(folders.group(model, name), vars);
  merge_vars(host.vars, vars);
  merge_vars(folders.host(model, host.name), vars);
  return vars;
}

}  // namespace profgen::inline v0::fleet::ansible
