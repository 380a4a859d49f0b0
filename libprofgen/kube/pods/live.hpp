// Workloads in the cluster: found, changed in the fields of a profile and nothing else.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kube/pods/change.hpp"
#include "kube/pods/workload.hpp"

namespace profgen::kube {

struct LiveWorkload {
  Kind kind;
  std::shared_ptr<const Json> object;
};
// "KIND/NAME"; Error of kind usage for other words, of kind input where it is not there.
[[nodiscard]] Result<LiveWorkload> get_workload(Api& api, const std::string& space,
                                                const std::string& word);
// Those with a template that can change and no owner, of a namespace or (empty) all.
[[nodiscard]] Result<std::vector<LiveWorkload>> list_workloads(Api& api, const std::string& space,
                                                               KubeVersion server);

// An object for server-side apply, and who applies it.
struct Application {
  std::string manager;
  std::shared_ptr<const Json> object;
};
// One for each container, each with a manager of its own ("profgen/CONTAINER"): server-side apply
// takes away what its manager set before and does not name any more, so that one manager for all
// would undo the last container's profile with the next one's.
[[nodiscard]] std::vector<Application> applications(const Kind& kind, const Json& workload,
                                                    const ChangePlan& plan);
// Why a live object cannot take a plan; "" where it can.
[[nodiscard]] std::string cannot_change(const LiveWorkload& workload);
// `force`: takes over fields that others own.
[[nodiscard]] Status apply_plan(Api& api, const LiveWorkload& workload, const ChangePlan& plan,
                                bool force);

}  // namespace profgen::kube
