#include "host/park_mark.hpp"

#include <algorithm>

namespace profgen::inline v0::host {
namespace {

using edit::Splice;
using policy::Item;
using policy::ProfileHeader;

// "# profgen: parked, had flags=(complain)", "# profgen: parked, had no flags"
constexpr std::string_view parked_mark = "# profgen: parked, had ";
constexpr std::string_view no_flags = "no flags";

const edit::FlagChange to_unconfined = {{"enforce", "complain", "kill", "prompt", "default_allow"},
                                        {"unconfined"}};

// The list that a profile or its child stands in; nullptr if it is not there.
const std::vector<Item>* siblings_of(const std::vector<Item>& items, const Item& wanted) {
  for (const Item& item : items) {
    if (&item == &wanted) return &items;
    if (const auto* found = siblings_of(item.children, wanted)) return found;
  }
  return nullptr;
}

const Item* mark_above(const policy::Tree& tree, const std::vector<Item>& siblings,
                       const Item& profile) {
  const auto index = static_cast<std::size_t>(&profile - siblings.data());
  if (index == 0) return nullptr;
  const Item& above = siblings[index - 1];
  const bool is_mark = std::holds_alternative<policy::Comment>(above.value) &&
                       tree.source->text(above.span).substr(0, parked_mark.size()) == parked_mark;
  return is_mark ? &above : nullptr;
}

std::string line_end(std::string_view text) {
  const std::size_t newline = text.find('\n');
  return newline != std::string_view::npos && newline > 0 && text[newline - 1] == '\r' ? "\r\n"
                                                                                       : "\n";
}

std::string indent_before(std::string_view text, std::size_t place) {
  std::size_t begin = place;
  while (begin > 0 && (text[begin - 1] == ' ' || text[begin - 1] == '\t')) --begin;
  return std::string(text.substr(begin, place - begin));
}

bool begins_line(std::string_view text, std::size_t place) {
  const std::size_t begin = place - indent_before(text, place).size();
  return begin == 0 || text[begin - 1] == '\n';
}

void mark(const policy::Tree& tree, const std::vector<Item>& siblings, const Item& profile,
          std::vector<Splice>& out) {
  const std::string_view text = tree.source->text();
  if (mark_above(tree, siblings, profile) == nullptr) {
    std::string flags(tree.source->text(std::get<ProfileHeader>(profile.value).flags_span));
    std::replace(flags.begin(), flags.end(), '\r', ' ');
    std::replace(flags.begin(), flags.end(), '\n', ' ');
    const std::string end = line_end(text);
    const std::uint32_t place = profile.span.begin;
    // A profile in the middle of a line gets one of its own.
    const std::string before = begins_line(text, place) ? "" : end;
    out.push_back({{place, place},
                   before + std::string(parked_mark) +
                       (flags.empty() ? std::string(no_flags) : flags) + end +
                       (before.empty() ? indent_before(text, place) : "")});
    for (Splice& splice : edit::change_flags(tree, profile, to_unconfined))
      out.push_back(std::move(splice));
  }
  for (const Item& child : profile.children)
    if (std::holds_alternative<ProfileHeader>(child.value))
      mark(tree, profile.children, child, out);
}

void unmark(const policy::Tree& tree, const std::vector<Item>& siblings, const Item& profile,
            std::vector<Splice>& out) {
  if (const Item* comment = mark_above(tree, siblings, profile)) {
    std::string_view flags = tree.source->text(comment->span).substr(parked_mark.size());
    while (!flags.empty() && flags.back() == '\r') flags.remove_suffix(1);
    out.push_back({{comment->span.begin, profile.span.begin}, ""});
    const Span now = std::get<ProfileHeader>(profile.value).flags_span;
    if (flags == no_flags || flags.empty()) {
      for (Splice& splice : edit::change_flags(tree, profile, {{"unconfined"}, {}}))
        out.push_back(std::move(splice));
    } else if (!now.empty()) {
      out.push_back({now, std::string(flags)});
    }
  }
  for (const Item& child : profile.children)
    if (std::holds_alternative<ProfileHeader>(child.value))
      unmark(tree, profile.children, child, out);
}

}  // namespace

std::vector<Splice> mark_parked(const policy::Tree& tree, const Item& profile) {
  std::vector<Splice> out;
  if (const auto* siblings = siblings_of(tree.items, profile)) mark(tree, *siblings, profile, out);
  return out;
}

std::vector<Splice> unmark_parked(const policy::Tree& tree, const Item& profile) {
  std::vector<Splice> out;
  if (const auto* siblings = siblings_of(tree.items, profile))
    unmark(tree, *siblings, profile, out);
  return out;
}

}  // namespace profgen::inline v0::host
