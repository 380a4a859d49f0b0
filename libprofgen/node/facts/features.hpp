// What the running kernel mediates.
#pragma once

#include <string>
#include <vector>

#include "profgen/system.hpp"

namespace profgen::node {

// By the words of the policy language ("userns", "mqueue", "unix", "prompt", …), sorted, of the
// tree DIRECTORY (securityfs's apparmor/features); empty where it cannot be read.
[[nodiscard]] std::vector<std::string> kernel_features(const Files& files,
                                                       const std::string& directory);

}  // namespace profgen::node
