// The stamp of an audit record: "audit(1795457176.476:90):".
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace profgen::inline v0::log {

struct Stamp {
  std::int64_t time_us = 0;
  std::uint64_t serial = 0;
  std::size_t size = 0;  // of its text; 0: it is none
};
// "audit(1795457176.476:90):", behind "msg=" or not.
[[nodiscard]] Stamp read_stamp(std::string_view text);

// What stands behind "audit(" in nearly every stamp of these decades, "1795457176.476:90):", read
// without a loop but for the serial. `size` of 0: it has another form, and read_stamp() has to
// look.
[[nodiscard]] Stamp read_usual_stamp(std::string_view text);

}  // namespace profgen::inline v0::log
