// An access as members of a JSON object, under the names that `events --json` has for them.
#pragma once

#include <optional>

#include "evidence/json_reader.hpp"
#include "evidence/json_writer.hpp"
#include "profgen/access.hpp"

namespace profgen::inline v0::evidence {

// What is empty, 0 or false is left out.
void write_access(JsonWriter& out, const Access& access);
// nullopt: there is no such class.
[[nodiscard]] std::optional<Access> read_access(const Json& object, std::string_view of_class);

// A time of day where it is one that can be written so, else microseconds since the epoch.
void write_time(JsonWriter& out, std::string_view key, std::int64_t time_us);
[[nodiscard]] std::int64_t read_time(const Json& object, const char* key);

}  // namespace profgen::inline v0::evidence
