// Words that a program drew instead of someone having thought of them.
#pragma once

#include <string_view>

namespace profgen::inline v0::suggest {

// Letters and digits that change their kind too often for a word, "Ab3dEf9xQ2": at least six.
[[nodiscard]] bool looks_random(std::string_view word);
// Six letters and digits of more than one kind: such as mkstemp() puts in place of XXXXXX, but also
// "disk01". Two of them in one place tell.
[[nodiscard]] bool is_mixed_six(std::string_view word);

}  // namespace profgen::inline v0::suggest
