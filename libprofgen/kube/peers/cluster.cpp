#include <algorithm>

#include "kube/api/field.hpp"
#include "kube/objects/kinds.hpp"
#include "kube/peers/object.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr Kind manager_profiles{"crd.security.sysdig.com", "v1alpha1", "apparmorprofiles",
                                "AppArmorProfile"};
constexpr Kind spo_profiles{"security-profiles-operator.x-k8s.io", "v1", "apparmorprofiles",
                            "AppArmorProfile"};
constexpr Kind spo_profiles_before{"security-profiles-operator.x-k8s.io", "v1alpha1",
                                   "apparmorprofiles", "AppArmorProfile"};
// The ConfigMaps that kapparmor and apparmor-loader read unless they are told otherwise.
constexpr std::string_view usual_config_maps[] = {"kapparmor-profiles", "apparmor-profiles"};

YamlPtr node_of(const Json& value) {
  auto node = std::make_shared<YamlNode>();
  node->at = {0, 0};
  if (value.is_object()) {
    node->kind = YamlNode::Kind::map;
    for (const auto& [key, below] : value.items()) {
      auto name = std::make_shared<YamlNode>();
      name->kind = YamlNode::Kind::text;
      name->at = {0, 0};
      name->text = key;
      node->pairs.emplace_back(std::move(name), node_of(below));
    }
  } else if (value.is_array()) {
    node->kind = YamlNode::Kind::list;
    for (const Json& item : value) node->items.push_back(node_of(item));
  } else if (!value.is_null()) {
    node->kind = YamlNode::Kind::text;
    node->quoted = value.is_string();
    node->text = value.is_string() ? value.get<std::string>() : value.dump();
  }
  return node;
}

bool is_wanted(const PeerObject& object, const std::vector<std::string>& names) {
  if (names.empty())
    return std::ranges::find(usual_config_maps, object.name) != std::end(usual_config_maps);
  return std::ranges::any_of(names, [&](const std::string& name) {
    return name == object.name || name == object.name_space + "/" + object.name;
  });
}

// Adds the objects; the reply's failure where there was one.
std::optional<Failure> add_listed(Api& api, const Kind& kind, std::vector<PeerObject>& out) {
  const Reply<List> listed = api.list(kind, "", "");
  if (!listed) return listed.failure();
  for (const Json& item : listed->items) {
    PeerObject object;
    object.node = node_of(item);
    object.api =
        std::string(kind.group) + (kind.group.empty() ? "" : "/") + std::string(kind.version);
    object.kind = kind.kind;
    object.name = metadata_text(item, "name");
    object.name_space = metadata_text(item, "namespace");
    object.at = {0, 0};
    object.source = make_source("cluster", "");
    out.push_back(std::move(object));
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<PeerObject>> cluster_objects(Api& api, Peer peer,
                                                const std::vector<std::string>& wanted) {
  std::vector<PeerObject> out;
  std::optional<Failure> failure;
  const char* what = "ConfigMaps";
  if (peer == Peer::config_map) {
    failure = add_listed(api, kube::config_maps, out);
    std::erase_if(out, [&](const PeerObject& object) { return !is_wanted(object, wanted); });
  } else if (peer == Peer::kube_apparmor_manager) {
    what = "apparmorprofiles.crd.security.sysdig.com";
    failure = add_listed(api, manager_profiles, out);
  } else {
    what = "apparmorprofiles.security-profiles-operator.x-k8s.io";
    failure = add_listed(api, spo_profiles, out);
    // Releases before 1.0 serve v1alpha1 only.
    if (failure && failure->not_found()) failure = add_listed(api, spo_profiles_before, out);
  }
  if (failure && !failure->not_found()) return failure->error("list", what);
  return out;
}

}  // namespace profgen::inline v0::kube
