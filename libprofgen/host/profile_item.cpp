#include "host/profile_item.hpp"

namespace profgen::inline v0::host {
namespace {

const policy::Item* item_at(const std::vector<policy::Item>& items, Span where) {
  for (const policy::Item& item : items) {
    if (item.span == where && std::holds_alternative<policy::ProfileHeader>(item.value))
      return &item;
    if (item.span.begin > where.begin || item.span.end < where.end) continue;
    if (const policy::Item* found = item_at(item.children, where)) return found;
  }
  return nullptr;
}

}  // namespace

const policy::Item* item_of(const policy::Tree& tree, const policy::Profile& profile) {
  return item_at(tree.items, profile.where.span);
}

std::string loaded_from(const policy::Policy& policy, const policy::Profile& profile) {
  const std::size_t below = profile.name.find("//");
  const policy::Profile* top = below == std::string::npos
                                   ? nullptr
                                   : policy.find(profile.name.substr(0, below), profile.name_space);
  return top == nullptr ? profile.file : top->file;
}

std::string flags_text(const policy::Tree& tree, const policy::Item& item) {
  return std::string(tree.source->text(std::get<policy::ProfileHeader>(item.value).flags_span));
}

}  // namespace profgen::inline v0::host
