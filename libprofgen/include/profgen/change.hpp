// What is to become of a file: the unit that edit/ and refine/ hand to whoever writes.
#pragma once

#include <optional>
#include <string>

namespace profgen {

struct FileChange {
  std::string path;
  std::optional<std::string> before;  // nullopt: the file is new
  std::string after;
};

}  // namespace profgen
