// What `profgen unused` prints.
#pragma once

#include <vector>

#include "profgen/unused.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {

void print_unused_text(const std::vector<suggest::UnusedIn>& all, const Style& style);
void print_unused_json(const std::vector<suggest::UnusedIn>& all);

}  // namespace profgen::tool
