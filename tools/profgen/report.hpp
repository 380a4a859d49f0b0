// An outcome in words: what was decided, what was left, what to know. Used by generate and refine.
#pragma once

#include <string>

#include "profgen/refine.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {

[[nodiscard]] std::string outcome_text(const refine::Outcome& outcome, const Style& style);
[[nodiscard]] std::string outcome_json(const refine::Outcome& outcome);
// All changes as one patch.
[[nodiscard]] std::string outcome_diff(const refine::Outcome& outcome);

}  // namespace profgen::tool
