// What a decision was made for is known again by the text of the profile's file.
#pragma once

#include <string>

#include "profgen/policy.hpp"

namespace profgen::inline v0::refine {

// The digest of a file of the policy; `no_file` where it was not read.
[[nodiscard]] std::string fingerprint_of(const policy::Policy& policy, const std::string& file);

}  // namespace profgen::inline v0::refine
