// What the commands of a fleet begin with: the inventory, the chosen nodes, the way to them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "profgen/bundle.hpp"
#include "profgen/fleet.hpp"
#include "tools/profgen/command.hpp"
#include "tools/profgen/fleet/bundle_file.hpp"
#include "tools/profgen/fleet/cluster_side.hpp"

namespace profgen::tool {

// -i, --selector, --node-program.
void add_fleet_options(po::options_description& options);

// The whole inventory; nullopt: what is wrong is told, `code` is the exit code.
[[nodiscard]] std::optional<fleet::Inventory> inventory_of(const Call& call, int& code);
// Places of the nodes that -l and `selector` (of a bundle) take; nullopt, and told: none.
[[nodiscard]] std::optional<std::vector<std::size_t>> chosen_nodes(
    const Call& call, const fleet::Inventory& inventory, const std::string& selector, int& code);

struct FleetSetup {
  fleet::Inventory inventory;      // only the chosen nodes
  std::vector<std::size_t> nodes;  // all of them
  std::string state_dir;           // of this fleet
  std::unique_ptr<Files> files;
  std::unique_ptr<ClusterSide> cluster;         // with `transport: kubernetes`
  std::unique_ptr<fleet::Transport> transport;  // see connect()
  std::unique_ptr<FileLock> lock;               // see connect_to_change()
};
// nullopt: what is wrong is told, `code` is the exit code. `selector`: of a bundle, beside the one
// of the command line.
[[nodiscard]] std::optional<FleetSetup> read_fleet(const Call& call, int& code,
                                                   const std::string& selector = {});
// Only the nodes of these names stay; false, and told, where one of them is not there.
[[nodiscard]] bool keep_only(FleetSetup& setup, const std::vector<std::string>& names, int& code);
[[nodiscard]] bool connect(const Call& call, FleetSetup& setup, int& code);
// read_fleet() and connect().
[[nodiscard]] std::optional<FleetSetup> fleet_setup(const Call& call, int& code,
                                                    const std::string& selector = {});

// --stage: complain or final, the latter where it is not named; nullopt, and told, for others.
[[nodiscard]] std::optional<node::Stage> stage_option(const Call& call, int& code);

// With `transport: kubernetes` the journals of other operators are fetched first.
void fetch_runs(const FleetSetup& setup);
// connect(), and the lock of a leader where the cluster has one; for what changes nodes.
[[nodiscard]] bool connect_to_lead(const Call& call, FleetSetup& setup, int& code);
// connect_to_lead(), and the lock of the fleet on this disk, which a run takes itself; for what
// changes nodes beside runs. `what`: told to whoever finds it locked.
[[nodiscard]] bool connect_to_change(const Call& call, FleetSetup& setup, const std::string& what,
                                     int& code);
// What follows a run beside `live`: the status of its ProfileBundle.
[[nodiscard]] fleet::Observer observer_of(const FleetSetup& setup, fleet::Observer live);

// RUN of the command line, or the last one, from its journal.
[[nodiscard]] std::optional<fleet::RunView> known_run(const Call& call, const FleetSetup& setup,
                                                      int& code);
// Where the journals of this fleet's runs are, and who writes them.
[[nodiscard]] fleet::RunPlace run_place(const FleetSetup& setup);

}  // namespace profgen::tool
