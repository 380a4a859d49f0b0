// Writes an outcome and says what was written.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "profgen/change.hpp"
#include "profgen/refine.hpp"
#include "tools/profgen/command.hpp"

namespace profgen::tool {

// Checks and writes, and prints nothing.
struct SaveResult {
  int code = exit_done;
  std::vector<std::string> told;  // why nothing was written, and what is worth knowing
};
[[nodiscard]] SaveResult save_quietly(const Call& call, const std::vector<FileChange>& changes);

// Checks and writes; prints problems and one line a file. The exit code: exit_done or exit_system.
[[nodiscard]] int save_changes(const Call& call, const std::vector<FileChange>& changes);

// Of the lines that were decided, those that this host's parser does not take, each with its
// reason.
[[nodiscard]] std::map<std::string, std::string> lines_refused_here(const Call& call,
                                                                    const refine::Outcome& outcome);

}  // namespace profgen::tool
