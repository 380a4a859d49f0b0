// The commands of `profgen fleet`: each stands in a file of its own, with its options and its help.
#pragma once

#include <span>

#include "tools/profgen/command.hpp"

namespace profgen::tool {

// In the order of `profgen fleet --help`.
[[nodiscard]] std::span<const CommandInfo> fleet_commands();

[[nodiscard]] CommandInfo fleet_bundle();
[[nodiscard]] CommandInfo fleet_nodes();
[[nodiscard]] CommandInfo fleet_show();

}  // namespace profgen::tool
