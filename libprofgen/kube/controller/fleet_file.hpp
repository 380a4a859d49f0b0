// A fleet as a controller in the cluster reads it: a fleet.yaml with all nodes by name, for which
// nobody has to be asked.
#pragma once

#include <string>
#include <string_view>

#include "profgen/inventory.hpp"

namespace profgen::inline v0::kube {

// What read_inventory() makes the same rollout of: names, strategy, `adopt`, what `ssh` says to a
// cluster. Of labels and groups only those that `selectors` (of the bundle and the command line),
// the canaries or `spread` may ask for: all of them would fill the object of a large fleet. Of
// `kubernetes` the namespace alone: a pod has no kubeconfig.
[[nodiscard]] std::string fleet_file(const fleet::Inventory& inventory, std::string_view selectors);

}  // namespace profgen::inline v0::kube
