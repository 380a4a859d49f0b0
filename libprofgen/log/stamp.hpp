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

// Reads what stands behind "audit(" in nearly every stamp of these decades, "1795457176.476:90):",
// without a loop but for the serial. A time like the last one is not read again.
class UsualStamps {
 public:
  // `size` of 0: it has another form, and read_stamp() has to look.
  [[nodiscard]] Stamp read(std::string_view text);

 private:
  bool read_time(std::uint64_t first, std::uint64_t second);

  // The bytes of the last time, with one more behind it: of "0000000000.000:" at first.
  std::uint64_t first_ = 0x3030303030303030, second_ = 0x003a3030302e3030;
  std::int64_t time_us_ = 0;  // what they say
};

}  // namespace profgen::inline v0::log
