// A request of the mailbox, carried out on this machine.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "kube/agent/reach.hpp"
#include "kube/objects/objects.hpp"
#include "profgen/node_engine.hpp"

namespace profgen::inline v0::kube {

struct NotNow {};    // the API server does not answer
struct NoBundle {};  // there is no such object
using Fetched = std::variant<ProfileBundle, NoBundle, node::Refused, NotNow>;
[[nodiscard]] Fetched fetch_bundle(Api& api, Reach& reach, const std::string& name);

// What the Node object says of the host: in a container the agent sees the image's /etc/os-release
// and the pod's host name.
struct HostFacts {
  std::string name, os;
};

struct CarriedOut {
  std::optional<node::Request> request;  // nullopt: the line was none
  node::Reply reply;
};
// The bundle's bytes come from its ProfileBundle, or, where that is gone, from what the node keeps.
// nullopt: not now, as the bundle cannot be fetched.
[[nodiscard]] std::optional<CarriedOut> carry_out_request(
    node::Machine& machine, const HostFacts& host, const Request& request,
    const std::function<Fetched(const std::string&)>& fetch);

}  // namespace profgen::inline v0::kube
