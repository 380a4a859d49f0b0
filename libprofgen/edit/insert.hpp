// Lines that are text already, put where their kind stands.
#pragma once

#include <string>
#include <vector>

#include "edit/line.hpp"

namespace profgen::inline v0::edit {

struct TextLine {
  std::string text;    // without indentation and line end; empty: an empty line
  bool owned = false;  // aligned with `owner` rules
  bool alone = false;  // ends in a comment: nothing may follow on its line
};
struct TextGroup {
  BlockKey key;
  std::vector<TextLine> lines;
};
// As insert_lines(), with nothing left out and nothing sorted. A group of key `child` is one child.
[[nodiscard]] std::vector<Splice> insert_texts(const policy::Tree& tree,
                                               const policy::Item& profile,
                                               const std::vector<TextGroup>& groups);

}  // namespace profgen::inline v0::edit
