// The views of a recommendation that `suggest --format` offers.
#pragma once

#include "profgen/refine.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {

void print_text(const refine::Recommendation& recommendation, const Style& style);
void print_rules(const refine::Recommendation& recommendation);
void print_json(const refine::Recommendation& recommendation);

}  // namespace profgen::tool
