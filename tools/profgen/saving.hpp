// Writes an outcome and says what was written.
#pragma once

#include <vector>

#include "profgen/change.hpp"
#include "tools/profgen/command.hpp"

namespace profgen::tool {

// Checks and writes; prints problems and one line a file. The exit code: exit_done or exit_system.
[[nodiscard]] int save_changes(const Call& call, const std::vector<FileChange>& changes);

}  // namespace profgen::tool
