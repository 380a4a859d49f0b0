// The policy files that a command line names.
#pragma once

#include <string>
#include <vector>

#include "profgen/result.hpp"
#include "profgen/system.hpp"

namespace profgen::tool {

// Files stay as they are named ("-" too); a folder becomes the policy files below it, sorted. Left
// out of a folder: what the compiler skips (hidden files, README, leavings of editors and package
// managers), symbolic links (their targets have a name of their own), and the folders that hold no
// policy text: abi, cache and cache.d, disable, force-complain. An argument that cannot be looked
// at is given back as it is: reading it tells why.
[[nodiscard]] std::vector<std::string> policy_files(const Files& files,
                                                    const std::vector<std::string>& arguments);

// Files stay as they are named; a folder stands for the files in it, as apparmor_parser takes one:
// what lies in folders below is included by them.
[[nodiscard]] std::vector<std::string> profile_files(const Files& files,
                                                     const std::vector<std::string>& arguments);

// What the argument - stands for, to its end.
[[nodiscard]] Result<std::string> standard_input();

}  // namespace profgen::tool
