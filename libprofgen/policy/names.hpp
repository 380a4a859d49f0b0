// What the header of a profile says about the profile as a whole.
#pragma once

#include <string>
#include <string_view>

#include "policy/variables.hpp"
#include "profgen/policy.hpp"

namespace profgen::inline v0::policy {

struct ProfileName {
  std::string name;        // as the kernel calls it: variables looked through, escapes undone
  std::string declared;    // the same with variables as written
  std::string name_space;  // of `:ns:name` and `:ns://name`
  AssignmentError problem;
};
[[nodiscard]] ProfileName profile_name(std::string_view written, const EnvironmentPtr& environment);

// The pattern by which the kernel finds the profile for a program; empty: none. `name` is the
// profile's own, variables looked through: one that is a path attaches by itself.
[[nodiscard]] std::string attachment_of(const ProfileHeader& header, std::string_view name);
[[nodiscard]] Mode mode_of(const std::vector<std::string>& flags);

}  // namespace profgen::inline v0::policy
