// How the kernel writes a profile or label with its mode: "NAME (MODE)".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "profgen/kernel.hpp"

namespace profgen::inline v0::host {

// Of attr/current: "a//&b (enforce)", "unconfined"; ends with a newline or a NUL.
struct LabelAndMode {
  std::string label, mode;
};
[[nodiscard]] LabelAndMode split_label(std::string_view written);

// Of the kernel's `profiles` file, sorted by name. A name may hold blanks, parentheses and
// newlines.
[[nodiscard]] std::vector<LoadedProfile> read_profile_list(std::string_view text);

}  // namespace profgen::inline v0::host
