// One access as a line.
#pragma once

#include <string>

#include "evidence/json_reader.hpp"
#include "profgen/evidence_file.hpp"

namespace profgen::inline v0::evidence {

// False: there is no such class.
[[nodiscard]] bool read_entry(const Json& json, Entry& entry);

}  // namespace profgen::inline v0::evidence
