#include "edit/body.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace profgen::inline v0::edit {
namespace {

using policy::Item;

bool has_newline(std::string_view text) { return text.find('\n') != std::string_view::npos; }

std::string_view between(std::string_view text, std::uint32_t begin, std::uint32_t end) {
  return begin < end ? text.substr(begin, end - begin) : std::string_view();
}

// Where the item behind `after` begins, or the body ends.
std::uint32_t next_begin(const Item& profile, std::ptrdiff_t after) {
  const auto next = static_cast<std::size_t>(after + 1);
  return next < profile.children.size() ? profile.children[next].span.begin : profile.body.end;
}

std::uint32_t end_of(const Item& profile, std::ptrdiff_t after) {
  return after == at_start ? profile.body.begin
                           : profile.children[static_cast<std::size_t>(after)].span.end;
}

// What stands between an item and the next one, or the closing brace.
std::string_view gap_after(std::string_view text, const Item& profile, std::ptrdiff_t after) {
  return between(text, end_of(profile, after), next_begin(profile, after));
}

bool is_last(const Item& profile, std::ptrdiff_t after) {
  return static_cast<std::size_t>(after + 1) == profile.children.size();
}

// Whether a place is behind a comment that has its line for itself.
bool behind_comment(std::string_view text, const Item& profile, std::ptrdiff_t after) {
  if (after == at_start) return false;
  const Item& item = profile.children[static_cast<std::size_t>(after)];
  return is_comment(item) && starts_line(text, item.span.begin);
}

// The form of a place with no newline between its neighbours.
Place::Form form_on_line(std::string_view text, const Item& profile, std::ptrdiff_t after) {
  const bool last = is_last(profile, after);
  if (after == at_start) return last ? Place::Form::fill : Place::Form::front;
  const bool one_line =
      !is_fragment(profile) && !has_newline(between(text, profile.body.begin, profile.body.end));
  const bool comment = is_comment(profile.children[static_cast<std::size_t>(after)]);
  return last && (comment || !one_line) ? Place::Form::tail : Place::Form::inside;
}

// The first place behind comments that open a body and belong to no item: those on the header's
// line, and paragraphs of comments with an empty line (or nothing) behind them.
std::ptrdiff_t behind_opening_comments(std::string_view text, const Item& profile) {
  std::ptrdiff_t place = at_start;
  for (std::size_t i = 0; i < profile.children.size() && is_comment(profile.children[i]); ++i) {
    const auto index = static_cast<std::ptrdiff_t>(i);
    const bool on_header =
        !has_newline(between(text, profile.body.begin, profile.children[i].span.begin));
    if (on_header || is_last(profile, index) || has_blank_line(gap_after(text, profile, index)))
      place = index;
  }
  return place;
}

bool is_unowned_file_rule(const Item& item) {
  const auto* rule = std::get_if<policy::Rule>(&item.value);
  return rule != nullptr && std::holds_alternative<policy::FileRule>(rule->body) &&
         rule->prefix.ownership == policy::Ownership::any;
}

// The indentation of most lines; nullopt if no item begins one. File rules without `owner` count
// only where there is nothing else: some align their paths with those of `owner` rules.
std::optional<std::string> most_common_indent(std::string_view text,
                                              const std::vector<Item>& items) {
  std::map<std::string, std::pair<std::size_t, std::size_t>> counts;  // of others, of file rules
  for (const Item& item : items) {
    if (is_comment(item) || !starts_line(text, item.span.begin)) continue;
    auto& [of_others, of_files] = counts[indent_at(text, item.span.begin)];
    ++(is_unowned_file_rule(item) ? of_files : of_others);
  }
  const auto most =
      std::max_element(counts.begin(), counts.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == counts.end()) return std::nullopt;
  return most->first;
}

// Of neighbours of different kinds, whether most are set apart by an empty line.
bool blank_habit(std::string_view text, const std::vector<Item>& items) {
  int blank = 0, together = 0;
  const Item* before = nullptr;
  std::optional<BlockKey> before_key;
  for (const Item& item : items) {
    const std::optional<BlockKey> key = key_of(item);
    if (!key) continue;
    if (before != nullptr && *before_key != *key)
      ++(has_blank_line(between(text, before->span.end, item.span.begin)) ? blank : together);
    before = &item;
    before_key = key;
  }
  return blank >= together;
}

}  // namespace

Item fragment_of(const policy::Tree& tree) {
  Item fragment;
  fragment.span = fragment.body = {0, static_cast<std::uint32_t>(tree.source->text().size())};
  fragment.children = tree.items;
  return fragment;
}

bool is_fragment(const Item& profile) { return profile.span == profile.body; }

bool is_comment(const Item& item) { return std::holds_alternative<policy::Comment>(item.value); }

bool starts_line(std::string_view text, std::uint32_t offset) {
  while (offset > 0 && (text[offset - 1] == ' ' || text[offset - 1] == '\t')) --offset;
  return offset == 0 || text[offset - 1] == '\n';
}

std::string indent_at(std::string_view text, std::uint32_t offset) {
  const std::size_t newline = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  const std::size_t line = newline == std::string_view::npos ? 0 : newline + 1;
  std::size_t end = line;
  while (end < offset && (text[end] == ' ' || text[end] == '\t')) ++end;
  return std::string(text.substr(line, end - line));
}

