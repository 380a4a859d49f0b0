#include "edit/format/order.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "edit/format/comments.hpp"
#include "edit/format/file_order.hpp"
#include "edit/line.hpp"

namespace profgen::inline v0::edit {
namespace {

bool sorts_before(const Entry& a, const Entry& b) {
  const policy::Rule& left = *rule_of(a);
  const policy::Rule& right = *rule_of(b);
  if (const auto* capability = std::get_if<policy::CapabilityRule>(&left.body)) {
    const auto& other = std::get<policy::CapabilityRule>(right.body);
    return std::tie(left.prefix.decision, capability->names) <
           std::tie(right.prefix.decision, other.names);
  }
  return file_place(left) < file_place(right);
}

// What blank lines stand between; equal kinds stand together. 0: has no block of its own.
int block_of(const Entry& entry) {
  const policy::ItemValue& value = entry.item->value;
  if (std::holds_alternative<policy::Variable>(value)) return 1;
  if (std::holds_alternative<policy::Alias>(value)) return 2;
  const std::optional<BlockKey> key = key_of(*entry.item);
  if (!key) return 0;
  constexpr int groups = 3, ranks = 100;
  if (key->group != BlockKey::rule) return groups + static_cast<int>(key->group);
  // Denials of files are a part of the file rules.
  return ranks + (key->deny ? key->rank - 1 : key->rank);
}

bool is_profile(const Entry& entry) {
  return std::holds_alternative<policy::ProfileHeader>(entry.item->value);
}

bool belong_apart(const Entry& above, const Entry& below, bool commented) {
  const int first = block_of(above), second = block_of(below);
  // The assignment that a header uses stands on top of it.
  if (first == 1 && is_profile(below)) return false;
  if (is_profile(above) || is_profile(below)) return true;
  return !commented && first != 0 && second != 0 && first != second;
}

}  // namespace

Sortable sortable(const policy::Tree& tree, const Entry& entry) {
  const policy::Rule* rule = rule_of(entry);
  if (rule == nullptr || entry.skipped) return Sortable::none;
  for (const Span& comment : entry.beside)
    if (is_directive(tree.source->text(comment))) return Sortable::none;
  // Of a statement with comments in it no part was made.
  if (!entry.part && !inner_comments(tree, *entry.item).empty()) return Sortable::none;
  if (std::holds_alternative<policy::CapabilityRule>(rule->body)) return Sortable::capability;
  const auto* file = std::get_if<policy::FileRule>(&rule->body);
  // The compiler numbers the targets of transitions in the order of the rules.
  if (file != nullptr) return file->target.empty() ? Sortable::file : Sortable::none;
  return std::holds_alternative<policy::LinkRule>(rule->body) ? Sortable::file : Sortable::none;
}

std::vector<Entry> split_entries(const policy::Tree& tree, std::vector<Entry> entries) {
  std::vector<Entry> out;
  out.reserve(entries.size());
  for (Entry& entry : entries) {
    const policy::Rule* rule = rule_of(entry);
    const auto* capability =
        rule == nullptr ? nullptr : std::get_if<policy::CapabilityRule>(&rule->body);
    // A comment beside the rule, or in it, speaks of all of it.
    if (capability == nullptr || capability->names.size() < 2 || !entry.beside.empty() ||
        !inner_comments(tree, *entry.item).empty()) {
      out.push_back(std::move(entry));
      continue;
    }
    for (const std::string& name : capability->names) {
      Entry one = entry;
      one.part = policy::Rule{rule->prefix, policy::CapabilityRule{{name}}};
      if (&name != &capability->names.front()) one.blank_before = false;
      out.push_back(std::move(one));
    }
  }
  return out;
}

void sort_entries(const policy::Tree& tree, std::vector<Entry>& entries) {
  bool commented = false;
  for (std::size_t i = 0; i < entries.size();) {
    commented = (commented && !entries[i].blank_before) || is_comment(entries[i]);
    const Sortable kind = commented ? Sortable::none : sortable(tree, entries[i]);
    std::size_t end = i + 1;
    if (kind != Sortable::none)
      while (end < entries.size() && !entries[end].blank_before &&
             sortable(tree, entries[end]) == kind)
        ++end;
    if (end - i > 1) {
      const bool blank = entries[i].blank_before;
      entries[i].blank_before = false;
      std::stable_sort(entries.begin() + static_cast<std::ptrdiff_t>(i),
                       entries.begin() + static_cast<std::ptrdiff_t>(end), sorts_before);
      entries[i].blank_before = blank;
    }
    i = end;
  }
}

void separate_blocks(std::vector<Entry>& entries) {
  bool commented = false;  // the entry above stands under a comment
  for (std::size_t i = 0; i < entries.size(); ++i) {
    Entry& entry = entries[i];
    if (i > 0 && !entry.blank_before && !is_comment(entries[i - 1]) &&
        entries[i - 1].verbatim.empty()) {
      // A comment goes with the statement below it.
      std::size_t next = i;
      while (next < entries.size() && is_comment(entries[next]) &&
             (next == i || !entries[next].blank_before))
        ++next;
      if (next < entries.size() && (next == i || !entries[next].blank_before))
        entry.blank_before = belong_apart(entries[i - 1], entries[next], commented);
    }
    commented = (commented && !entry.blank_before) || is_comment(entry);
  }
}

}  // namespace profgen::inline v0::edit
