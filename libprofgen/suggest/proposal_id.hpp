// Stable names of proposals.
#pragma once

#include <string>
#include <string_view>

#include "suggest/ask.hpp"

namespace profgen::inline v0::suggest {

// 16 hexadecimal digits (FNV-1a, 64 bits). Not against a hostile writer: only to tell texts apart.
[[nodiscard]] std::string digest(std::string_view text);
[[nodiscard]] std::string proposal_id(const evidence::Subject& subject, std::string_view group);

}  // namespace profgen::inline v0::suggest
