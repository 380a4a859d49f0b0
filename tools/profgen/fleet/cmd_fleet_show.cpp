#include <iostream>

#include "tools/profgen/fleet/fleet.hpp"
#include "tools/profgen/host_tools.hpp"

namespace profgen::tool {
namespace {

void fleet_show_options(po::options_description&) {}

int run_fleet_show(const Call& call) {
  if (call.arguments.empty()) return names_missing("fleet show", "BUNDLE");
  std::cerr << "profgen: fleet show is not there yet\n";
  return exit_system;
}

}  // namespace

CommandInfo fleet_show() {
  return {"show", "BUNDLE",           "what a bundle holds, and whether its signature is good",
          "",     fleet_show_options, run_fleet_show};
}

}  // namespace profgen::tool
