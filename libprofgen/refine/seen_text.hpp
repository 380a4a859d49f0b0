// What is known of an access, in a few words for a person. Nothing of a log gets through unescaped.
#pragma once

#include <cstdint>
#include <string>

#include "profgen/evidence.hpp"

namespace profgen::inline v0::refine {

// "2026-11-23 18:10:07" (UTC) of microseconds since the epoch; "" for 0.
[[nodiscard]] std::string utc_text(std::int64_t time_us);
// "3× by nginx and 2 more, 2026-11-23 18:10:07 to 18:11:33, on web1, denied, untrusted". `most`:
// how many programs and hosts are named.
[[nodiscard]] std::string seen_text(const evidence::Seen& seen, std::size_t most = 1);
// What several accesses have together: the sums, the first and the last time.
[[nodiscard]] evidence::Seen seen_together(
    const std::vector<std::pair<evidence::Key, evidence::Seen>>& all);

}  // namespace profgen::inline v0::refine
