// The whole terminal for a list or a text (ncurses). Only for terminals that can be drawn on.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace profgen::tool {

struct ListRow {
  std::string heading;  // shown above the row where it is unlike that of the row before
  std::string text;     // printable
  std::string search;   // what / looks in, too
  bool risky = false;   // stands out
  bool marked = false;
};

struct ListEnd {
  // What to do with the marked rows, or with the row at the cursor where none is marked.
  enum class What { back, go, allow, deny, ignore } what = What::back;
  std::size_t at = 0;
};

// Rows to move over, mark, search and answer together. The marks are left in `rows`.
[[nodiscard]] ListEnd show_list(const std::string& title, std::vector<ListRow>& rows);

// A unified diff to scroll through; any other text, too.
void show_pages(const std::string& title, const std::string& text);

}  // namespace profgen::tool
