// Where a file rule stands among the file rules.
#pragma once

#include <compare>
#include <string>

#include "profgen/rules.hpp"

namespace profgen::inline v0::edit {

struct FilePlace {
  // 0 … : @{exec_path}, programs, libraries, shared data, /etc, the rest of the tree, homes, user
  // directories, run-time files, /sys, /proc, /dev, and denials last.
  int group = 0;
  std::string path;  // an optional `usr/` as if it were there
  friend auto operator<=>(const FilePlace&, const FilePlace&) = default;
};
// Of a file or link rule.
[[nodiscard]] FilePlace file_place(const policy::Rule& rule);

}  // namespace profgen::inline v0::edit
