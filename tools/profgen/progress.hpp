// How far a long reading has come, on a terminal only.
#pragma once

#include <string>
#include <vector>

#include "profgen/event.hpp"
#include "tools/profgen/command.hpp"

namespace profgen::tool {

// log::read_logs() with a line on standard error, from half a second on: where that is a terminal
// that can erase a line, and without --quiet. `prints`: the sink writes to standard output, so none
// where that is a terminal too.
[[nodiscard]] log::ReadReport read_logs_shown(const Call& call,
                                              const std::vector<std::string>& sources,
                                              const log::EventSink& sink,
                                              const log::ReadOptions& options = {},
                                              bool prints = false);

}  // namespace profgen::tool
