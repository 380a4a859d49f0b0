// LOG arguments → the files to read, in order.
#pragma once

#include <string>
#include <vector>

#include "profgen/result.hpp"

namespace profgen::inline v0::log {

struct Sources {
  std::vector<std::string> files;
  std::vector<Error> failures;
};
// A folder stands for the files below it, sorted by name, a rotated set oldest first
// (audit.log.2.gz, audit.log.1, audit.log; messages-20260101 before messages).
[[nodiscard]] Sources expand_sources(const std::vector<std::string>& arguments);

// Sorts paths so.
void sort_rotated(std::vector<std::string>& paths);
// "audit.log", "audit.log.3", "audit.log.3.gz", "messages-20260101.xz" are; "audit.log.old" is not.
[[nodiscard]] bool is_rotation_of(const std::string& name, const std::string& other);
// The system's words for why a file cannot be opened; empty if it can.
[[nodiscard]] std::string why_unreadable(const std::string& path);

}  // namespace profgen::inline v0::log
