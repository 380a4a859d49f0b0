// A cluster as the engine of a rollout, and what profgen knows of its pods.
#pragma once

#include <memory>
#include <string>

#include "profgen/inventory.hpp"
#include "profgen/result.hpp"
#include "profgen/system.hpp"
#include "profgen/transport.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::kube {

class Api;  // kube/api/api.hpp

// The way to the nodes of a cluster through its API: requests and replies stand in
// NodeProfileStatus objects, profgen-node watch on each node answers them. A node without an agent,
// or whose agent is silent for three heartbeats, is unreachable. `writer`: unlike that of any other
// leader of a rollout ("HOST-PID-TIME"). The Api and the Clock outlive it.
[[nodiscard]] std::unique_ptr<fleet::Transport> kube_transport(Api& api,
                                                               const fleet::Inventory& inventory,
                                                               const std::string& writer,
                                                               double request_seconds);

}  // namespace profgen::inline v0::kube
#pragma GCC visibility pop
