// The status of the NodeProfileStatus: what changed is sent, no more.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "kube/agent/reach.hpp"
#include "kube/objects/objects.hpp"

namespace profgen::inline v0::kube {

// The merge patch that makes `before` have all that `after` has; keys of which `after` says nothing
// stay. An empty object: nothing is to be done.
[[nodiscard]] Json difference(const Json& before, const Json& after);

class Publisher {
 public:
  Publisher();
  ~Publisher();
  // The server has this status now, whoever wrote it.
  void begin(const Json& status);
  // Sends what differs; the heartbeat alone only where `beats`. Whether the server has it all.
  [[nodiscard]] bool send(Api& api, Reach& reach, const NodeStatus& status, bool beats);

 private:
  std::unique_ptr<Json> sent_;
};

}  // namespace profgen::inline v0::kube
