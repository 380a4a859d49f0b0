// Options whose value is a time.
#pragma once

#include <cstdint>
#include <string>

#include "tools/profgen/command.hpp"

namespace profgen::tool {

// Says that the value is none, and what one is; false.
bool refuse_value(const char* option, const std::string& value, const char* hint);
// "2026-11-23T18:12:38Z", "2026-11-23 18:12:38", "2026-11-23"; `out_us` stays where the option is
// not given. False (and told why) where it is no time.
[[nodiscard]] bool read_time(const Call& call, const char* option, std::int64_t& out_us);

}  // namespace profgen::tool
