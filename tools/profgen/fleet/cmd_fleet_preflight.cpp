#include <iostream>
#include <nlohmann/json.hpp>

#include "tools/profgen/fleet/fleet.hpp"
#include "tools/profgen/fleet/fleet_json.hpp"
#include "tools/profgen/fleet/fleet_setup.hpp"
#include "tools/profgen/fleet/fleet_text.hpp"

namespace profgen::tool {
namespace {

constexpr std::string_view fleet_preflight_help =
    "Asks each node what a rollout needs of it: AppArmor in the kernel, its parser, rights, room, "
    "a\n"
    "policy directory that can be written, a clock that is right. Nothing is changed, but "
    "profgen-node\n"
    "is put on nodes that do not have it.\n"
    "Exit code 0: all are fit; 1: some are not; 4: some were not reached.";

int run_fleet_preflight(const Call& call) {
  int code = exit_done;
  auto setup = fleet_setup(call, code);
  if (!setup) return code;
  const fleet::FleetPreflight told = fleet::gather_preflight(
      setup->inventory, fleet::ask_all(*setup->transport, setup->nodes, node::Preflight{}));
  if (call.common.json)
    std::cout << preflight_json(told).dump(2) << "\n";
  else
    std::cout << preflight_text(told, style_for(call.common, 1));
  return code_of_troubles(told.troubles);
}

}  // namespace

CommandInfo fleet_preflight() {
  return {"preflight",
          "",
          "what keeps nodes from taking part",
          fleet_preflight_help,
          add_fleet_options,
          run_fleet_preflight};
}

}  // namespace profgen::tool
