// What signing and verifying have in common.
#pragma once

#include <string>
#include <string_view>

#include "profgen/bundle.hpp"

namespace profgen::inline v0::bundle {

// Signatures of other uses of a key are none of a bundle.
inline constexpr const char* ssh_name_space = "profgen-bundle";

[[nodiscard]] const char* tool_of(SignatureKind kind);
// Its file stands at the bundle's path with this behind it; "" of none.
[[nodiscard]] std::string_view ending_of(SignatureKind kind);
[[nodiscard]] Error not_installed(SignatureKind kind, const std::string& context);
// The first line that a tool said, for a message.
[[nodiscard]] std::string first_words(const Finished& finished);

}  // namespace profgen::inline v0::bundle
