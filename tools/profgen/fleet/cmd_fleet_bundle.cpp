#include <iostream>

#include "tools/profgen/fleet/fleet.hpp"
#include "tools/profgen/host_tools.hpp"

namespace profgen::tool {
namespace {

void fleet_bundle_options(po::options_description&) {}

int run_fleet_bundle(const Call& call) {
  if (call.arguments.empty()) return names_missing("fleet bundle", "FILE or PROFILE");
  std::cerr << "profgen: fleet bundle is not there yet\n";
  return exit_system;
}

}  // namespace

CommandInfo fleet_bundle() {
  return {"bundle",
          "FILE|PROFILE… -o FILE",
          "make a bundle of profiles: immutable, named by its digest",
          "",
          fleet_bundle_options,
          run_fleet_bundle};
}

}  // namespace profgen::tool
