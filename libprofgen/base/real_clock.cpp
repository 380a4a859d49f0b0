#include <chrono>

#include "profgen/clock.hpp"

namespace profgen::inline v0 {
namespace {

class RealClock : public Clock {
 public:
  [[nodiscard]] std::int64_t now_us() const override {
    using std::chrono::duration_cast, std::chrono::microseconds, std::chrono::system_clock;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
  }
};

}  // namespace

std::unique_ptr<Clock> real_clock() { return std::make_unique<RealClock>(); }

}  // namespace profgen::inline v0
