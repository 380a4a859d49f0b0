#include "kube/pods/change.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace profgen::kube {
namespace {

const char* const two_containers = R"({"kind":"Deployment","metadata":{"name":"web"},"spec":{
  "template":{"metadata":{},"spec":{"containers":[{"name":"nginx"},{"name":"log"}],
  "initContainers":[{"name":"setup"}]}}}})";
const std::string annotations =
    "/spec/template/metadata/annotations/"
    "container.apparmor.security.beta.kubernetes.io~1";

ProfileChange localhost_change(std::vector<std::string> containers, ProfileForm form) {
  return {{ProfileRef::Type::localhost, "p"}, std::move(containers), form};
}

std::vector<ValueEdit> planned(const Json& object, const ProfileChange& change) {
  const auto plan = plan_change(object, change, {1, 30});
  EXPECT_TRUE(plan) << plan.error().text();
  return plan ? plan->values() : std::vector<ValueEdit>();
}

TEST(PodChange, OfAContainer) {
  const Json object = Json::parse(two_containers);
  const std::string at = "/spec/template/spec/containers/1/securityContext/appArmorProfile";
  EXPECT_EQ(planned(object, localhost_change({"log"}, ProfileForm::field)),
            (std::vector<ValueEdit>{{at + "/type", "Localhost"}, {at + "/localhostProfile", "p"}}));
  EXPECT_EQ(planned(object, localhost_change({"setup"}, ProfileForm::annotation)),
            (std::vector<ValueEdit>{{annotations + "setup", "localhost/p"}}));
}

TEST(PodChange, OfTheWholePod) {
  const Json object = Json::parse(two_containers);
  const std::string at = "/spec/template/spec/securityContext/appArmorProfile";
  EXPECT_EQ(planned(object, localhost_change({}, ProfileForm::field)),
            (std::vector<ValueEdit>{{at + "/type", "Localhost"}, {at + "/localhostProfile", "p"}}));
  EXPECT_EQ(planned(object, localhost_change({}, ProfileForm::annotation)),
            (std::vector<ValueEdit>{{annotations + "setup", "localhost/p"},
                                    {annotations + "nginx", "localhost/p"},
                                    {annotations + "log", "localhost/p"}}));
}

TEST(PodChange, OnlyWhatDiffers) {
  Json object = Json::parse(two_containers);
  edit_json(object, planned(object, localhost_change({"log"}, ProfileForm::field)));
  EXPECT_TRUE(planned(object, localhost_change({"log"}, ProfileForm::field)).empty());
  const std::string at = "/spec/template/spec/containers/1/securityContext/appArmorProfile";
  const ProfileChange other{{ProfileRef::Type::localhost, "q"}, {"log"}, ProfileForm::field};
  EXPECT_EQ(planned(object, other), (std::vector<ValueEdit>{{at + "/localhostProfile", "q"}}));
  const ProfileChange none{{ProfileRef::Type::unconfined, ""}, {"log"}, ProfileForm::field};
  EXPECT_EQ(planned(object, none),
            (std::vector<ValueEdit>{{at + "/type", "Unconfined"},
                                    {at + "/localhostProfile", std::nullopt}}));
}

TEST(PodChange, TheOtherFormFollows) {
  Json object = Json::parse(two_containers);
  object["spec"]["template"]["metadata"]["annotations"] = {
      {std::string(profile_annotation) + "log", "localhost/old"},
      {std::string(profile_annotation) + "gone", "localhost/old"}};
  const auto plan = plan_change(object, localhost_change({"log"}, ProfileForm::field), {1, 31});
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->edits.size(), 3u);
  EXPECT_EQ(plan->edits[2].edit, (ValueEdit{annotations + "log", "localhost/p"}));
  ASSERT_EQ(plan->warnings.size(), 2u);
  EXPECT_NE(plan->warnings[1].find("the container gone"), std::string::npos);
}

TEST(PodChange, AContainersOwnProfileStays) {
  Json object = Json::parse(two_containers);
  object["spec"]["template"]["spec"]["containers"][0]["securityContext"]["appArmorProfile"] = {
      {"type", "Localhost"}, {"localhostProfile", "own"}};
  const auto plan = plan_change(object, localhost_change({}, ProfileForm::field), {1, 31});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->edits.size(), 2u);
  ASSERT_EQ(plan->warnings.size(), 1u);
  EXPECT_NE(plan->warnings[0].find("keeps it"), std::string::npos);
}

TEST(PodChange, WhatCannotBe) {
  const Json object = Json::parse(two_containers);
  const auto unknown = plan_change(object, localhost_change({"ngin"}, ProfileForm::field), {1, 30});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ErrorKind::usage);
  EXPECT_NE(unknown.error().reason.find("setup, nginx, log"), std::string::npos);
  EXPECT_FALSE(plan_change(Json::parse(R"({"kind":"Service"})"),
                           localhost_change({}, ProfileForm::field), {1, 30}));
  Json windows = object;
  windows["spec"]["template"]["spec"]["os"]["name"] = "windows";
  EXPECT_FALSE(plan_change(windows, localhost_change({}, ProfileForm::field), {1, 30}));
}

TEST(PodChange, RollFollowsEachForm) {
  Json object = Json::parse(two_containers);
  auto& pod = object["spec"]["template"];
  pod["metadata"]["annotations"] = {{std::string(profile_annotation) + "log", "localhost/p"}};
  pod["spec"]["containers"][0]["securityContext"]["appArmorProfile"] = {
      {"type", "Localhost"}, {"localhostProfile", "p-0123456789ab"}};
  pod["spec"]["securityContext"]["appArmorProfile"] = {{"type", "Localhost"},
                                                       {"localhostProfile", "p2"}};
  const ChangePlan plan = plan_roll(object, "p", "p-ffffffffffff");
  EXPECT_EQ(plan.values(), (std::vector<ValueEdit>{
                               {"/spec/template/spec/containers/0/securityContext/appArmorProfile/"
                                "localhostProfile",
                                "p-ffffffffffff"},
                               {annotations + "log", "localhost/p-ffffffffffff"}}));
  edit_json(object, plan.values());
  EXPECT_TRUE(plan_roll(object, "p", "p-ffffffffffff").edits.empty());
}

TEST(PodChange, SkewIsTold) {
  using Form = ProfileForm;
  EXPECT_TRUE(skew_warnings(Form::field, {1, 30}, {{1, 29}}).empty());
  EXPECT_EQ(skew_warnings(Form::field, {1, 29}, {}).size(), 1u);
  EXPECT_EQ(skew_warnings(Form::field, {1, 34}, {{1, 29}, {1, 34}}).size(), 1u);
  EXPECT_TRUE(skew_warnings(Form::field, {1, 34}, {{1, 31}}).empty());
  EXPECT_TRUE(skew_warnings(Form::annotation, {1, 29}, {}).empty());
  EXPECT_EQ(skew_warnings(Form::annotation, {1, 30}, {}).size(), 1u);
  EXPECT_NE(skew_warnings(Form::annotation, {1, 36}, {})[0].find("ignores"), std::string::npos);
}

}  // namespace
}  // namespace profgen::kube
