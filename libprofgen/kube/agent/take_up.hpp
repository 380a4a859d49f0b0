// What a new node takes up by itself: the bundles whose rollout is done and that are meant for it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "kube/agent/reach.hpp"
#include "kube/api/api.hpp"
#include "profgen/inventory.hpp"

namespace profgen::inline v0::kube {

struct Offer {
  std::string object, digest;
  std::int64_t done_us = 0;
  std::set<std::string> profiles;
  friend bool operator==(const Offer&, const Offer&) = default;
};

// A Node object as the fleet's selectors see it: its labels, and its roles as groups.
[[nodiscard]] fleet::Node fleet_node_of(const Json& node);

// Of each bundle's name the one that was done last, in the order in which they were done, without
// those whose profiles all come with later ones. A selector that is none takes no node; `tell` says
// so.
[[nodiscard]] std::vector<Offer> offers_for(
    const fleet::Node& node, const std::map<std::string, std::shared_ptr<Json>>& bundles,
    const Tell& tell);

}  // namespace profgen::inline v0::kube
