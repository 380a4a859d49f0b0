// One access as a line.
#pragma once

#include <string>

#include "evidence/json_reader.hpp"
#include "profgen/evidence_file.hpp"

namespace profgen::evidence {

// False: there is no such class.
[[nodiscard]] bool read_entry(const Json& json, Entry& entry);

}  // namespace profgen::evidence
