// Which of the included files a node has from its distribution.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "bundle/included.hpp"
#include "profgen/system.hpp"

namespace profgen::inline v0::bundle {

// Takes the files of packages out of `files` and gives their paths below the policy directory,
// sorted. A file of another policy directory is the distribution's where it has the same bytes as
// the package's file of its name; other bytes are a warning.
[[nodiscard]] std::vector<std::string> take_distribution_files(
    const Files& files, Processes& processes, const policy::LoadOptions& options,
    std::map<std::string, IncludedFile>& included, std::vector<Diagnostic>& diagnostics);

}  // namespace profgen::inline v0::bundle
