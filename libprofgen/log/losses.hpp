// What the kernel, the audit system and journald say of records that they lost.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "profgen/event.hpp"

namespace profgen::log {

// The reason and the number of records lost, if a line tells of a loss (1 where it gives no
// number); an empty reason otherwise.
struct Loss {
  std::string_view reason;
  std::uint64_t count = 0;
};
[[nodiscard]] Loss loss_in(std::string_view line);

}  // namespace profgen::log
