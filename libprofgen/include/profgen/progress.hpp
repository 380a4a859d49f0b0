// How far a long reading has come.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "profgen/event.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::log {

struct Progress {
  std::uint64_t bytes = 0;  // of the files, as they store them
  std::uint64_t total = 0;  // of all of them; 0: not known (a pipe or a journal is among them)
  std::uint64_t records = 0;
};
// Called after each block of bytes, in the thread that reads; an empty one costs nothing.
using ProgressSink = std::function<void(const Progress&)>;

// read_logs() that tells how far it is.
[[nodiscard]] ReadReport read_logs(const std::vector<std::string>& sources, const EventSink& sink,
                                   const ReadOptions& options, const ProgressSink& progress);

}  // namespace profgen::inline v0::log
#pragma GCC visibility pop
