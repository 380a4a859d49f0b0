// RFC 4648, with padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace profgen::inline v0 {

[[nodiscard]] std::string to_base64(std::string_view bytes);
// nullopt where it is not what to_base64() makes of some bytes.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace profgen::inline v0
