#include "kube/pods/live.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "kube/api/memory_api.hpp"
#include "kube/objects/kinds.hpp"
#include "kube/pods/users.hpp"

namespace profgen::kube {
namespace {

Json live_deployment() {
  return Json::parse(R"({"apiVersion":"apps/v1","kind":"Deployment",
    "metadata":{"name":"web","namespace":"shop"},"spec":{"replicas":2,"template":{
    "metadata":{"labels":{"app":"web"}},"spec":{"containers":[
    {"name":"nginx","image":"nginx"},{"name":"log","image":"log"}]}}}})");
}

ChangePlan live_plan(const Json& object, const std::string& container, const std::string& profile) {
  auto plan = plan_change(
      object, {{ProfileRef::Type::localhost, profile}, {container}, ProfileForm::field}, {1, 30});
  EXPECT_TRUE(plan);
  return *plan;
}

std::string profile_in(const MemoryApi& api, std::size_t container) {
  const Json object = *api.object(deployments, "shop", "web");
  const Json::json_pointer at("/spec/template/spec/containers/" + std::to_string(container) +
                              "/securityContext/appArmorProfile/localhostProfile");
  return object.contains(at) ? object.at(at).get<std::string>() : "";
}

TEST(PodLive, APatchHoldsTheProfileAndTheListItIsIn) {
  Json object = live_deployment();
  object["metadata"]["resourceVersion"] = "7";
  const Json patch = patch_of(object, live_plan(object, "log", "p"));
  EXPECT_EQ(patch, Json::parse(R"({"metadata":{"resourceVersion":"7"},"spec":{"template":{"spec":{
    "containers":[{"name":"nginx","image":"nginx"},{"name":"log","image":"log","securityContext":{
    "appArmorProfile":{"type":"Localhost","localhostProfile":"p"}}}]}}}})"));
}

TEST(PodLive, WhoWasFasterIsNotOverwritten) {
  MemoryApi api;
  api.put(deployments, live_deployment());
  const auto workload = get_workload(api, "shop", "deploy/web");
  Json other = live_deployment();
  other["spec"]["replicas"] = 3;
  api.put(deployments, other);
  const Status done = apply_plan(api, *workload, live_plan(*workload->object, "nginx", "a"));
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().reason.find("run this again"), std::string::npos) << done.error().text();
  EXPECT_EQ(profile_in(api, 0), "");
}

TEST(PodLive, OneContainerAfterTheOther) {
  MemoryApi api;
  api.put(deployments, live_deployment());
  for (const auto& [container, profile] :
       {std::pair{"nginx", "a"}, std::pair{"log", "b"}, std::pair{"log", "c"}}) {
    const auto workload = get_workload(api, "shop", "deploy/web");
    ASSERT_TRUE(workload) << workload.error().text();
    ASSERT_EQ(cannot_change(*workload), "");
    const Status done =
        apply_plan(api, *workload, live_plan(*workload->object, container, profile));
    ASSERT_TRUE(done) << done.error().text();
  }
  EXPECT_EQ(profile_in(api, 0), "a");
  EXPECT_EQ(profile_in(api, 1), "c");
  EXPECT_EQ((*api.object(deployments, "shop", "web"))["spec"]["replicas"], 2);
}

TEST(PodLive, FromLocalhostToTheDefault) {
  MemoryApi api;
  api.put(deployments, live_deployment());
  auto workload = get_workload(api, "shop", "deploy/web");
  ASSERT_TRUE(apply_plan(api, *workload, live_plan(*workload->object, "nginx", "a")));
  workload = get_workload(api, "shop", "deploy/web");
  const auto plan = plan_change(
      *workload->object, {{ProfileRef::Type::runtime_default, ""}, {"nginx"}, ProfileForm::field},
      {1, 30});
  ASSERT_TRUE(apply_plan(api, *workload, *plan));
  const Json object = *api.object(deployments, "shop", "web");
  EXPECT_EQ(object.at(Json::json_pointer(
                "/spec/template/spec/containers/0/securityContext/appArmorProfile")),
            (Json{{"type", "RuntimeDefault"}}));
}

TEST(PodLive, WhatCannotChange) {
  MemoryApi api;
  Json pod = {{"apiVersion", "v1"},
              {"kind", "Pod"},
              {"metadata", {{"name", "p"}, {"namespace", "shop"}}},
              {"spec", {{"containers", Json::array({{{"name", "a"}}})}}}};
  api.put(pods, pod);
  EXPECT_NE(cannot_change(*get_workload(api, "shop", "pod/p")), "");
  pod["metadata"]["ownerReferences"] =
      Json::array({{{"kind", "ReplicaSet"}, {"name", "web"}, {"controller", true}}});
  api.put(pods, pod);
  EXPECT_NE(cannot_change(*get_workload(api, "shop", "po/p")).find("ReplicaSet/web"),
            std::string::npos);
  EXPECT_EQ(get_workload(api, "shop", "web").error().kind, ErrorKind::usage);
  EXPECT_EQ(get_workload(api, "shop", "service/web").error().kind, ErrorKind::usage);
  EXPECT_EQ(get_workload(api, "shop", "deploy/nothing").error().kind, ErrorKind::input);
  EXPECT_EQ(get_workload(api, "shop", "cj/nothing").error().kind, ErrorKind::input);
}

TEST(PodLive, UsersAreFound) {
  MemoryApi api;
  Json object = live_deployment();
  object["spec"]["template"]["spec"]["containers"][0]["securityContext"]["appArmorProfile"] = {
      {"type", "Localhost"}, {"localhostProfile", "a"}};
  api.put(deployments, object);
  Json set = object;
  set["kind"] = "ReplicaSet";
  set["metadata"]["ownerReferences"] =
      Json::array({{{"kind", "Deployment"}, {"name", "web"}, {"controller", true}}});
  api.put(replica_sets, set);
  Json pod = object["spec"]["template"];
  pod["apiVersion"] = "v1";
  pod["kind"] = "Pod";
  pod["metadata"] = {{"name", "web-1"}, {"namespace", "shop"}};
  pod["spec"]["nodeName"] = "n1";
  api.put(pods, pod);
  const UserQuery query{"", ProfileRef{ProfileRef::Type::localhost, "a"}, false};
  const auto users = find_users(api, query, {1, 30});
  ASSERT_TRUE(users) << users.error().text();
  ASSERT_EQ(users->users.size(), 2u);
  EXPECT_EQ(users->users[0].kind, "Deployment");
  EXPECT_EQ(users->users[1].node, "n1");
  api.fail_next("list", &deployments, 403);
  const auto some = find_users(api, query, {1, 30});
  ASSERT_TRUE(some);
  EXPECT_EQ(some->users.size(), 1u);
  EXPECT_EQ(some->notes.size(), 1u);
  api.set_reachable(false);
  EXPECT_FALSE(find_users(api, query, {1, 30}));
}

}  // namespace
}  // namespace profgen::kube
