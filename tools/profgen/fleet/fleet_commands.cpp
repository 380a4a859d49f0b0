#include "tools/profgen/fleet/fleet.hpp"

namespace profgen::tool {

std::span<const CommandInfo> fleet_commands() {
  static const CommandInfo table[] = {
      fleet_bundle(),
      fleet_nodes(),
      fleet_show(),
  };
  return table;
}

}  // namespace profgen::tool
