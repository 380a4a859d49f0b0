// The files of a save on the disk: looked at, written, put back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "profgen/saves.hpp"

namespace profgen::inline v0::host {

// What stands there; nullopt: nothing.
[[nodiscard]] Result<std::optional<std::string>> standing(const Files& files,
                                                          const std::string& path);

// An Error if some file is not as `before` says.
[[nodiscard]] Status all_as_before(const Files& files, const std::vector<SavedFile>& changes);

// Writes (or removes) all of them; each is looked at once more. Stops at the first that fails.
Status write_files(Files& files, const std::vector<SavedFile>& changes);

struct PutBack {
  std::vector<std::string> done;
  std::vector<std::string> left;  // neither as before nor as after: somebody else's
  std::vector<Error> failed;
};
// Makes those that are as `after` as they were before; the last one first.
[[nodiscard]] PutBack put_back(Files& files, const std::vector<SavedFile>& changes);

// Temporary files that a replace() left in a directory when its process was killed.
void remove_leavings(Files& files, const std::string& directory);

// Makes a directory of ours, or removes every file below it.
Status empty_directory(Files& files, const std::string& directory);

}  // namespace profgen::inline v0::host
