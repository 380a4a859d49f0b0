// The mode of a profile, as a change of its flags.
#pragma once

#include <string_view>

#include "profgen/edit.hpp"

namespace profgen::inline v0::edit {

// The word of `mode` (grammar/profile_modes.hpp) comes, those of the other modes go. enforce has
// none: it is what a profile without a word is in (apparmor.d(5)).
[[nodiscard]] FlagChange mode_flags(std::string_view mode);

}  // namespace profgen::inline v0::edit
