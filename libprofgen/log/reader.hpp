// Lines of one source → records → events.
#pragma once

#include <string>

#include "log/lines.hpp"
#include "profgen/event.hpp"

namespace profgen::log {

// Reads one source to its end. `reference_us`: a time near its lines (a file's last change), for
// stamps without a year; 0 if unknown.
void read_lines(Lines& lines, const std::string& source, std::int64_t reference_us,
                const EventSink& sink, ReadReport& report);

}  // namespace profgen::log
