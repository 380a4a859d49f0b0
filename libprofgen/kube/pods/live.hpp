// Workloads in the cluster: found, changed in the fields of a profile and nothing else.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kube/pods/change.hpp"
#include "kube/pods/workload.hpp"

namespace profgen::inline v0::kube {

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

// A merge patch of these values; a list that one of them is in stands there whole, and the
// resourceVersion with it: who was faster is not overwritten (409).
[[nodiscard]] Json patch_of(const Json& workload, const ChangePlan& plan);
// Why a live object cannot take a plan; "" where it can.
[[nodiscard]] std::string cannot_change(const LiveWorkload& workload);
// Not by server-side apply: `kubectl apply --server-side` of 1.26 and later moves all that a
// client-side apply had set to the new manager, whose next apply would take it away.
[[nodiscard]] Status apply_plan(Api& api, const LiveWorkload& workload, const ChangePlan& plan);

}  // namespace profgen::inline v0::kube
