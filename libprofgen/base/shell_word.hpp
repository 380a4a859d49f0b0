// A name in a command that a person may copy.
#pragma once

#include <string>
#include <string_view>

namespace profgen::inline v0::text {

// As it is where a shell takes it so, else in quotes; control characters in $'…'.
[[nodiscard]] std::string shell_word(std::string_view word);

}  // namespace profgen::inline v0::text
