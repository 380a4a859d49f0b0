#include "edit/insert.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "edit/body.hpp"
#include "edit/line.hpp"
#include "edit/profile_text.hpp"
#include "profgen/edit.hpp"

namespace profgen::inline v0::edit {
namespace {

using policy::Item;

struct IndentedLine {
  std::string indent, text;
  bool alone = false;  // holds a comment: nothing may follow on its line
};
// Lines that go to one place together.
struct Block {
  BlockKey key;
  std::vector<IndentedLine> lines;
  bool anchored = false;  // continues the block of the item in front
  bool apart = false;     // … but not its paragraph, which is about something else
};

const Item* item_at(const Item& profile, std::ptrdiff_t index) {
  const bool there = index >= 0 && static_cast<std::size_t>(index) < profile.children.size();
  return there ? &profile.children[static_cast<std::size_t>(index)] : nullptr;
}

// The item that a group goes behind because its block stands already; at_start if there is none.
std::ptrdiff_t anchor_of(const Item& profile, const BlockKey& key) {
  std::ptrdiff_t anchor = at_start;
  bool rules_seen = false;
  for (std::size_t i = 0; i < profile.children.size(); ++i) {
    const auto other = key_of(profile.children[i]);
    if (!other) continue;
    rules_seen = rules_seen || other->group == BlockKey::rule;
    if (*other != key) continue;
    // Includes go to those at the top, if there are any; what is included further down has its
    // reason.
    if (key.group == BlockKey::include && rules_seen && anchor != at_start) continue;
    anchor = static_cast<std::ptrdiff_t>(i);
  }
  return anchor;
}

bool is_owned(const Line& line) {
  const auto* rule = std::get_if<policy::Rule>(&line);
  return rule != nullptr && rule->prefix.ownership != policy::Ownership::any;
}

bool has_comment(const Block& block) {
  return std::any_of(block.lines.begin(), block.lines.end(),
                     [](const IndentedLine& line) { return line.alone; });
}

bool is_owned(const Item& item) {
  const auto* rule = std::get_if<policy::Rule>(&item.value);
  return rule != nullptr && rule->prefix.ownership != policy::Ownership::any;
}

// The indentation of lines that go behind `anchor`: of the nearest line above in the block that is
// `owner` or not as they are (some align the paths of both), else of the body.
std::string indent_of(std::string_view text, const Item& profile, const Layout& layout,
                      std::ptrdiff_t anchor, const BlockKey& key, bool owned) {
  for (std::ptrdiff_t i = anchor; i >= 0; --i) {
    const Item& item = *item_at(profile, i);
    const auto other = key_of(item);
    if (!other) continue;
    if (*other != key) break;
    if (is_owned(item) == owned && starts_line(text, item.span.begin))
      return indent_at(text, item.span.begin);
  }
  return layout.indent;
}

// Whether an empty line belongs between two neighbours.
bool apart(const Layout& layout, const std::optional<BlockKey>& above,
           const std::optional<BlockKey>& below) {
  return layout.blank_between_kinds && above != below;
}

std::string on_line(const std::vector<Block>& blocks, const Layout& layout, bool space_first) {
  std::string out;
  for (const Block& block : blocks) {
    for (const IndentedLine& line : block.lines) {
      if (block.key.group == BlockKey::child || has_comment(block)) {
        if (!out.empty() || space_first) out += layout.eol;
        if (!line.text.empty()) out += line.indent + line.text;
        if (&line == &block.lines.back()) out += layout.eol;
        continue;
      }
      if (space_first) out += ' ';
      out += line.text;
      if (!space_first) out += ' ';
    }
  }
  return out;
}

// Whole lines, each with its line end, empty lines between blocks of different kind.
std::string as_lines(const std::vector<Block>& blocks, const Layout& layout,
                     std::optional<BlockKey> above, bool blank_before) {
  std::string out;
  for (const Block& block : blocks) {
    // Children are set apart from each other, too.
    const bool wanted = block.anchored && out.empty()        ? block.apart
                        : block.key.group == BlockKey::child ? true
                                                             : apart(layout, above, block.key);
    if (!blank_before && wanted) out += layout.eol;
    for (const IndentedLine& line : block.lines) {
      if (!line.text.empty()) out += line.indent + line.text;
      out += layout.eol;
    }
    above = block.key;
    blank_before = false;
  }
  return out;
}

// An empty body without a newline: `{}`, `{ }`.
std::vector<Splice> fill(const policy::Tree& tree, const Item& profile, const Layout& layout,
                         const std::vector<Block>& blocks) {
  const std::string_view text = tree.source->text();
  const std::string_view blanks = tree.source->text(profile.body);
  const bool single =
      blocks.size() == 1 && blocks[0].lines.size() == 1 && !blocks[0].lines[0].alone;
  if (single && blocks[0].key.group != BlockKey::child) {
    const std::string& line = blocks[0].lines[0].text;
    return {{{profile.body.end, profile.body.end}, (blanks.empty() ? " " : "") + line + " "}};
  }
  std::string lines = as_lines(blocks, layout, std::nullopt, true);
  const std::string closing = indent_at(text, profile.span.begin);
  // The blanks that stand there become the end of the first line's indentation.
  const std::string& indent = blocks[0].lines[0].indent;
  const bool fits = blanks.size() <= indent.size() &&
                    indent.compare(indent.size() - blanks.size(), blanks.size(), blanks) == 0;
  if (blanks.empty() || !fits)
    return {{{profile.body.begin, profile.body.begin}, layout.eol + lines + closing}};
  return {{{profile.body.begin, profile.body.begin},
           layout.eol + indent.substr(0, indent.size() - blanks.size())},
          {{profile.body.end, profile.body.end}, lines.substr(indent.size()) + closing}};
}

// Whether an empty line belongs between a block and what follows its place: the next item that has
// a kind, if there is one.
bool apart_from_next(const Item& profile, const Layout& layout, std::ptrdiff_t after,
                     const BlockKey& key) {
  if (key.group == BlockKey::child) return true;
  for (std::ptrdiff_t i = after + 1; item_at(profile, i) != nullptr; ++i) {
    const Item& item = *item_at(profile, i);
    if (const auto next = key_of(item)) return apart(layout, key, next);
    if (!std::holds_alternative<policy::Comment>(item.value)) return layout.blank_between_kinds;
  }
  return false;
}

std::vector<Splice> write(const policy::Tree& tree, const Item& profile, const Layout& layout,
                          const Place& place, const std::vector<Block>& blocks) {
  const Span where{place.offset, place.offset};
  if (place.form == Place::Form::fill) return fill(tree, profile, layout, blocks);
  if (place.form == Place::Form::inside) return {{where, on_line(blocks, layout, true)}};
  if (place.form == Place::Form::front) return {{where, on_line(blocks, layout, false)}};

  std::optional<BlockKey> above;
  for (std::ptrdiff_t i = place.after; i >= 0 && !above; --i) {
    above = key_of(*item_at(profile, i));
    if (starts_line(tree.source->text(), item_at(profile, i)->span.begin)) break;
  }
  std::string lines = as_lines(blocks, layout, above, place.blank_before);
  if (place.form == Place::Form::tail) {
    lines.resize(lines.size() - layout.eol.size());
    return {{where, layout.eol + lines}};
  }
  // A paragraph that goes on keeps the distance that it had.
  const bool goes_on = blocks.size() == 1 && blocks[0].anchored && !blocks[0].apart;
  const bool wanted = !goes_on && apart_from_next(profile, layout, place.after, blocks.back().key);
  if (!place.blank_after && wanted) lines += layout.eol;
  return {{where, lines}};
}

}  // namespace

std::vector<Splice> insert_texts(const policy::Tree& tree, const Item& profile,
                                 const std::vector<TextGroup>& groups) {
  const std::string_view text = tree.source->text();
  const Layout layout = layout_of(tree, profile);
  struct AtPlace {
    Place place;
    std::vector<Block> blocks;
  };
  std::map<std::ptrdiff_t, AtPlace> places;  // by Place::after
  std::optional<Place> of_children;          // the same for each of them
  for (const TextGroup& group : groups) {
    const bool child = group.key.group == BlockKey::child;
    const std::ptrdiff_t anchor = child ? at_start : anchor_of(profile, group.key);
    Block block{group.key, {}, anchor != at_start, false};
    block.apart = layout.blank_between_kinds && under_comment(text, profile, anchor);
    const std::array<std::string, 2> indents = {
        indent_of(text, profile, layout, anchor, group.key, false),
        indent_of(text, profile, layout, anchor, group.key, true)};
    for (const TextLine& line : group.lines)
      block.lines.push_back(
          {child ? layout.indent : indents[line.owned ? 1 : 0], line.text, line.alone});
    const auto find_place = [&] {
      return place_after(
          tree, profile,
          block.anchored ? anchor : canonical_place(tree, profile, group.key, child));
    };
    if (child && !of_children) of_children = find_place();
    const Place place = child ? *of_children : find_place();
    AtPlace& at = places[place.after];
    at.place = place;
    at.blocks.insert(block.anchored ? at.blocks.begin() : at.blocks.end(), std::move(block));
  }
  std::vector<Splice> splices;
  for (const auto& [after, at] : places)
    for (Splice& splice : write(tree, profile, layout, at.place, at.blocks))
      splices.push_back(std::move(splice));
  return splices;
}

std::vector<Splice> insert_lines(const policy::Tree& tree, const Item& profile,
                                 const std::vector<Line>& lines) {
  std::vector<TextGroup> groups;
  for (const Group& group : group_lines(without_standing(lines, profile.children))) {
    groups.push_back({group.key, {}});
    for (const Line& line : group.lines)
      groups.back().lines.push_back({line_text(line), is_owned(line), false});
  }
  return insert_texts(tree, profile, groups);
}

std::vector<Splice> insert_lines(const policy::Tree& fragment, const std::vector<Line>& lines) {
  const Item whole = fragment_of(fragment);
  const std::string_view text = fragment.source->text();
  if (!fragment.items.empty() || text.find('\n') != std::string_view::npos) {
    std::vector<Splice> splices = insert_lines(fragment, whole, lines);
    // A last line without an end has got one in front of what is new, which then has none.
    if (!splices.empty() && text.back() != '\n' && splices.back().where.begin == text.size())
      splices.back().text += layout_of(fragment, whole).eol;
    return splices;
  }
  // Nothing but blanks.
  std::vector<Block> blocks;
  for (const Group& group : group_lines(lines)) {
    blocks.push_back({group.key, {}, false, false});
    for (const Line& line : group.lines)
      blocks.back().lines.push_back({{}, line_text(line), false});
  }
  if (blocks.empty()) return {};
  return {{whole.body, as_lines(blocks, {}, std::nullopt, true)}};
}

Result<Splice> insert_child(const policy::Tree& tree, const Item& profile,
                            const NewProfile& child) {
  const Layout layout = layout_of(tree, profile);
  Result<std::vector<std::string>> written = profile_lines(child, Level::child, layout.unit);
  if (!written) return written.error();
  Block block{{BlockKey::child}, {}, false, false};
  for (std::string& line : *written) block.lines.push_back({layout.indent, std::move(line), false});
  const Place place = place_after(tree, profile, canonical_place(tree, profile, block.key, true));
  // A body of blanks without a newline takes two splices; then the child goes in front of them.
  std::vector<Splice> splices = write(tree, profile, layout, place, {block});
  if (splices.size() == 1) return std::move(splices.front());
  return Splice{{profile.body.begin, profile.body.begin},
                layout.eol + as_lines({block}, layout, std::nullopt, true) +
                    indent_at(tree.source->text(), profile.span.begin)};
}

}  // namespace profgen::inline v0::edit
