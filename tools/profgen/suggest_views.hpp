// The views of a recommendation that `suggest --format` offers.
#pragma once

#include "profgen/refine.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {

struct TextView {
  Style style;
  std::size_t width = 100;  // columns
  bool all = false;         // every access, every alternative with its reason
};
void print_text(const refine::Recommendation& recommendation, const policy::Policy& policy,
                const TextView& view);
void print_rules(const refine::Recommendation& recommendation);
void print_json(const refine::Recommendation& recommendation, const policy::Policy& policy);

}  // namespace profgen::tool
