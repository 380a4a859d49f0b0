// Reads text and keeps what came out.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "profgen/event.hpp"

namespace profgen::log {

struct Read {
  std::vector<std::pair<Record, Event>> events;
  ReadReport report;
};

inline Read read_all(std::string_view text, const std::string& source = "test.log") {
  Read out;
  out.report = read_text(text, source, [&out](const Record& record, const Event& event) {
    out.events.emplace_back(record, event);
  });
  return out;
}

}  // namespace profgen::log
