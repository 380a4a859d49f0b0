// The canonical text of single statements.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "edit/format/layout.hpp"

namespace profgen::inline v0::edit {

// Lines are not made longer than this where they can be broken; a path never is.
constexpr std::size_t widest_line = 100;

struct Written {
  // Without the indentation of the first line; those below have theirs beyond it.
  std::vector<std::string> lines;
  // Of a file rule with its path first: the line in two columns; it is one line then.
  std::string left, right;
};

// Where a statement is to stand: how far it will be indented, and whether it may go on below.
// Where lines end with a carriage return it may not: to the compiler that is a part of the word.
struct Lines {
  std::size_t indent = 0;
  bool may_break = true;
};
// Of an item with a body its head is written.
[[nodiscard]] Written write_statement(const policy::Tree& tree, const Entry& entry,
                                      const Lines& lines);
// How wide a text shows: its characters.
[[nodiscard]] std::size_t width_of(std::string_view text);
// Runs of blanks and line ends outside quotes become one blank.
[[nodiscard]] std::string collapsed(std::string_view text);
// The rule as it is written: conditions in their order.
[[nodiscard]] policy::Rule canonical(policy::Rule rule);

}  // namespace profgen::inline v0::edit