bool has_blank_line(std::string_view gap) {
  bool in_line = false;  // behind a newline, only blanks since
  for (const char c : gap) {
    if (c == '\n') {
      if (in_line) return true;
      in_line = true;
    } else if (c != ' ' && c != '\t' && c != '\r') {
      in_line = false;
    }
  }
  return false;
}

bool under_comment(std::string_view text, const Item& profile, std::ptrdiff_t index) {
  for (std::ptrdiff_t i = index - 1; i >= 0; --i) {
    if (has_blank_line(gap_after(text, profile, i))) return false;
    if (behind_comment(text, profile, i)) return true;
  }
  return false;
}

Layout layout_of(const policy::Tree& tree, const Item& profile) {
  const std::string_view text = tree.source->text();
  Layout layout;
  // The body's own line ends where it has some, else the file's.
  std::size_t newline = text.find('\n', profile.body.begin);
  if (newline == std::string_view::npos) newline = text.find('\n');
  if (newline != std::string_view::npos && newline > 0 && text[newline - 1] == '\r')
    layout.eol = "\r\n";

  const std::string outer =
      is_fragment(profile) ? std::string() : indent_at(text, profile.span.begin);
  if (const auto indent = most_common_indent(text, profile.children)) {
    layout.indent = *indent;
    if (layout.indent.size() > outer.size() && layout.indent.compare(0, outer.size(), outer) == 0)
      layout.unit = layout.indent.substr(outer.size());
  } else {
    if (!outer.empty() && outer.find_first_not_of('\t') == std::string::npos) layout.unit = "\t";
    layout.indent = is_fragment(profile) ? outer : outer + layout.unit;
  }
  layout.blank_between_kinds = blank_habit(text, profile.children);
  return layout;
}

Place place_after(const policy::Tree& tree, const Item& profile, std::ptrdiff_t after) {
  const std::string_view text = tree.source->text();
  Place place;
  place.after = after;
  // A comment on the line of an item, or of the header, stays there.
  while (!is_last(profile, place.after) &&
         is_comment(profile.children[static_cast<std::size_t>(place.after + 1)]) &&
         !has_newline(gap_after(text, profile, place.after)))
    ++place.after;

  const std::uint32_t begin = end_of(profile, place.after);
  const std::string_view gap = gap_after(text, profile, place.after);
  const bool last = is_last(profile, place.after);
  const std::size_t newline = gap.find('\n');
  if (newline == std::string_view::npos) {
    place.form = form_on_line(text, profile, place.after);
    place.offset = place.form == Place::Form::front ? next_begin(profile, place.after) : begin;
    return place;
  }
  // Below a paragraph of comments that stands for itself the new lines keep their distance.
  const bool distant = behind_comment(text, profile, place.after) && has_blank_line(gap);
  const std::size_t chosen = distant ? gap.rfind('\n') : newline;
  place.offset = begin + static_cast<std::uint32_t>(chosen) + 1;
  place.blank_before = place.after == at_start || distant;
  place.blank_after = last || has_blank_line(gap.substr(chosen));
  return place;
}

std::ptrdiff_t canonical_place(const policy::Tree& tree, const Item& profile, const BlockKey& key,
                               bool last) {
  const std::string_view text = tree.source->text();
  const std::vector<Item>& items = profile.children;
  std::vector<std::optional<BlockKey>> keys;
  keys.reserve(items.size());
  bool rules_seen = false;
  for (const Item& item : items) {
    keys.push_back(key_of(item));
    rules_seen = rules_seen || (keys.back() && keys.back()->group == BlockKey::rule);
    // What is included below rules says nothing about where rules go.
    if (rules_seen && keys.back() && keys.back()->group == BlockKey::include) keys.back().reset();
  }

  std::size_t wrong = 0;  // at the beginning every item that should come before follows
  for (const auto& other : keys)
    if (other && *other < key) ++wrong;
  std::size_t fewest = wrong;
  std::ptrdiff_t best = at_start;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!keys[i]) continue;
    if (*keys[i] < key) --wrong;
    if (key < *keys[i]) ++wrong;
    if (last ? wrong <= fewest : wrong < fewest) {
      fewest = wrong;
      best = static_cast<std::ptrdiff_t>(i);
    }
  }
  if (!last) return best == at_start ? behind_opening_comments(text, profile) : best;

  // Past everything without a place of its own, up to the next item that has one …
  auto next = static_cast<std::size_t>(best + 1);
  while (next < items.size() && !keys[next]) ++next;
  if (next == items.size()) return static_cast<std::ptrdiff_t>(next) - 1;
  // … but not between that one and the comment above it.
  while (next > static_cast<std::size_t>(best + 1) && is_comment(items[next - 1]) &&
         starts_line(text, items[next - 1].span.begin) &&
         !has_blank_line(gap_after(text, profile, static_cast<std::ptrdiff_t>(next) - 1)))
    --next;
  return static_cast<std::ptrdiff_t>(next) - 1;
}

}  // namespace profgen::inline v0::edit
