#include "profgen/edit.hpp"

namespace profgen::inline v0::edit {
namespace {

using policy::Item;

// The name without a policy namespace in front (":ns:name", ":ns://name").
std::string_view without_namespace(std::string_view name) {
  if (name.empty() || name.front() != ':') return name;
  const std::size_t end = name.find(':', 1);
  if (end == std::string_view::npos) return name;
  name.remove_prefix(end + 1);
  if (name.substr(0, 2) == "//") name.remove_prefix(2);
  return name;
}

// The tree's own depth bounds the recursion; each item is looked at once a level of names.
const Item* find_in(const std::vector<Item>& items, std::string_view name) {
  const Item* nested = nullptr;
  for (const Item& item : items) {
    const auto* header = std::get_if<policy::ProfileHeader>(&item.value);
    if (header == nullptr) {
      const bool holds_profiles = std::holds_alternative<policy::Conditional>(item.value);
      if (holds_profiles && nested == nullptr) nested = find_in(item.children, name);
      continue;
    }
    const std::string compiled = compiled_name(header->name);
    const std::string_view own = without_namespace(compiled);
    if (own == name) return &item;
    const bool above = name.size() > own.size() + 2 && name.substr(0, own.size()) == own &&
                       name.substr(own.size(), 2) == "//";
    if (above && nested == nullptr) nested = find_in(item.children, name.substr(own.size() + 2));
  }
  return nested;
}

}  // namespace

const Item* find_profile(const policy::Tree& tree, std::string_view full_name) {
  return find_in(tree.items, full_name);
}

}  // namespace profgen::inline v0::edit
