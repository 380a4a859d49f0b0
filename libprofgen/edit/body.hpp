// How a body is laid out (indentation, line ends, blank lines), and the places where lines can go.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "edit/line.hpp"

namespace profgen::inline v0::edit {

// A whole file as a body without a header.
[[nodiscard]] policy::Item fragment_of(const policy::Tree& tree);
[[nodiscard]] bool is_fragment(const policy::Item& profile);

// A place between two direct items of a body: behind item `after`, or at its beginning.
constexpr std::ptrdiff_t at_start = -1;

struct Layout {
  std::string eol = "\n";
  std::string indent;       // of the body's lines
  std::string unit = "  ";  // what one level adds
  bool blank_between_kinds = true;
};
[[nodiscard]] Layout layout_of(const policy::Tree& tree, const policy::Item& profile);

[[nodiscard]] bool is_comment(const policy::Item& item);
// The blanks that a line begins with; "" if something else stands before `offset` on it.
[[nodiscard]] std::string indent_at(std::string_view text, std::uint32_t offset);
// True if only blanks stand before `offset` on its line.
[[nodiscard]] bool starts_line(std::string_view text, std::uint32_t offset);
// Whether `gap` holds an empty line (of blanks, at most).
[[nodiscard]] bool has_blank_line(std::string_view gap);

// Whether a comment stands above an item in its paragraph: it speaks of that paragraph's lines.
[[nodiscard]] bool under_comment(std::string_view text, const policy::Item& profile,
                                 std::ptrdiff_t index);

// How a text is put at a place.
struct Place {
  enum class Form {
    lines,   // whole lines; the offset is the beginning of one
    tail,    // behind the last item, where `}` follows on its line: newline first
    inside,  // on the line, behind an item
    front,   // on the line, before the first item
    fill,    // into an empty body without a newline
  } form = Form::lines;
  std::uint32_t offset = 0;
  std::ptrdiff_t after = at_start;  // the item in front, a comment on its line counted
  bool blank_before = false;        // an empty line (or the header) stands in front
  bool blank_after = false;         // an empty line (or the closing brace) follows
};
[[nodiscard]] Place place_after(const policy::Tree& tree, const policy::Item& profile,
                                std::ptrdiff_t after);

// Where a new block goes: after the fewest items that it should precede and before the fewest that
// it should follow. `last` takes the last such place (above the comment of the item that follows),
// else the first one.
[[nodiscard]] std::ptrdiff_t canonical_place(const policy::Tree& tree, const policy::Item& profile,
                                             const BlockKey& key, bool last);

}  // namespace profgen::inline v0::edit
