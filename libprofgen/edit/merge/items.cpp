#include "edit/merge/items.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "edit/body.hpp"

namespace profgen::inline v0::edit::merging {
namespace {

bool is_comment(const Item& item) { return std::holds_alternative<policy::Comment>(item.value); }

std::string_view gap(std::string_view text, const Siblings& items, std::size_t before) {
  const std::uint32_t end = items[before].span.end;
  return text.substr(end, items[before + 1].span.begin - end);
}

// The lines of a text, their common indentation taken away; the first one begins without any.
std::vector<TextLine> as_lines(std::string_view text, const std::string& indent) {
  std::vector<TextLine> lines;
  for (std::string_view line : text::split(text, '\n')) {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (!lines.empty()) {
      std::size_t same = 0;
      while (same < indent.size() && same < line.size() && line[same] == indent[same]) ++same;
      line.remove_prefix(same);
    }
    lines.push_back({std::string(line), false, false});
  }
  return lines;
}

bool is_owned(const Item& item) {
  const auto* rule = std::get_if<policy::Rule>(&item.value);
  return rule != nullptr && rule->prefix.ownership != policy::Ownership::any;
}

}  // namespace

std::size_t first_comment(std::string_view text, const Siblings& items, std::size_t index) {
  if (!starts_line(text, items[index].span.begin)) return index;
  while (index > 0 && is_comment(items[index - 1]) &&
         starts_line(text, items[index - 1].span.begin) &&
         !has_blank_line(gap(text, items, index - 1)))
    --index;
  return index;
}

std::uint32_t end_with_comment(std::string_view text, const Siblings& items, std::size_t index) {
  const bool follows = index + 1 < items.size() && is_comment(items[index + 1]) &&
                       gap(text, items, index).find('\n') == std::string_view::npos;
  return items[follows ? index + 1 : index].span.end;
}

std::vector<TextLine> lines_of_item(const policy::Tree& tree, const Siblings& items,
                                    std::size_t index, const std::optional<std::string>& instead) {
  const std::string_view text = tree.source->text();
  const Item& item = items[index];
  std::vector<TextLine> lines;
  for (std::size_t i = first_comment(text, items, index); i < index; ++i)
    lines.push_back({std::string(tree.source->text(items[i].span)), false, true});
  std::string own = instead ? *instead : std::string(tree.source->text(item.span));
  const std::uint32_t end = end_with_comment(text, items, index);
  own += text.substr(item.span.end, end - item.span.end);
  for (TextLine& line : as_lines(own, indent_at(text, item.span.begin)))
    lines.push_back(std::move(line));
  lines.back().alone = end != item.span.end;
  for (TextLine& line : lines) line.owned = is_owned(item);
  return lines;
}

std::vector<TextLine> lines_of_items(const policy::Tree& tree, const Siblings& items,
                                     std::size_t first, std::size_t last) {
  const std::string_view text = tree.source->text();
  const std::uint32_t begin = items[first_comment(text, items, first)].span.begin;
  const std::uint32_t end = end_with_comment(text, items, last);
  auto lines = as_lines(text.substr(begin, end - begin), indent_at(text, begin));
  for (TextLine& line : lines) line.alone = true;
  return lines;
}

std::set<std::string_view> profile_names(const Siblings& items) {
  std::set<std::string_view> names;
  for (const Item& item : items)
    if (const auto* header = std::get_if<policy::ProfileHeader>(&item.value))
      names.insert(header->name);
  return names;
}

Splice removal(const policy::Tree& tree, const Siblings& items, std::size_t index) {
  const std::string_view text = tree.source->text();
  Span where = items[index].span;
  const std::uint32_t end = end_with_comment(text, items, index);
  const std::size_t line_end = std::min(text.find('\n', end), text.size());
  const bool last_on_line = text::trim(text.substr(end, line_end - end)).empty();
  if (!starts_line(text, where.begin) || !last_on_line) return {where, ""};
  where.begin -= static_cast<std::uint32_t>(indent_at(text, where.begin).size());
  where.end = static_cast<std::uint32_t>(std::min(line_end + 1, text.size()));
  return {where, ""};
}

std::optional<Found> find_item(const Siblings& items, Span span) {
  // They stand in the order of the text: the last one that does not begin behind it.
  const auto next = std::upper_bound(
      items.begin(), items.end(), span.begin,
      [](std::uint32_t begin, const Item& item) { return begin < item.span.begin; });
  if (next == items.begin()) return std::nullopt;
  const Item& item = *(next - 1);
  if (item.span == span) return Found{&items, static_cast<std::size_t>(&item - items.data())};
  return item.children.empty() ? std::nullopt : find_item(item.children, span);
}

}  // namespace profgen::inline v0::edit::merging
