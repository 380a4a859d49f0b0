#include "kube/pods/manifest.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace profgen::kube {
namespace {

std::string changed_text(const std::string& text, const std::string& workload, ProfileChange change,
                         KubeVersion server = {1, 30}) {
  std::vector<Diagnostic> diagnostics;
  const Manifest manifest = Manifest::read("web.yaml", text, diagnostics);
  const auto chosen = manifest.choose(workload);
  if (!chosen) return "choose: " + chosen.error().text();
  const auto made = manifest.change(
      {*chosen}, [&](const Json& object) { return plan_change(object, change, server); });
  return made ? made->text : "change: " + made.error().text();
}

ProfileChange web_change(ProfileForm form = ProfileForm::field) {
  return {{ProfileRef::Type::localhost, "web"}, {"nginx"}, form};
}

const char* const deployment =
    "# our shop\n"
    "apiVersion: apps/v1\n"
    "kind: Deployment\n"
    "metadata:\n"
    "  name: web   # the name\n"
    "spec:\n"
    "  template:\n"
    "    spec:\n"
    "      containers:\n"
    "      - name: nginx\n"
    "        image: \"nginx:1.25\"\n"
    "        # what it listens to\n"
    "        ports:\n"
    "        - containerPort: 80\n"
    "      # the second one\n"
    "      - name: log\n"
    "        image: log\n"
    "      volumes: []\n";

TEST(PodManifest, AFieldComesBehindTheContainersLastLine) {
  std::string wanted = deployment;
  const std::string before = "        - containerPort: 80\n";
  wanted.insert(wanted.find(before) + before.size(),
                "        securityContext:\n"
                "          appArmorProfile:\n"
                "            type: Localhost\n"
                "            localhostProfile: web\n");
  EXPECT_EQ(changed_text(deployment, "", web_change()), wanted);
}

TEST(PodManifest, AnAnnotationComesAboveTheSpec) {
  std::string wanted = deployment;
  const std::string before = "  template:\n";
  wanted.insert(wanted.find(before) + before.size(),
                "    metadata:\n"
                "      annotations:\n"
                "        container.apparmor.security.beta.kubernetes.io/nginx: localhost/web\n");
  EXPECT_EQ(changed_text(deployment, "deploy/web", web_change(ProfileForm::annotation)), wanted);
}

struct FormCase {
  const char* what;
  std::string before, after;
};

std::string container_of(const std::string& lines) {
  return "kind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - name: nginx\n" + lines;
}

TEST(PodManifest, EveryFormOfYaml) {
  const std::string two = "          type: Localhost\n          localhostProfile: web\n";
  const FormCase form_cases[] = {
      {"a securityContext that stands",
       container_of("      securityContext:   # ours\n        runAsUser: 1\n      image: x\n"),
       container_of("      securityContext:   # ours\n        runAsUser: 1\n"
                    "        appArmorProfile:\n" +
                    two + "      image: x\n")},
      {"an empty one", container_of("      securityContext:   # none\n      image: x\n"),
       container_of("      securityContext:   # none\n        appArmorProfile:\n" + two +
                    "      image: x\n")},
      {"flow", container_of("      securityContext: {runAsUser: 1}\n"),
       container_of("      securityContext: {appArmorProfile: {localhostProfile: web, type: "
                    "Localhost}, runAsUser: 1}\n")},
      {"empty flow", container_of("      securityContext: {}   # c\n"),
       container_of("      securityContext: {appArmorProfile: {localhostProfile: web, type: "
                    "Localhost}}   # c\n")},
      {"null", container_of("      securityContext: null\n"),
       container_of("      securityContext: {appArmorProfile: {localhostProfile: web, type: "
                    "Localhost}}\n")},
      {"a value in quotes",
       container_of("      securityContext:\n        appArmorProfile:\n"
                    "          localhostProfile: 'old'  # was\n"
                    "          type: \"RuntimeDefault\"\n"),
       container_of("      securityContext:\n        appArmorProfile:\n"
                    "          localhostProfile: 'web'  # was\n          type: \"Localhost\"\n")},
      {"no line end", container_of("      image: x"),
       container_of("      image: x\n      securityContext:\n        appArmorProfile:\n" +
                    two.substr(0, two.size() - 1))},
      {"a block text at the end",
       container_of("      args:\n      - |\n        # not a comment\n        run\n"),
       container_of("      args:\n      - |\n        # not a comment\n        run\n"
                    "      securityContext:\n        appArmorProfile:\n" +
                    two)},
      {"comments below", container_of("      image: x\n\n# below\n"),
       container_of("      image: x\n      securityContext:\n        appArmorProfile:\n" + two +
                    "\n# below\n")},
      {"an anchor", container_of("      securityContext: &sc\n        runAsUser: 1\n"),
       container_of("      securityContext: &sc\n        runAsUser: 1\n"
                    "        appArmorProfile:\n" +
                    two)},
      {"JSON",
       "{\"kind\": \"Pod\", \"spec\": {\"containers\": [\n  {\n    \"name\": \"nginx\"\n  }\n]}}\n",
       "{\"kind\": \"Pod\", \"spec\": {\"containers\": [\n  {\n    \"securityContext\": "
       "{\"appArmorProfile\": {\"localhostProfile\": \"web\", \"type\": \"Localhost\"}},\n"
       "    \"name\": \"nginx\"\n  }\n]}}\n"},
  };
  for (const FormCase& one : form_cases)
    EXPECT_EQ(changed_text(one.before, "", web_change()), one.after) << one.what;
}

TEST(PodManifest, LineEndsAndMarksStay) {
  std::string text = deployment;
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2)
    text.insert(at, "\r");
  const std::string done = changed_text("\xEF\xBB\xBF" + text, "", web_change());
  EXPECT_NE(done.find("            localhostProfile: web\r\n"), std::string::npos) << done;
  EXPECT_EQ(done.substr(0, 3), "\xEF\xBB\xBF");
}

