// The profile that a container begins with: name only, with what its runtime needs of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "profgen/result.hpp"

namespace profgen::inline v0::kube {

enum class TemplateBase : std::uint8_t {
  runtime_default,  // allows what the default profiles of docker, containerd and podman allow
  least,            // only what runtime and libc need: complain mode, to be learnt from its log
};
struct TemplateOptions {
  TemplateBase base = TemplateBase::runtime_default;
  // "3.0" or "4.0": what the rules are written for. With 4.0 user name spaces, message queues and
  // io_uring are mediated, and allowed where the base allows everything.
  std::string abi = "3.0";
};
// An Error of kind usage where the name is reserved or has other bytes than letters, digits, `.`,
// `_` and `-`.
[[nodiscard]] Result<std::string> container_template(const std::string& name,
                                                     const TemplateOptions& options);

// How docker, podman and Kubernetes are told to use a profile of such a name; a line each.
struct UseLine {
  std::string what;  // "docker", "podman", "Kubernetes 1.30 and later", "Kubernetes before 1.30"
  std::string line;
};
[[nodiscard]] std::vector<UseLine> lines_to_use(const std::string& name);

}  // namespace profgen::inline v0::kube
