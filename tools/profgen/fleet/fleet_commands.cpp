#include "tools/profgen/fleet/fleet.hpp"

namespace profgen::tool {

std::span<const CommandInfo> fleet_commands() {
  static const CommandInfo table[] = {
      fleet_bundle(),   fleet_show(),   fleet_nodes(),  fleet_preflight(),
      fleet_plan(),     fleet_deploy(), fleet_resume(), fleet_abort(),
      fleet_rollback(), fleet_status(), fleet_verify(), fleet_collect(),
      fleet_refine(),   fleet_retire(), fleet_import(), fleet_export(),
  };
  return table;
}

}  // namespace profgen::tool
