// An outcome in words: what was decided, what was left, what to know. Used by generate and refine.
#pragma once

#include <string>

#include "profgen/refine.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {

// "PROFILE: MESSAGE"; of all that was read where it is about no profile.
[[nodiscard]] std::string hint_text(const suggest::Hint& hint);
[[nodiscard]] std::string outcome_text(const refine::Outcome& outcome, const Style& style);
[[nodiscard]] std::string outcome_json(const refine::Outcome& outcome);
// All changes as one patch. Its names are those below `root`, so that `patch -p1 -d ROOT` takes it.
[[nodiscard]] std::string outcome_diff(const refine::Outcome& outcome, const std::string& root);
[[nodiscard]] std::string changes_diff(const std::vector<FileChange>& changes,
                                       const std::string& root);
// The name of a file in a patch from `root`: patch(1) takes none that is absolute or leads upwards.
[[nodiscard]] std::string patch_name(const std::string& path, const std::string& root);
// A diff on standard output: a pipe gets the bytes that patch(1) needs, a terminal no control
// character.
void print_diff(const std::string& diff, const Style& style);
// The diff that --dry-run shows; with --json on standard error: standard output is the JSON's own.
void print_dry_run(const Common& common, const refine::Outcome& outcome);

}  // namespace profgen::tool
