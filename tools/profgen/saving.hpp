// The one place through which commands save: what was cut short is put back, an outcome is written,
// and what was done is told.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "profgen/change.hpp"
#include "profgen/refine.hpp"
#include "profgen/saves.hpp"
#include "tools/profgen/command.hpp"

namespace profgen::tool {

// To be called before a command reads what it may write: puts back what a save that was cut short
// has left, and tells. The exit code: exit_done to go on.
[[nodiscard]] int recover_saves(const Call& call);

// Checks and writes, and prints nothing.
struct SaveResult {
  int code = exit_done;
  std::vector<std::string> told;  // why nothing was written, and what is worth knowing
};
[[nodiscard]] SaveResult save_quietly(const Call& call, const std::vector<FileChange>& changes);

// Checks and writes; prints problems and one line a file (with --json on standard
// error). The exit code: exit_done or exit_system.
[[nodiscard]] int save_changes(const Call& call, const std::vector<FileChange>& changes);

// Of a save or an undo that was done.
void print_saved(const Call& call, const host::SaveReport& report);

// Of the lines that were decided, those that this host's parser does not take, each with its
// reason.
[[nodiscard]] std::map<std::string, std::string> lines_refused_here(const Call& call,
                                                                    const refine::Outcome& outcome);

}  // namespace profgen::tool
