#include "kube/transport/prepared.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "kube/objects/kinds.hpp"
#include "kube/objects/objects.hpp"

namespace profgen::inline v0::kube {
namespace {

node::Package* package_of(node::Request& request) {
  if (auto* plan = std::get_if<node::Plan>(&request)) return &plan->package;
  if (auto* apply = std::get_if<node::Apply>(&request)) return &apply->package;
  if (auto* drift = std::get_if<node::DriftOf>(&request)) return &drift->package;
  return nullptr;
}

}  // namespace

PreparedLine BundleObjects::prepare(const SharedLine& line) {
  constexpr std::size_t few = 4096;
  if (line->size() < few) return prepare_anew(*line);
  auto& [kept, prepared] = large_[line.get()];
  if (!kept) {
    prepared = prepare_anew(*line);
    kept = line;
  }
  return prepared;
}

PreparedLine BundleObjects::prepare_anew(const std::string& line) {
  auto request = node::request_of(line);
  if (!request) return {nullptr, {}, request.error().text()};
  PreparedLine out;
  node::Package* const package = package_of(*request);
  if (package != nullptr && !package->bytes.empty()) {
    auto bundle = bundle_object(package->bytes, package->signature, package->signature_kind);
    if (!bundle) return {nullptr, {}, bundle.error().text()};
    bundle->rollout = rollout_;
    out.bundle = bundle->name;
    if (!bundles_.contains(bundle->name)) {
      auto object = to_object(*bundle);
      if (!object) return {nullptr, {}, object.error().text()};
      bundles_[bundle->name] = {std::make_shared<const Json>(std::move(*object)), bundle->digest,
                                false};
    }
    package->bytes.clear();
  }
  out.line = std::make_shared<const std::string>(node::to_line(*request));
  return out;
}

BundleObjects::Put BundleObjects::put(const std::string& name) {
  One& one = bundles_.at(name);
  if (one.there) return {true, {}, {}};
  const Reply<Json> made = api_.create(profile_bundles, *one.object);
  if (made) {
    one.there = true;
    return {true, {}, {}};
  }
  if (!made.failure().conflict()) return {false, made.failure(), {}};
  const Reply<Json> found = api_.get(profile_bundles, "", name);
  if (!found) return {false, found.failure(), {}, "get"};
  const auto bundle = bundle_of(*found);
  if (!bundle) return {false, {}, bundle.error().text()};
  if (bundle->digest != one.digest)
    return {false,
            {},
            fmt::format("the ProfileBundle {} is there already, with {}: delete it", name,
                        bundle->digest)};
  one.there = true;
  return {true, {}, {}};
}

}  // namespace profgen::inline v0::kube
