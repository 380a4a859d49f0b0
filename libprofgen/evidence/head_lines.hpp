// Sources, cursors and recent records as lines.
#pragma once

#include <string>

#include "evidence/json_reader.hpp"
#include "profgen/evidence_file.hpp"

namespace profgen::inline v0::evidence {

[[nodiscard]] std::string source_line(std::size_t index, const Source& source);
[[nodiscard]] Source read_source(const Json& json);

[[nodiscard]] std::string cursor_line(const Cursor& cursor);
[[nodiscard]] Cursor read_cursor(const Json& json);

[[nodiscard]] std::string recent_line(const Duplicates::Recent& recent);
[[nodiscard]] Duplicates::Recent read_recent(const Json& json);

}  // namespace profgen::inline v0::evidence
