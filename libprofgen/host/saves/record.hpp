// A save as text: lines of words, and texts with their length in front, so that any bytes survive.
#pragma once

#include <string>

#include "profgen/saves.hpp"

namespace profgen::inline v0::host {

[[nodiscard]] std::string record_text(const SaveRecord& record);
// Strict; the last line holds a hash of all above it. `path` is for the Error.
[[nodiscard]] Result<SaveRecord> read_record(const std::string& path, const std::string& text);

}  // namespace profgen::inline v0::host
