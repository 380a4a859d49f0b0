#include "kube/agent/carry_out.hpp"

#include "base/text.hpp"
#include "kube/objects/field.hpp"
#include "kube/objects/kinds.hpp"
#include "node/operations.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr int forbidden_code = 403;

node::Package* package_in(node::Request& request) {
  if (auto* plan = std::get_if<node::Plan>(&request)) return &plan->package;
  if (auto* apply = std::get_if<node::Apply>(&request)) return &apply->package;
  if (auto* drift = std::get_if<node::DriftOf>(&request)) return &drift->package;
  return nullptr;
}

void tell_of_host(node::PreflightReply& reply, const HostFacts& host) {
  reply.hostname = host.name;
  if (!host.os.empty()) reply.os = host.os;
  std::erase_if(reply.problems, [](const node::Problem& one) { return one.id == "container"; });
}

// The node's own words would ask for the bundle to be sent.
void tell_of_missing(node::Reply& reply, const std::string& bundle) {
  auto* refused = std::get_if<node::Refused>(&reply);
  if (refused == nullptr) return;
  for (node::Problem& problem : refused->problems)
    if (problem.id == "unknown-bundle") {
      problem.text = "there is no ProfileBundle " + text::printable(bundle) +
                     ", and the node does not have its bytes either";
      problem.remedy = "deploy the bundle again";
    }
}

}  // namespace

Fetched fetch_bundle(Api& api, Reach& reach, const std::string& name) {
  const std::string what = "get profilebundles";
  if (reach.pause_seconds() > 0) return NotNow{};
  auto got = api.get(profile_bundles, "", name);
  if (got) {
    reach.good();
    auto bundle = bundle_of(*got);
    if (!bundle)
      return node::refused("bad-bundle", bundle.error(), "delete the object and deploy again");
    return std::move(*bundle);
  }
  if (got.failure().not_found()) {
    reach.good();
    return NoBundle{};
  }
  reach.failed(got.failure(), what);
  if (got.failure().code != forbidden_code) return NotNow{};
  return node::refused(
      "forbidden", got.failure().error("get the ProfileBundle", name),
      "let the agent's service account get profilebundles (deploy/base/rbac.yaml)");
}

std::optional<CarriedOut> carry_out_request(
    node::Machine& machine, const HostFacts& host, const Request& request,
    const std::function<Fetched(const std::string&)>& fetch) {
  auto asked = node::request_of(request.line);
  if (!asked)
    return CarriedOut{std::nullopt,
                      node::refused("bad-request", asked.error(), "docs/node-protocol.md has all")};
  bool missing = false;
  if (node::Package* package = package_in(*asked);
      package != nullptr && package->bytes.empty() && !request.bundle.empty()) {
    auto fetched = fetch(request.bundle);
    if (std::holds_alternative<NotNow>(fetched)) return std::nullopt;
    if (auto* refused = std::get_if<node::Refused>(&fetched))
      return CarriedOut{std::move(*asked), std::move(*refused)};
    if (auto* bundle = std::get_if<ProfileBundle>(&fetched)) {
      package->bytes = std::move(bundle->bytes);
      package->signature = std::move(bundle->signature);
      package->signature_kind = bundle->signature_kind;
    }
    missing = std::holds_alternative<NoBundle>(fetched);
  }
  CarriedOut out{std::nullopt, node::handle(machine, *asked)};
  if (missing) tell_of_missing(out.reply, request.bundle);
  if (auto* preflight = std::get_if<node::PreflightReply>(&out.reply))
    tell_of_host(*preflight, host);
  out.request = std::move(*asked);
  return out;
}

}  // namespace profgen::inline v0::kube
