// The profgen-node programs that can be sent to nodes, by the kind of machine they run on.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "profgen/result.hpp"
#include "profgen/system.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::fleet {

// Files in these directories that are called profgen-node or profgen-node-*; a directory may be
// missing.
[[nodiscard]] std::vector<std::string> find_node_programs(const Files& files,
                                                          const std::vector<std::string>& dirs);

// Bytes by what `uname -m` says of a machine ("x86_64", "aarch64", …), from the head of each ELF
// file. The first of two for one machine counts. An Error of kind input for what is no program, and
// where there is none at all.
[[nodiscard]] Result<std::map<std::string, std::string>> read_node_programs(
    const Files& files, const std::vector<std::string>& paths);

}  // namespace profgen::inline v0::fleet
#pragma GCC visibility pop
