#include "kube/pods/reference.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "kube/pods/users.hpp"

namespace profgen::kube {
namespace {

using RefType = ProfileRef::Type;
using From = ContainerProfile::From;

TEST(PodReference, IsReadFromBothForms) {
  EXPECT_EQ(ref_of_annotation("localhost/a/b"), (ProfileRef{RefType::localhost, "a/b"}));
  EXPECT_EQ(ref_of_annotation("runtime/default").type, RefType::runtime_default);
  EXPECT_EQ(ref_of_annotation("unconfined").type, RefType::unconfined);
  EXPECT_EQ(ref_of_annotation("localhost/").type, RefType::wrong);
  EXPECT_EQ(ref_of_annotation("nginx").type, RefType::wrong);
  EXPECT_EQ(ref_of_annotation("").type, RefType::none);
  EXPECT_EQ(ref_of_field(Json::parse(R"({"type":"Localhost","localhostProfile":"x"})")),
            (ProfileRef{RefType::localhost, "x"}));
  EXPECT_EQ(ref_of_field(Json::parse(R"({"type":"Localhost"})")).type, RefType::wrong);
  EXPECT_EQ(ref_of_field(Json::parse(R"({"type":"Unconfined","localhostProfile":"x"})")).type,
            RefType::wrong);
  EXPECT_EQ(ref_of_field(Json::parse(R"({"type":5})")).type, RefType::wrong);
  EXPECT_EQ(ref_of_field(Json::parse("[1]")).type, RefType::none);
}

TEST(PodReference, IsReadFromAPerson) {
  EXPECT_EQ(ref_of_words("nginx")->name, "nginx");
  EXPECT_EQ(ref_of_words("localhost/nginx")->name, "nginx");
  EXPECT_EQ(ref_of_words("runtime/default")->type, RefType::runtime_default);
  for (const char* wrong : {"", "localhost/", " a", "a ", "a\nb", "\xff"})
    EXPECT_FALSE(ref_of_words(wrong)) << wrong;
  EXPECT_FALSE(ref_of_words(std::string(4096, 'a')));
}

TEST(PodReference, VersionsOfAName) {
  EXPECT_EQ(*versioned_name("web", "sha256:0123456789abcdef"), "web-0123456789ab");
  EXPECT_FALSE(versioned_name("web", "sha256:0123"));
  EXPECT_FALSE(versioned_name("web", "0123456789aX"));
  EXPECT_TRUE(is_version_of("web-0123456789ab", "web"));
  EXPECT_TRUE(is_version_of("web", "web"));
  for (const char* other : {"web-0123456789a", "web-0123456789abc", "web-0123456789aB", "web2",
                            "web_0123456789ab", "wen-0123456789ab"})
    EXPECT_FALSE(is_version_of(other, "web")) << other;
}

TEST(PodReference, VersionsOfServers) {
  EXPECT_EQ(version_of("v1.30.2-eks-036c24b"), (KubeVersion{1, 30}));
  EXPECT_EQ(version_of("1.9"), (KubeVersion{1, 9}));
  EXPECT_EQ(version_of_answer(Json::parse(R"({"major":"1","minor":"28+"})")), (KubeVersion{1, 28}));
  for (const char* wrong : {"", "1", "v1.", "1.x", "1.30x", "x1.3"})
    EXPECT_FALSE(version_of(wrong)) << wrong;
  EXPECT_FALSE(version_of_answer(Json::parse("[]")));
}

struct SkewCase {
  const char* annotation;
  const char* field;
  const char* pod_field;
  unsigned minor;
  From from;
  const char* effective;
  bool conflict;
};

// KEP-24, version skew.
const SkewCase skew_cases[] = {
    {"", "", "", 20, From::nothing, "", false},
    {"a", "", "", 20, From::annotation, "localhost/a", false},
    {"a", "b", "c", 29, From::annotation, "localhost/a", true},
    {"", "b", "", 29, From::nothing, "", true},
    {"a", "", "", 30, From::annotation, "localhost/a", false},
    {"a", "a", "", 30, From::field, "localhost/a", false},
    {"a", "b", "", 33, From::field, "localhost/b", true},
    {"a", "", "c", 34, From::annotation, "localhost/a", true},
    {"", "", "c", 30, From::pod_field, "localhost/c", false},
    {"", "b", "c", 30, From::field, "localhost/b", false},
    {"a", "", "", 36, From::nothing, "", true},
    {"a", "", "c", 36, From::pod_field, "localhost/c", true},
};

Json field_named(const std::string& name) {
  return {{"appArmorProfile", {{"type", "Localhost"}, {"localhostProfile", name}}}};
}

TEST(PodReference, WhichFormCounts) {
  for (const SkewCase& one : skew_cases) {
    Json pod = {{"metadata", {{"annotations", Json::object()}}},
                {"spec", {{"containers", Json::array({{{"name", "web"}}})}}}};
    const std::string annotation = one.annotation, field = one.field, pod_field = one.pod_field;
    if (!annotation.empty())
      pod["metadata"]["annotations"][std::string(profile_annotation) + "web"] =
          "localhost/" + annotation;
    if (!field.empty()) pod["spec"]["containers"][0]["securityContext"] = field_named(field);
    if (!pod_field.empty()) pod["spec"]["securityContext"] = field_named(pod_field);
    const auto found = profiles_of(pod, {1, one.minor});
    ASSERT_EQ(found.size(), 1u);
    const std::string at =
        annotation + "|" + field + "|" + pod_field + " 1." + std::to_string(one.minor);
    EXPECT_EQ(name_of(found[0].from), name_of(one.from)) << at;
    EXPECT_EQ(found[0].effective.text(), one.effective) << at;
    EXPECT_EQ(found[0].conflict, one.conflict) << at;
  }
}

TEST(PodReference, ObjectsOfAnyShapeAreRead) {
  for (const char* text :
       {"null", "[]", "5", R"({"spec":5})", R"({"spec":{"containers":{"a":1}}})",
        R"({"metadata":{"annotations":[1]},"spec":{"containers":[1,null,{"name":7}]}})"}) {
    (void)profiles_of(Json::parse(text), {1, 30});
    (void)stray_annotations(Json::parse(text));
    (void)users_in(Json::parse(text), "Deployment", {}, {1, 30});
  }
}

}  // namespace
}  // namespace profgen::kube
