// Who names a profile: pods, and the templates that pods are made of.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kube/pods/reference.hpp"

namespace profgen::inline v0::kube {

struct ProfileUser {
  std::string kind, space, name;
  std::string owner;        // "ReplicaSet/web-7d9", of a pod
  std::string node, phase;  // of a pod
  ContainerProfile profile;
};

struct ProfileUsers {
  std::vector<ProfileUser> users;  // by namespace, kind, name
  std::vector<std::string> notes;  // what could not be listed, and is therefore not known
  std::size_t looked_at = 0;       // objects
};

struct UserQuery {
  std::string space;                  // empty: all namespaces
  std::optional<ProfileRef> profile;  // nullopt: all that are named
  bool versions = false;              // NAME-HASH counts as NAME
};

// Of one object; ReplicaSets, Jobs and pods are told with their owner. `kind` is given because the
// items of a list do not name it.
[[nodiscard]] std::vector<ProfileUser> users_in(const Json& object, std::string_view kind,
                                                const UserQuery& query, KubeVersion server);
// Owned ReplicaSets and Jobs are left out: their owner's template is what counts.
[[nodiscard]] Result<ProfileUsers> find_users(Api& api, const UserQuery& query, KubeVersion server);

}  // namespace profgen::inline v0::kube
