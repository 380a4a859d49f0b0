// `profgen kube …`: by the built program, with a stand-in for kubectl.
#include <sys/stat.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/cli.hpp"

namespace profgen::test {
namespace {

const char* const cli_manifest =
    "# kept\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n"
    "      containers:\n      - name: nginx\n        image: x  # kept, too\n";

class KubePods : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    const char* path_now = std::getenv("PATH");
    path_before_ = path_now == nullptr ? "" : path_now;
    write("bin/kubectl", read(std::string(PROFGEN_SOURCE_DIR) + "/tests/data/kube/pods_kubectl"));
    ASSERT_EQ(::chmod(path("bin/kubectl").c_str(), 0755), 0);
    ::setenv("PATH", (path("bin") + ":" + path_before_).c_str(), 1);
  }
  void TearDown() override {
    ::setenv("PATH", path_before_.c_str(), 1);
    CliTest::TearDown();
  }
  void answer(const std::string& of, const std::string& text) const {
    std::string file = of;
    for (char& c : file)
      if (c == '/') c = '_';
    write("answers/" + file, text);
  }
  void version(const std::string& text) const {
    answer("/version", R"({"gitVersion":")" + text + "\"}");
  }
  [[nodiscard]] static Finished kube(std::vector<std::string> more) {
    more.insert(more.begin(), {"kube", "--color=never"});
    return profgen(more);
  }

 private:
  std::string path_before_;
};

const char* const cli_pod = R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"hello",
  "namespace":"shop","annotations":{"container.apparmor.security.beta.kubernetes.io/hello":
  "localhost/deny"}},"spec":{"nodeName":"n1","containers":[{"name":"hello"}]},"status":{
  "phase":"Pending","reason":"AppArmor","message":
  "Cannot enforce AppArmor: profile \"deny\" is not loaded"}})";

TEST_F(KubePods, AnnotateChangesAFile) {
  write("web.yaml", cli_manifest);
  const std::vector<std::string> call = {
      "annotate",  "-f", path("web.yaml"), "--profile",
      "web-nginx", "-c", "nginx",          "--server-version=1.31"};
  std::vector<std::string> dry = call;
  dry.emplace_back("--dry-run");
  const Finished shown = kube(dry);
  EXPECT_EQ(shown.exit_code, 0) << shown.errors;
  EXPECT_TRUE(has(shown.output, "+            localhostProfile: web-nginx\n")) << shown.output;
  EXPECT_EQ(read(path("web.yaml")), cli_manifest);
  const Finished done = kube(call);
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_EQ(read(path("web.yaml")), std::string(cli_manifest) +
                                        "        securityContext:\n          appArmorProfile:\n"
                                        "            type: Localhost\n"
                                        "            localhostProfile: web-nginx\n");
  EXPECT_TRUE(has(kube(call).errors, "nothing was changed"));
}

TEST_F(KubePods, AnnotateAsksTheServerWhatItTakes) {
  write("web.yaml", cli_manifest);
  version("v1.29.4");
  answer("/api/v1/nodes",
         R"({"kind":"NodeList","metadata":{},"items":[{"metadata":{"name":"n1"},"status":{
         "nodeInfo":{"kubeletVersion":"v1.29.1"},"conditions":[{"type":"Ready","status":"True",
         "message":"kubelet is posting ready status"}]}}]})");
  const Finished done = kube({"annotate", "-f", path("web.yaml"), "--profile", "web"});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_TRUE(has(read(path("web.yaml")),
                  "        container.apparmor.security.beta.kubernetes.io/nginx: localhost/web\n"));
  EXPECT_TRUE(has(done.errors, "AppArmor is not enabled")) << done.errors;
  const Finished wrong =
      kube({"annotate", "-f", path("web.yaml"), "--profile", "web", "-c", "ngi"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_TRUE(has(wrong.errors, "its containers are nginx")) << wrong.errors;
  EXPECT_EQ(kube({"annotate", "-f", path("none.yaml"), "--profile", "web"}).exit_code, 3);
  EXPECT_EQ(kube({"annotate", "-f", path("web.yaml")}).exit_code, 2);
  EXPECT_EQ(kube({"annotate", "--profile", "web"}).exit_code, 2);
}

TEST_F(KubePods, AnnotateNeedsAVersion) {
  write("web.yaml", cli_manifest);
  const Finished done = kube({"annotate", "-f", path("web.yaml"), "--profile", "web"});
  EXPECT_EQ(done.exit_code, 4);
  EXPECT_TRUE(has(done.errors, "--server-version")) << done.errors;
  EXPECT_EQ(read(path("web.yaml")), cli_manifest);
}

TEST_F(KubePods, PatchChangesTheProfileAlone) {
  version("v1.31.0");
  write("namespace", "shop");
  answer("/apis/apps/v1/namespaces/shop/deployments/web",
         R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web",
         "namespace":"shop"},"spec":{"template":{"spec":{"containers":[{"name":"nginx",
         "image":"x"}]}}}})");
  const Finished done = kube({"patch", "deploy/web", "--profile", "web", "-c", "nginx"});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  const std::string applied = read(path("applied"));
  EXPECT_TRUE(has(applied, "localhostProfile")) << applied;
  EXPECT_TRUE(has(applied, "\"image\":\"x\"")) << applied;
  EXPECT_EQ(kube({"patch", "deploy/none", "--profile", "web"}).exit_code, 3);
}

