// Lengths of time as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace profgen::inline v0 {

// "90s", "15m", "12h", "7d", "2w", also several behind each other ("1d12h"): microseconds; nullopt
// for anything else, and for more than some ten thousand years.
[[nodiscard]] std::optional<std::int64_t> parse_duration(std::string_view text);

// The two largest units that are not 0: "3 days 4 hours", "0 seconds". Below 0 is 0.
[[nodiscard]] std::string duration_text(std::int64_t duration_us);

}  // namespace profgen::inline v0
