// Where the decided lines of a standing profile go: the local/ file that it includes, or itself.
#pragma once

#include <string>

#include "profgen/policy.hpp"

namespace profgen::inline v0::refine {

struct LocalPlace {
  std::string include;                 // "local/usr.bin.x"; empty: the profile itself
  std::string file;                    // where that stands, or will stand
  const policy::Tree* tree = nullptr;  // of that file; nullptr: it is not there
  bool include_missing = false;        // the profile does not include it yet
  std::string note;                    // what a person should know of it; may be empty
};
// `item` is the profile's in the tree of its file.
[[nodiscard]] LocalPlace local_place(const policy::Policy& policy, const policy::Tree& tree,
                                     const policy::Item& item, const std::string& profile);

}  // namespace profgen::inline v0::refine
