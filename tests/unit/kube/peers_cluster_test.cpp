// The objects of other systems, asked of an API.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "kube/api/memory_api.hpp"
#include "kube/objects/kinds.hpp"
#include "kube/peers/peers.hpp"

namespace profgen::kube {
namespace {

constexpr Kind asked_of_manager{"crd.security.sysdig.com", "v1alpha1", "apparmorprofiles",
                                "AppArmorProfile"};
constexpr Kind asked_of_spo{"security-profiles-operator.x-k8s.io", "v1", "apparmorprofiles",
                            "AppArmorProfile"};
constexpr Kind asked_of_old_spo{"security-profiles-operator.x-k8s.io", "v1alpha1",
                                "apparmorprofiles", "AppArmorProfile"};

TEST(PeersOfCluster, AreImportedWithoutPlaces) {
  MemoryApi api;
  api.put(asked_of_manager, {{"apiVersion", "crd.security.sysdig.com/v1alpha1"},
                             {"kind", "AppArmorProfile"},
                             {"metadata", {{"name", "web"}}},
                             {"spec", {{"enforced", true}, {"rules", "/a r\n@{x"}}}});
  const auto objects = cluster_objects(api, Peer::kube_apparmor_manager, {});
  ASSERT_TRUE(objects);
  ASSERT_EQ(objects->size(), 1u);
  Import import = import_objects(Peer::kube_apparmor_manager, *objects, {});
  ASSERT_EQ(import.files.size(), 1u);
  EXPECT_EQ(import.files[0].mode, "enforce");
  EXPECT_NE(import.files[0].text.find("  /a r,\n"), std::string::npos);
}

TEST(PeersOfCluster, AreOldOnesWhereTheServerHasNoNewOnes) {
  MemoryApi api;
  api.put(asked_of_old_spo, {{"apiVersion", "security-profiles-operator.x-k8s.io/v1alpha1"},
                             {"kind", "AppArmorProfile"},
                             {"metadata", {{"name", "web"}}},
                             {"spec", {{"policy", "profile web {\n}\n"}}}});
  api.fail_next("list", &asked_of_spo, 404);
  const auto objects = cluster_objects(api, Peer::spo, {});
  ASSERT_TRUE(objects);
  ASSERT_EQ(objects->size(), 1u);
  EXPECT_EQ(import_objects(Peer::spo, *objects, {}).files.at(0).text, "profile web {\n}\n");
}

TEST(PeersOfCluster, AreNoneWhereItHasNoneAndAnErrorWhereItSaysNo) {
  MemoryApi api;
  api.fail_next("list", &asked_of_manager, 404);
  const auto none = cluster_objects(api, Peer::kube_apparmor_manager, {});
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->empty());
  api.fail_next("list", &asked_of_manager, 403);
  EXPECT_FALSE(cluster_objects(api, Peer::kube_apparmor_manager, {}));
}

TEST(PeersOfCluster, AreTheConfigMapsThatTheyRead) {
  MemoryApi api;
  for (const char* name : {"kapparmor-profiles", "apparmor-profiles", "other", "kube-root-ca.crt"})
    api.put(config_maps, {{"apiVersion", "v1"},
                          {"kind", "ConfigMap"},
                          {"metadata", {{"name", name}, {"namespace", "security"}}},
                          {"data", {{"a", "profile a {\n}\n"}}}});
  const auto names = [&](const std::vector<std::string>& wanted) {
    std::vector<std::string> out;
    const auto objects = cluster_objects(api, Peer::config_map, wanted);
    if (objects)
      for (const PeerObject& object : *objects) out.push_back(object.name);
    return out;
  };
  EXPECT_EQ(names({}).size(), 2u);
  EXPECT_EQ(names({"security/other"}), std::vector<std::string>{"other"});
  EXPECT_EQ(names({"default/other"}), std::vector<std::string>{});
}

}  // namespace
}  // namespace profgen::kube
