// A rollout that a Job of the cluster leads: `profgen fleet deploy --in-cluster`.
//
// The Job runs `profgen fleet deploy` once, as the service account profgen-controller
// (deploy/base/rbac.yaml); a ConfigMap of its name, which goes with it, has fleet.yaml, the bundle
// and its signature. Neither is a secret. Runs that were interrupted are gone on with by `profgen
// fleet resume` from anywhere: their journal stands in the cluster.
#pragma once

#include <string>
#include <vector>

#include "kube/api/api.hpp"
#include "profgen/bundle.hpp"
#include "profgen/inventory.hpp"

namespace profgen::inline v0::kube {

// A ConfigMap may have that much (ValidateConfigMap of Kubernetes).
inline constexpr std::size_t largest_config_map = 1 << 20;

// The service account of its pod.
inline constexpr const char* controller_account = "profgen-controller";

struct ControllerRun {
  std::string run;  // name of the rollout
  std::string bytes, signature;
  bundle::SignatureKind signature_kind = bundle::SignatureKind::none;
  std::string selector;  // of the command line
  bool leave_blocked = false;
};

// Of the Job and its ConfigMap: "profgen-RUN", as a label may have it.
[[nodiscard]] std::string controller_name(const std::string& run);
// The Job, then the ConfigMap. An Error of kind usage: no image, too large, no name of a run, no
// fleet in a cluster; of kind input: no bundle.
[[nodiscard]] Result<std::vector<Json>> controller_objects(const fleet::Inventory& inventory,
                                                           const ControllerRun& what);
// Makes them, the ConfigMap as the Job's own; where the second is refused the first goes again.
[[nodiscard]] Status start_controller(Api& api, const std::vector<Json>& objects);

}  // namespace profgen::inline v0::kube
