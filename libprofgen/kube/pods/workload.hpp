// Objects that hold pods: where the template is in each kind.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kube/api/api.hpp"

namespace profgen::inline v0::kube {

inline constexpr Kind replication_controllers{"", "v1", "replicationcontrollers",
                                              "ReplicationController", true};

struct WorkloadKind {
  Kind kind;
  std::string_view pod;          // JSON pointer to metadata and spec of its pods; "" of a pod
  bool template_changes = true;  // false: the API server refuses another template
};
// Pod first.
[[nodiscard]] std::span<const WorkloadKind> workload_kinds();
// By kind, plural, singular or kubectl's short name, of any case: "Deployment", "deploy", "ds".
[[nodiscard]] const WorkloadKind* workload_kind(std::string_view word);

// Where the pod is in an object of any kind, also in custom ones that have a template as
// Deployments do; nullopt: it has none.
[[nodiscard]] std::optional<std::string> pod_pointer(const Json& object);
[[nodiscard]] std::string workload_name(const Json& object);   // "Deployment/web"
[[nodiscard]] std::string workload_place(const Json& object);  // "shop/Deployment/web"
// "KIND/NAME" of the controller; "" without.
[[nodiscard]] std::string owner_of(const Json& object);

}  // namespace profgen::inline v0::kube
