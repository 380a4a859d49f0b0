#include "log/stopping.hpp"

#include <algorithm>
#include <functional>

namespace profgen::inline v0::log {

Result<std::size_t> Stoppable::read(char* out, std::size_t size) {
  if (asked_to_stop(stop_)) return std::size_t{0};
  return source_.read(out, size);
}

Result<std::size_t> TextBytes::read(char* out, std::size_t size) {
  const std::size_t taken = std::min(size, rest_.size());
  std::copy_n(rest_.data(), taken, out);
  rest_.remove_prefix(taken);
  return taken;
}

EventSink until_stopped(const EventSink& sink, const std::atomic<bool>* stop) {
  if (stop == nullptr) return sink;
  return [&sink, stop](const Record& record, const Event& event) {
    if (!asked_to_stop(stop)) sink(record, event);
  };
}

}  // namespace profgen::inline v0::log
