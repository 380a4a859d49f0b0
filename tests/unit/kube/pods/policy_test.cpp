// The manifests are held against their structure and against a reading of their expressions; no
// server that has the API was at hand when this was written (docs/kubernetes-pods.md).
#include "kube/pods/policy.hpp"

#include <gtest/gtest.h>
#include <regex.h>

#include <nlohmann/json.hpp>

#include "kube/pods/member.hpp"
#include "kube/pods/yaml_bytes.hpp"
#include "kube/pods/yaml_edit.hpp"

namespace profgen::kube {
namespace {

std::vector<Json> documents_in(const std::string& text) {
  std::vector<Json> out;
  for (const YamlDocument& one : documents_of(text)) {
    YamlError wrong;
    const YamlPtr root = read_yaml(text.substr(one.begin, one.end - one.begin), wrong);
    EXPECT_NE(root, nullptr) << wrong.message << "\n" << text;
    if (root != nullptr) out.push_back(json_of(*root));
  }
  return out;
}

// Brackets and quotes of CEL: closed in order, texts closed.
bool is_balanced(const std::string& expression) {
  std::string open;
  bool quoted = false;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '\'') quoted = false;
      continue;
    }
    if (c == '\'') quoted = true;
    if (c == '(' || c == '[') open += c;
    if (c == ')' || c == ']') {
      if (open.empty() || open.back() != (c == ')' ? '(' : '[')) return false;
      open.pop_back();
    }
  }
  return open.empty() && !quoted;
}

TEST(PodPolicy, AdmissionPolicy) {
  const auto text = policy_manifest({"shop", {"web-*", "it's"}, true, false}, {1, 31});
  ASSERT_TRUE(text) << text.error().text();
  const auto documents = documents_in(*text);
  ASSERT_EQ(documents.size(), 2u);
  const Json &policy = documents[0], &binding = documents[1];
  EXPECT_EQ(policy["apiVersion"], "admissionregistration.k8s.io/v1");
  EXPECT_EQ(policy["kind"], "ValidatingAdmissionPolicy");
  EXPECT_EQ(policy["spec"]["failurePolicy"], "Fail");
  EXPECT_EQ(policy["spec"]["matchConstraints"]["resourceRules"][0]["resources"],
            Json::array({"pods"}));
  EXPECT_EQ(policy["spec"]["matchConstraints"]["resourceRules"][1]["resources"],
            Json::array({"pods/ephemeralcontainers"}));
  const Json& validations = policy["spec"]["validations"];
  ASSERT_EQ(validations.size(), 5u);
  std::string all;
  for (const Json& one : validations) {
    const auto expression = one["expression"].get<std::string>();
    EXPECT_TRUE(is_balanced(expression)) << expression;
    EXPECT_FALSE(one["message"].get<std::string>().empty());
    all += expression + "\n";
  }
  // Every list of containers, and no field without has() in front of it.
  for (const char* part :
       {"object.spec.containers.all(c,", "object.spec.initContainers.all(c,",
        "object.spec.ephemeralContainers.all(c,", "object.metadata.annotations.all(k,",
        "!has(object.spec.initContainers)", "!has(object.spec.ephemeralContainers)",
        "!has(c.securityContext)", "!has(c.securityContext.appArmorProfile)",
        "!has(c.securityContext.appArmorProfile.localhostProfile)",
        "!has(object.metadata.annotations)", "'^(web-.*|it\\'s)$'",
        "'^localhost/(web-.*|it\\'s)$'"})
    EXPECT_NE(all.find(part), std::string::npos) << part << "\n" << all;
  EXPECT_EQ(binding["kind"], "ValidatingAdmissionPolicyBinding");
  EXPECT_EQ(binding["spec"]["policyName"], policy["metadata"]["name"]);
  EXPECT_EQ(binding["spec"]["validationActions"], Json::array({"Deny"}));
  EXPECT_EQ(text_at(binding, {"spec", "matchResources", "namespaceSelector", "matchLabels",
                              "kubernetes.io/metadata.name"}),
            "shop");
}

TEST(PodPolicy, ThePatternTakesWholeNames) {
  const std::string pattern = names_pattern({"web-*", "a.b+c", "[x]"}, "localhost/");
  EXPECT_EQ(pattern, "^localhost/(web-.*|a\\.b\\+c|\\[x\\])$");
  regex_t names;
  ASSERT_EQ(::regcomp(&names, pattern.c_str(), REG_EXTENDED | REG_NOSUB), 0);
  const auto takes = [&](const char* name) { return ::regexec(&names, name, 0, nullptr, 0) == 0; };
  for (const char* fits : {"localhost/web-", "localhost/web-1", "localhost/a.b+c", "localhost/[x]"})
    EXPECT_TRUE(takes(fits)) << fits;
  for (const char* other :
       {"localhost/web", "localhost/aXb+c", "x/localhost/web-1", "localhost/[x]y"})
    EXPECT_FALSE(takes(other)) << other;
  ::regfree(&names);
}

TEST(PodPolicy, Beta) {
  const auto text = policy_manifest({"shop", {"web"}, true, true}, {1, 28});
  ASSERT_TRUE(text);
  const auto documents = documents_in(*text);
  ASSERT_EQ(documents.size(), 2u);
  EXPECT_EQ(documents[0]["apiVersion"], "admissionregistration.k8s.io/v1beta1");
  ASSERT_EQ(documents[0]["spec"]["validations"].size(), 1u);
  EXPECT_NE(text->find("'unconfined'"), std::string::npos);
  EXPECT_NE(text->find("--feature-gates=ValidatingAdmissionPolicy=true"), std::string::npos);
}

TEST(PodPolicy, PodSecurityPolicy) {
  const auto text = policy_manifest({"shop", {"web", "db"}, true, false}, {1, 20});
  ASSERT_TRUE(text);
  const auto documents = documents_in(*text);
  ASSERT_EQ(documents.size(), 3u);
  EXPECT_EQ(text_at(documents[0], {"metadata", "annotations",
                                   "apparmor.security.beta.kubernetes.io/allowedProfileNames"}),
            "runtime/default,localhost/web,localhost/db");
  EXPECT_EQ(documents[1]["rules"][0]["verbs"], Json::array({"use"}));
  EXPECT_EQ(documents[2]["subjects"][0]["name"], "system:serviceaccounts:shop");
  EXPECT_FALSE(policy_manifest({"shop", {"web-*"}, true, false}, {1, 20}));
}

TEST(PodPolicy, WhatCannotBeSaid) {
  EXPECT_FALSE(policy_manifest({"shop", {"web"}, true, false}, {1, 25}));
  EXPECT_FALSE(policy_manifest({"shop", {"web"}, true, false}, {1, 27}));
  EXPECT_FALSE(policy_manifest({"shop", {}, true, false}, {1, 30}));
  EXPECT_FALSE(policy_manifest({"Shop", {"web"}, true, false}, {1, 30}));
  EXPECT_FALSE(policy_manifest({"a\nb", {"web"}, true, false}, {1, 30}));
  EXPECT_FALSE(policy_manifest({"shop", {"a\nb"}, true, false}, {1, 30}));
  EXPECT_FALSE(policy_manifest({"shop", {"localhost/web"}, true, false}, {1, 30}));
}

}  // namespace
}  // namespace profgen::kube
