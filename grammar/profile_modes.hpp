// The flags that are modes of a profile (apparmor.d(5)), in the order of policy::Mode.
#pragma once

#include <array>
#include <string_view>

namespace profgen::inline v0::grammar {

inline constexpr std::array<std::string_view, 6> profile_modes = {
    "enforce", "complain", "kill", "unconfined", "prompt", "default_allow"};

}  // namespace profgen::inline v0::grammar
