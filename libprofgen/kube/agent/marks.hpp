// What the agent writes on objects: labels and a taint. deploy/ and docs/kubernetes.md name them.
#pragma once

#include <string>

namespace profgen::inline v0::kube {

// Of a NodeProfileStatus: whose it is, so that its agent can watch it alone.
inline constexpr const char* node_label = "profgen.dev/node";
// Of a Node: the first 12 digits of the digest of what its kernel was seen to have.
inline constexpr const char* set_label = "profgen.dev/set";
// Of a Node, by kubelet --register-with-taints: no pods before the kernel has the profiles.
inline constexpr const char* pending_taint = "profgen.dev/pending";

// A label's value has 63 characters at most, a node's name may have more.
[[nodiscard]] std::string node_label_value(const std::string& node);

}  // namespace profgen::inline v0::kube
