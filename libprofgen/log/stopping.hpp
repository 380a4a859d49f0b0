// Reading that its caller may end before its sources do (ReadOptions::stop).
#pragma once

#include <atomic>
#include <cstddef>
#include <optional>
#include <string_view>

#include "log/byte_source.hpp"
#include "profgen/event.hpp"

namespace profgen::inline v0::log {

// An empty stop never says so.
[[nodiscard]] inline bool asked_to_stop(const std::atomic<bool>* stop) {
  return stop != nullptr && stop->load(std::memory_order_relaxed);
}

// Ends where it is asked to; asked once a block, so that lines cost nothing more.
class Stoppable : public ByteSource {
 public:
  Stoppable(ByteSource& source, const std::atomic<bool>* stop) : source_(source), stop_(stop) {}
  [[nodiscard]] Result<std::size_t> read(char* out, std::size_t size) override;
  [[nodiscard]] std::optional<std::uint64_t> taken() const override { return source_.taken(); }

 private:
  ByteSource& source_;
  const std::atomic<bool>* stop_;
};

// Bytes in memory, a block at a time. They must outlive it.
class TextBytes : public ByteSource {
 public:
  explicit TextBytes(std::string_view text) : rest_(text) {}
  [[nodiscard]] Result<std::size_t> read(char* out, std::size_t size) override;

 private:
  std::string_view rest_;
};

// Hands on nothing once it is asked to stop: what was read in the same block is dropped. Where
// there is no stop it is the sink itself, which must outlive it.
[[nodiscard]] EventSink until_stopped(const EventSink& sink, const std::atomic<bool>* stop);

}  // namespace profgen::inline v0::log
