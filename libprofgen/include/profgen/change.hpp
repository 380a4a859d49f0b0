// What is to become of a file: the unit that edit/ and refine/ hand to whoever writes.
#pragma once

#include <optional>
#include <string>

#pragma GCC visibility push(default)
namespace profgen::inline v0 {

struct FileChange {
  std::string path;
  std::optional<std::string> before;  // nullopt: the file is new
  std::string after;
};

}  // namespace profgen::inline v0
#pragma GCC visibility pop
