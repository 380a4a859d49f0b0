// What the kernel, the audit system, journald and syslog daemons say of records that they lost.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "profgen/event.hpp"

namespace profgen::inline v0::log {

// The reason and the number of records lost, if a line tells of a loss (1 where it gives no
// number); an empty reason otherwise. `total`: the number is the one since the host's start.
struct Loss {
  std::string_view reason;
  std::uint64_t count = 0;
  bool total = false;
};
[[nodiscard]] Loss loss_in(std::string_view line);

// Running totals, each host's own, as what was lost while a log was written.
class LossTotals {
 public:
  // By how much the number of lost records grew with this total. What was lost before the first one
  // is not known: that counts 1.
  [[nodiscard]] std::uint64_t increase(std::string_view host, std::uint64_t total);

 private:
  std::map<std::string, std::uint64_t, std::less<>> last_;
};

}  // namespace profgen::inline v0::log
