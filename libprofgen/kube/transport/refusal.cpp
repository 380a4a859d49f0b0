#include "kube/transport/refusal.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr std::size_t longest_refusal = 300;

// "nodeprofilestatuses.profgen.dev", as RBAC and kubectl name them.
std::string resource_of(const Kind& kind) {
  return std::string(kind.plural) + (kind.group.empty() ? "" : "." + std::string(kind.group));
}

}  // namespace

Refusal refusal_of(const Failure& failure, std::string_view verb, const Kind& kind) {
  const std::string said = text::printable(failure.error("", "").reason, longest_refusal);
  const std::string resource = resource_of(kind);
  switch (failure.code) {
    case 403:
      return {fmt::format("you may not `{}` {}: {}", verb, resource, said),
              fmt::format("have `{}` on {} granted to your account (docs/kubernetes.md, Rights)",
                          verb, resource)};
    case 401:
      return {fmt::format("the API server does not know you: {}", said),
              "log in again: `kubectl auth can-i list nodes` has to answer"};
    case 404:
      return {fmt::format("the API server has no {}: {}", resource, said),
              "install the definitions: kubectl apply -f deploy/crds.yaml"};
    case 0:
      return {fmt::format("the API server does not answer: {}", said),
              "`kubectl get --raw /readyz` has to answer; then try again"};
    default:
      return {fmt::format("{} {}: {}", verb, resource, said),
              "try it by hand with kubectl, then again"};
  }
}

Error refusal_error(const Failure& failure, std::string_view verb, const Kind& kind,
                    const std::string& name) {
  const Refusal refusal = refusal_of(failure, verb, kind);
  return {ErrorKind::system, std::string(verb),
          resource_of(kind) + (name.empty() ? "" : "/" + name),
          refusal.reason + "; " + refusal.remedy};
}

}  // namespace profgen::inline v0::kube
