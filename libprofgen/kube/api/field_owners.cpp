#include "kube/api/field_owners.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace profgen::inline v0::kube {
namespace {

using nlohmann::json;

// Lists of the built-in kinds that merge by a key (x-kubernetes-list-map-keys).
std::string_view key_of_list(std::string_view field) {
  for (const std::string_view name :
       {"containers", "initContainers", "ephemeralContainers", "volumes", "env"})
    if (field == name) return "name";
  if (field == "conditions") return "type";
  return field == "ownerReferences" ? "uid" : "";
}

std::string item_step(std::string_view key, const json& item) {
  const auto found = item.is_object() ? item.find(key) : item.end();
  if (!item.is_object() || found == item.end() || !found->is_string()) return {};
  return "[" + std::string(key) + "=" + found->dump() + "]";
}

bool is_keyed(const std::string& field, const json& list) {
  const std::string_view key = key_of_list(field);
  if (key.empty() || !list.is_array() || list.empty()) return false;
  for (const json& item : list)
    if (item_step(key, item).empty()) return false;
  return true;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the object.
void add_leaves(const json& value, const std::string& field, FieldPath& at, FieldSet& into) {
  const bool keyed = is_keyed(field, value);
  if (!keyed && (!value.is_object() || value.empty())) {
    into.insert(at);
    return;
  }
  if (keyed) {
    for (const json& item : value) {
      at.push_back(item_step(key_of_list(field), item));
      add_leaves(item, {}, at, into);
      at.pop_back();
    }
    return;
  }
  for (const auto& [key, child] : value.items()) {
    at.push_back("." + key);
    add_leaves(child, key, at, into);
    at.pop_back();
  }
}

// The value inside of `parent` that a step leads to; nullptr: none.
json* follow(json& parent, const std::string& step) {
  if (step.front() == '.') {
    if (!parent.is_object()) return nullptr;
    const auto found = parent.find(step.substr(1));
    return found == parent.end() ? nullptr : &*found;
  }
  if (!parent.is_array()) return nullptr;
  const std::string key = step.substr(1, step.find('=') - 1);
  for (json& item : parent)
    if (item_step(key, item) == step) return &item;
  return nullptr;
}

const json* value_at(const json& object, const FieldPath& path) {
  // follow() only looks.
  json* at = const_cast<json*>(&object);  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  for (const std::string& step : path)
    if (at = follow(*at, step); at == nullptr) return nullptr;
  return at;
}

void set_at(json& object, const FieldPath& path, const json& value) {
  json* at = &object;
  for (const std::string& step : path) {
    json* next = follow(*at, step);
    if (next == nullptr && step.front() == '.') {
      if (!at->is_object()) *at = json::object();
      next = &(*at)[step.substr(1)];
    } else if (next == nullptr) {
      if (!at->is_array()) *at = json::array();
      const std::size_t equal = step.find('=');
      at->push_back({{step.substr(1, equal - 1),
                      json::parse(step.substr(equal + 1, step.size() - equal - 2))}});
      next = &at->back();
    }
    at = next;
  }
  *at = value;
}

// With the parents that are empty then.
void erase_at(json& object, FieldPath path) {
  while (!path.empty()) {
    const std::string step = path.back();
    path.pop_back();
    json* parent = &object;
    for (const std::string& above : path)
      if (parent = follow(*parent, above); parent == nullptr) return;
    const json* child = follow(*parent, step);
    if (child == nullptr) return;
    if (parent->is_object())
      parent->erase(step.substr(1));
    else
      parent->erase(static_cast<std::size_t>(child - &parent->front()));
    if (!parent->empty()) return;
  }
}

}  // namespace

FieldSet leaves_of(const json& object) {
  FieldSet leaves;
  FieldPath at;
  add_leaves(object, {}, at, leaves);
  for (auto leaf = leaves.begin(); leaf != leaves.end();) {
    const FieldPath& path = *leaf;
    bool ours = path.empty() || path[0] == ".apiVersion" || path[0] == ".kind";
    if (!ours && path[0] == ".metadata")
      ours = path.size() < 2 || (path[1] != ".labels" && path[1] != ".annotations" &&
                                 path[1] != ".finalizers" && path[1] != ".ownerReferences");
    leaf = ours ? leaves.erase(leaf) : std::next(leaf);
  }
  return leaves;
}

std::string to_text(const FieldPath& path) {
  std::string text;
  for (const std::string& step : path) text += step;
  return text;
}

std::vector<FieldOwners::Conflict> FieldOwners::apply(json& object, const json& wanted,
                                                      const std::string& manager, bool force) {
  const FieldSet leaves = leaves_of(wanted);
  std::vector<Conflict> conflicts;
  const auto taken_by = [&](const std::string& other, const FieldSet& theirs) {
    for (const FieldPath& leaf : leaves) {
      const json* is = value_at(object, leaf);
      if (theirs.count(leaf) != 0 && (is == nullptr || *is != *value_at(wanted, leaf)))
        conflicts.push_back({other, leaf});
    }
  };
  for (const auto& [other, theirs] : applied_)
    if (other != manager) taken_by(other, theirs);
  for (const auto& [other, theirs] : updated_) taken_by(other, theirs);
  if (!conflicts.empty() && !force) return conflicts;

  for (const Conflict& conflict : conflicts) {
    for (auto* owners : {&applied_, &updated_})
      for (auto& [other, theirs] : *owners)
        if (owners == &updated_ || other != manager) theirs.erase(conflict.path);
  }
  const FieldSet before = std::exchange(applied_[manager], leaves);
  for (const FieldPath& leaf : before) {
    bool kept = false;
    for (const auto* owners : {&applied_, &updated_})
      for (const auto& [other, theirs] : *owners) kept = kept || theirs.count(leaf) != 0;
    if (!kept) erase_at(object, leaf);
  }
  for (const FieldPath& leaf : leaves) set_at(object, leaf, *value_at(wanted, leaf));
  return {};
}

void FieldOwners::updated(const json& before, const json& after, const std::string& manager) {
  const FieldSet were = leaves_of(before), are = leaves_of(after);
  const auto disown = [&](const FieldPath& leaf) {
    for (auto* owners : {&applied_, &updated_})
      for (auto& [other, theirs] : *owners) theirs.erase(leaf);
  };
  for (const FieldPath& leaf : were)
    if (are.count(leaf) == 0) disown(leaf);
  for (const FieldPath& leaf : are) {
    const json* was = value_at(before, leaf);
    if (was != nullptr && *was == *value_at(after, leaf)) continue;
    disown(leaf);
    updated_[manager].insert(leaf);
  }
}

}  // namespace profgen::inline v0::kube
