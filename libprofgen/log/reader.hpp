// Lines of one source → records → events.
#pragma once

#include <string>

#include "log/lines.hpp"
#include "profgen/event.hpp"

namespace profgen::inline v0::log {

// How one source is read.
struct SourceOptions {
  std::string source;
  // A time near its lines (a file's last change), for stamps without a year; 0 if unknown.
  std::int64_t reference_us = 0;
  std::string host;        // of records that name none
  bool correlate = false;  // ReadOptions::correlate
  bool whole = false;      // what may still grow (an entry of several lines) is left
  bool hold = false;       // so is an event whose group of records may still grow (correlate)
};
// Where it stopped: all before it is done with.
struct Stopped {
  std::uint64_t bytes = 0;  // as Lines::offset() counts
  std::uint64_t lines = 0;
  std::int64_t reference_us = 0;
};
// Reads one source to its end.
Stopped read_lines(Lines& lines, const SourceOptions& options, const EventSink& sink,
                   ReadReport& report);

}  // namespace profgen::inline v0::log
