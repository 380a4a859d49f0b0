// Which lines of two texts are the same.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace profgen::inline v0::edit {

// The lines of a text, each with its newline; the last one may have none.
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);

// Pairs of equal lines (index in `before`, index in `after`), rising in both. As many as possible
// where the texts differ little; where they differ much, what is found in about linear time.
using Match = std::pair<std::uint32_t, std::uint32_t>;
[[nodiscard]] std::vector<Match> match_lines(const std::vector<std::string_view>& before,
                                             const std::vector<std::string_view>& after);

}  // namespace profgen::inline v0::edit