TEST(PodManifest, AProfileThatGoes) {
  const std::string before = container_of(
      "      securityContext:\n        appArmorProfile:\n          type: Localhost\n"
      "          localhostProfile: old # gone\n          # stays\n");
  ProfileChange change = web_change();
  change.profile = {ProfileRef::Type::runtime_default, ""};
  EXPECT_EQ(changed_text(before, "", change),
            container_of("      securityContext:\n        appArmorProfile:\n"
                         "          type: RuntimeDefault\n          # stays\n"));
  EXPECT_EQ(changed_text(container_of("      securityContext: {appArmorProfile: {type: Localhost, "
                                      "localhostProfile: old}}\n"),
                         "", change),
            container_of("      securityContext: {appArmorProfile: {type: RuntimeDefault}}\n"));
}

TEST(PodManifest, WhatIsSharedIsRefused) {
  const std::string shared =
      "kind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: nginx\n"
      "    securityContext: &sc\n      runAsUser: 1\n  - name: log\n    securityContext: *sc\n";
  const std::string done = changed_text(shared, "", web_change());
  EXPECT_NE(done.find("without changing others"), std::string::npos) << done;
  const std::string merged =
      "kind: Pod\nmetadata: {name: web}\nx: &base\n  securityContext: {runAsUser: 1}\nspec:\n"
      "  containers:\n  - <<: *base\n    name: nginx\n";
  const std::string refused = changed_text(merged, "", web_change());
  EXPECT_NE(refused.find("web.yaml:7:"), std::string::npos) << refused;
  EXPECT_NE(refused.find("comes from a merge"), std::string::npos) << refused;
}

TEST(PodManifest, SeveralDocumentsAndLists) {
  const std::string service = "kind: Service\nmetadata: {name: web}\n";
  const std::string templated = "{{- if .on }}\nkind: Pod\n{{- end }}\n";
  const std::string text =
      service + "---\n" + templated + "--- # two\n" + deployment +
      "...\n---\nkind: List\nitems:\n- kind: CronJob\n  metadata: {name: job}\n"
      "  spec: {jobTemplate: {spec: {template: {spec: {containers: "
      "[{name: nginx}]}}}}}\n";
  std::vector<Diagnostic> diagnostics;
  const Manifest manifest = Manifest::read("all.yaml", text, diagnostics);
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_GE(diagnostics[0].at.line, 4u);
  EXPECT_LE(diagnostics[0].at.line, 6u);
  ASSERT_EQ(manifest.workloads().size(), 2u);
  EXPECT_EQ(manifest.workloads()[1].name, "CronJob/job");
  EXPECT_FALSE(manifest.choose(""));
  EXPECT_FALSE(manifest.choose("ds/web"));
  EXPECT_EQ(*manifest.choose("cj/job"), 1u);
  const std::string done = changed_text(text, "job", web_change());
  const std::string set =
      "[{securityContext: {appArmorProfile: {localhostProfile: web, type: "
      "Localhost}}, name: nginx}]";
  std::string wanted = text;
  wanted.replace(wanted.find("[{name: nginx}]"), 15, set);
  EXPECT_EQ(done, wanted);
}

TEST(PodManifest, KeysThatStandTwiceAreNotTouched) {
  std::vector<Diagnostic> diagnostics;
  const Manifest manifest =
      Manifest::read("x", "kind: Pod\nkind: Pod\nspec: {containers: []}\n", diagnostics);
  EXPECT_TRUE(manifest.workloads().empty());
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_EQ(diagnostics[0].at.line, 2u);
}

}  // namespace
}  // namespace profgen::kube
