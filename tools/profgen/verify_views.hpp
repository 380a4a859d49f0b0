// What `profgen verify` prints.
#pragma once

#include <vector>

#include "profgen/verify.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {

// Without `all` an access that is allowed is only counted.
void print_verify_text(const std::vector<suggest::ReplayedProfile>& profiles, bool all,
                       const Style& style);
void print_verify_json(const std::vector<suggest::ReplayedProfile>& profiles);

}  // namespace profgen::tool
