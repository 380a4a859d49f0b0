// The clocks of log lines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace profgen::inline v0::log {

// Each takes a stamp off the front of `text` and gives microseconds since the epoch; nullopt (and
// `text` as it was) if none stands there.

// "2026-11-23T18:12:38.655752+00:00", also with a blank for the T, a comma in the fraction, "Z",
// "+0000" and no zone (then UTC).
[[nodiscard]] std::optional<std::int64_t> take_iso_time(std::string_view& text);

// "Nov 23 18:12:38", perhaps with a fraction and a zone ("+08:00"; else UTC). The year is the one
// that brings it nearest to `reference_us`; with none (0) the time is given as 0: unknown.
[[nodiscard]] std::optional<std::int64_t> take_bsd_time(std::string_view& text,
                                                        std::int64_t reference_us);

// "Mon Nov 23 18:13:59 2026", as dmesg -T writes it.
[[nodiscard]] std::optional<std::int64_t> take_ctime(std::string_view& text);

// "2026-11-23T18:12:38.655752Z"; "" for 0 (unknown).
[[nodiscard]] std::string iso_time(std::int64_t time_us);

}  // namespace profgen::inline v0::log
