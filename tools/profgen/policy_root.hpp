// Where the includes of a file or folder are looked for that need not be the host's own policy.
#pragma once

#include <string>

#include "profgen/system.hpp"
#include "tools/profgen/command.hpp"

namespace profgen::tool {

// The same options with the folder (of a file: the one it stands in) as policy directory, if it
// holds abstractions/ or tunables/; the one that was named comes second.
[[nodiscard]] Common with_root_beside(const Files& files, const Common& common,
                                      const std::string& path);

}  // namespace profgen::tool
