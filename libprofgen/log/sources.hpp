// LOG arguments → the files to read, in order.
#pragma once

#include <string>
#include <vector>

#include "profgen/result.hpp"

namespace profgen::log {

struct Sources {
  std::vector<std::string> files;
  std::vector<Error> failures;
};
// A folder stands for the files below it, sorted by name, a rotated set oldest first
// (audit.log.2.gz, audit.log.1, audit.log; messages-20260101 before messages).
[[nodiscard]] Sources expand_sources(const std::vector<std::string>& arguments);

// Sorts paths so.
void sort_rotated(std::vector<std::string>& paths);

}  // namespace profgen::log