TEST_F(KubePods, ExplainsAPod) {
  version("v1.20.2");
  answer("/api/v1/namespaces/shop/pods/hello", cli_pod);
  const Finished live = kube({"explain", "-n", "shop", "hello"});
  EXPECT_EQ(live.exit_code, 1) << live.errors;
  EXPECT_TRUE(has(live.output, "The profile `deny` is not loaded on node n1")) << live.output;
  EXPECT_EQ(kube({"explain", "-n", "shop", "nobody"}).exit_code, 3);
  write("pod.json", cli_pod);
  const Finished file = kube({"explain", "-f", path("pod.json"), "--json"});
  EXPECT_EQ(file.exit_code, 1) << file.errors;
  const auto json = nlohmann::json::parse(file.output);
  EXPECT_EQ(json["findings"][0]["cause"], "not-loaded");
  EXPECT_EQ(json["findings"][0]["profile"], "deny");
  write("well.json", R"({"kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[]}})");
  EXPECT_EQ(kube({"explain", "-f", path("well.json")}).exit_code, 0);
  EXPECT_EQ(kube({"explain"}).exit_code, 2);
}

TEST_F(KubePods, ListsUsersAndNodes) {
  version("v1.20.2");
  answer("/api/v1/pods",
         std::string(R"({"kind":"PodList","metadata":{},"items":[)") + cli_pod + "]}");
  const Finished users = kube({"users", "-A", "deny", "--json"});
  // The other kinds are not served by the stand-in: what is not known is not passed over.
  EXPECT_EQ(users.exit_code, 4);
  const auto json = nlohmann::json::parse(users.output);
  ASSERT_EQ(json["users"].size(), 1u);
  EXPECT_EQ(json["users"][0]["by"], "annotation");
  EXPECT_EQ(json["users"][0]["node"], "n1");
  answer("/api/v1/nodes", R"({"kind":"NodeList","metadata":{},"items":[{"metadata":{"name":"n1"},
         "status":{"nodeInfo":{"kubeletVersion":"v1.20.2"},"conditions":[]}}]})");
  const Finished nodes = kube({"nodes"});
  EXPECT_EQ(nodes.exit_code, 1) << nodes.errors;
  EXPECT_TRUE(has(nodes.output, "n1: the node is not Ready\n  kubectl describe node n1\n"))
      << nodes.output;
}

TEST_F(KubePods, RollsManifests) {
  write("web.yaml",
        "kind: Pod\nmetadata:\n  name: a\n  annotations:\n"
        "    container.apparmor.security.beta.kubernetes.io/x: localhost/web-0123456789ab # old\n"
        "spec:\n  containers:\n  - name: x\n");
  const std::vector<std::string> call = {
      "roll", "web", "--versioned", "sha256:ffffffffffffffff", "-f", path("web.yaml")};
  const Finished done = kube(call);
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_TRUE(has(read(path("web.yaml")), "localhost/web-ffffffffffff # old\n"));
  EXPECT_EQ(kube(call).exit_code, 1);
  EXPECT_EQ(kube({"roll", "web"}).exit_code, 2);
  EXPECT_EQ(kube({"roll", "web", "--versioned", "12"}).exit_code, 2);
}

TEST_F(KubePods, PrintsAPolicy) {
  const Finished done =
      kube({"policy", "--namespace", "shop", "--allow", "web-*", "--server-version", "1.30"});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_TRUE(has(done.output, "kind: ValidatingAdmissionPolicyBinding\n"));
  EXPECT_EQ(
      kube({"policy", "--namespace", "shop", "--allow", "x", "--server-version", "1.26"}).exit_code,
      2);
  EXPECT_EQ(kube({"policy", "--namespace", "shop"}).exit_code, 2);
}

}  // namespace
}  // namespace profgen::test
