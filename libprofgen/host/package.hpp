// Whose file it is: a distribution's package may want a word in what becomes of it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "profgen/system.hpp"

namespace profgen::inline v0::host {

// The package that the file belongs to, as dpkg or rpm says; "" if none, or no such tool.
[[nodiscard]] std::string package_of(Processes& processes, const std::string& path);
// The same of many: those that belong to one, by path. dpkg is asked once for all of them.
[[nodiscard]] std::map<std::string, std::string> packages_of(Processes& processes,
                                                             const std::vector<std::string>& paths);

}  // namespace profgen::inline v0::host
