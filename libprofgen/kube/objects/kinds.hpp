// Kinds of objects that are read or written.
#pragma once

#include "kube/api/api.hpp"

namespace profgen::inline v0::kube {

// Ours: labels, annotations and taints begin with the group, too ("profgen.dev/set").
inline constexpr std::string_view group = "profgen.dev";
inline constexpr std::string_view field_manager = "profgen";

inline constexpr Kind profile_bundles{group, "v1alpha1", "profilebundles", "ProfileBundle"};
inline constexpr Kind node_profile_statuses{group, "v1alpha1", "nodeprofilestatuses",
                                            "NodeProfileStatus"};

inline constexpr Kind nodes{"", "v1", "nodes", "Node"};
inline constexpr Kind pods{"", "v1", "pods", "Pod", true};
inline constexpr Kind config_maps{"", "v1", "configmaps", "ConfigMap", true};
inline constexpr Kind service_accounts{"", "v1", "serviceaccounts", "ServiceAccount", true};
inline constexpr Kind events{"", "v1", "events", "Event", true};
inline constexpr Kind leases{"coordination.k8s.io", "v1", "leases", "Lease", true};
inline constexpr Kind jobs{"batch", "v1", "jobs", "Job", true};
inline constexpr Kind cron_jobs{"batch", "v1", "cronjobs", "CronJob", true};
inline constexpr Kind deployments{"apps", "v1", "deployments", "Deployment", true};
inline constexpr Kind daemon_sets{"apps", "v1", "daemonsets", "DaemonSet", true};
inline constexpr Kind stateful_sets{"apps", "v1", "statefulsets", "StatefulSet", true};
inline constexpr Kind replica_sets{"apps", "v1", "replicasets", "ReplicaSet", true};
inline constexpr Kind custom_resource_definitions{
    "apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition"};

}  // namespace profgen::inline v0::kube
