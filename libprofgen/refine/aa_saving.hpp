// The changes of a session as the save dialogue lists them: by profile, not by file.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "profgen/change.hpp"

namespace profgen::inline v0::refine {

struct AaChanged {
  std::string profile;     // outermost; its children and hats are a part of it
  std::size_t change = 0;  // place in the list of changes
};
// Sorted by name.
[[nodiscard]] std::vector<AaChanged> aa_changed_profiles(const std::vector<FileChange>& changes);

// The change as a diff; `clean`: of both texts in canonical layout, so that only what the rules say
// is shown.
[[nodiscard]] std::string aa_diff(const FileChange& change, bool clean);

}  // namespace profgen::inline v0::refine
