// One pass of a program at work, with a live count of what is logged.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/profgen/command.hpp"
#include "tools/profgen/terminal.hpp"

namespace profgen::tool {

struct Exercise {
  std::vector<std::string> argv;  // empty: nothing is run
  std::string profile;
  std::vector<std::string> sources;  // logs
  std::int64_t most_us = 0;          // 0: until it ends
};
enum class Exercised {
  over,
  stopped,  // by a signal
  failed,   // it could not be run (told)
};
// Until the program ends, a key is pressed, the time is over or a signal comes (SIGINT, SIGTERM);
// then waits a moment for what the log still gets.
[[nodiscard]] Exercised exercise_program(const Call& call, Terminal* terminal,
                                         const Exercise& what);

}  // namespace profgen::tool
