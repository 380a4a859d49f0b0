// PROFILE arguments: files of profiles, and names of profiles of the policy.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "profgen/policy.hpp"
#include "tools/profgen/command.hpp"

namespace profgen::tool {

struct ProfileArguments {
  std::vector<std::string> files;  // profile text to judge by
  std::vector<std::string> words;  // no such file: a profile's name, or a LOG that is missing
};
// Takes them out of the arguments, whose rest are LOGs.
[[nodiscard]] ProfileArguments take_profiles(const Files& files, Call& call);
// The first argument alone, which has to be one.
[[nodiscard]] ProfileArguments take_first_profile(const Files& files, Call& call);

// Adds the files to the policy. Gives the full names of the profiles that are meant, each with its
// children and hats; false (and told why) where one is not there.
[[nodiscard]] bool choose_profiles(policy::Policy& policy, const Files& files,
                                   const ProfileArguments& arguments,
                                   std::set<std::string>& chosen);

}  // namespace profgen::tool
