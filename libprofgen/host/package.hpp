// Whose file it is: a distribution's package may want a word in what becomes of it.
#pragma once

#include <string>

#include "profgen/system.hpp"

namespace profgen::host {

// The package that the file belongs to, as dpkg or rpm says; "" if none, or no such tool.
[[nodiscard]] std::string package_of(Processes& processes, const std::string& path);

}  // namespace profgen::host
