// Where profgen keeps what it has to know another day.
#pragma once

#include <string>

#include "tools/profgen/command.hpp"

namespace profgen::tool {

[[nodiscard]] std::string state_dir(const Common& common);

}  // namespace profgen::tool
