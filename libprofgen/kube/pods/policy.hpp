// Which profiles of the node the pods of a namespace may name: as a policy for the API server.
#pragma once

#include <string>
#include <vector>

#include "kube/pods/server.hpp"

namespace profgen::inline v0::kube {

struct NamePolicy {
  std::string space;
  std::vector<std::string> allowed;  // names; `*` is any text
  bool runtime_default = true;       // PodSecurityPolicy only: others always allow it
  bool unconfined = false;           // allowed
};

// The manifest, with comments that say what it does and what it does not. From 1.30 on a
// ValidatingAdmissionPolicy (v1) with its binding; for 1.28 and 1.29 v1beta1 (annotations only);
// below 1.25 a PodSecurityPolicy with the role to use it. An Error of kind usage for 1.25 to 1.27,
// which have neither, and for what cannot be said (`*` in a PodSecurityPolicy).
[[nodiscard]] Result<std::string> policy_manifest(const NamePolicy& policy, KubeVersion server);

// The names that `allowed` takes, as a regular expression of RE2: "^(web|nginx-.*)$".
[[nodiscard]] std::string names_pattern(const std::vector<std::string>& allowed,
                                        std::string_view prefix);

}  // namespace profgen::inline v0::kube
