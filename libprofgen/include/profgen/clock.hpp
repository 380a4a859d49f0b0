// The time of day behind an interface, so that nothing but a command reads it.
#pragma once

#include <cstdint>
#include <memory>

#pragma GCC visibility push(default)
namespace profgen::inline v0 {

class Clock {
 public:
  virtual ~Clock() = default;
  // Microseconds since the epoch.
  [[nodiscard]] virtual std::int64_t now_us() const = 0;
};
[[nodiscard]] std::unique_ptr<Clock> real_clock();

}  // namespace profgen::inline v0
#pragma GCC visibility pop
