// `profgen fleet deploy --in-cluster` by the built program, with a stand-in for kubectl; a real API
// server and a real Job are those of tests/e2e/kubernetes.
#include <sys/stat.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/cli.hpp"

namespace profgen::test {
namespace {

class FleetInCluster : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    if (!has_parser()) GTEST_SKIP() << "no apparmor_parser, which checks what goes into a bundle";
    outer_path_ = std::getenv("PATH");
    write("bin/kubectl", read(PROFGEN_SOURCE_DIR "/tests/data/kube/pods_kubectl"));
    ASSERT_EQ(::chmod(path("bin/kubectl").c_str(), 0755), 0);
    ::setenv("PATH", (path("bin") + ":" + outer_path_).c_str(), 1);
    write_inventory("image: reg/profgen-node:1, context: 'my ctx'");
    write("answers/_api_v1_namespaces_profgen_serviceaccounts_profgen-controller",
          R"({"kind":"ServiceAccount","metadata":{"name":"profgen-controller"}})");
    write("policy/demo", "profile demo /bin/demo {\n  /x r,\n}\n");
    const Finished made = profgen({"fleet", "bundle", path("policy/demo"), "--name", "demo",
                                   "--policy-dir", path("policy"), "-o", path("demo.bundle")});
    ASSERT_EQ(made.exit_code, 0) << made.errors;
    digest_ = nlohmann::json::parse(
        profgen({"fleet", "show", path("demo.bundle"), "--json"}).output)["digest"];
  }
  void TearDown() override {
    if (!outer_path_.empty()) ::setenv("PATH", outer_path_.c_str(), 1);
    CliTest::TearDown();
  }
  void write_inventory(const std::string& kubernetes) const {
    write("fleet.yaml",
          "fleet: test\ntransport: kubernetes\nkubernetes: {" + kubernetes +
              "}\nnodes:\n- {host: n1, labels: {zone: a}}\n- {host: n2, labels: {zone: b}}\n");
  }
  [[nodiscard]] Finished deploy(std::vector<std::string> more) const {
    more.insert(more.begin(), {"fleet", "deploy", path("demo.bundle"), "--digest", digest_, "-i",
                               path("fleet.yaml"), "--run", "r1"});
    return profgen(more);
  }

 private:
  std::string outer_path_, digest_;
};

TEST_F(FleetInCluster, PrintsWhatItWouldMake) {
  const Finished shown = deploy({"--in-cluster", "--dry-run", "-l", "zone=b", "--json"});
  EXPECT_EQ(shown.exit_code, 0) << shown.errors;
  const auto list = nlohmann::json::parse(shown.output);
  EXPECT_EQ(list["items"][0]["kind"], "Job");
  EXPECT_EQ(list["items"][0]["spec"]["template"]["spec"]["containers"][0]["args"].back(), "zone=b");
  EXPECT_EQ(list["items"][1]["kind"], "ConfigMap");
  EXPECT_TRUE(has(list["items"][1]["data"]["fleet.yaml"], "host: n1"));
  const Finished text = deploy({"--in-cluster", "--dry-run"});
  EXPECT_TRUE(has(text.output, "kind: Job\n")) << text.output;
  EXPECT_TRUE(has(text.output, "---\napiVersion: v1\nkind: ConfigMap\n")) << text.output;
  EXPECT_FALSE(std::filesystem::exists(path("calls")));
}

TEST_F(FleetInCluster, MakesAJobAndSaysHowToWatchIt) {
  const Finished made = deploy({"--in-cluster"});
  EXPECT_EQ(made.exit_code, 0) << made.errors;
  EXPECT_TRUE(has(made.output,
                  "run r1: job/profgen-r1 and configmap/profgen-r1 are made in the "
                  "namespace profgen, for 2 nodes\n"))
      << made.output;
  EXPECT_TRUE(has(made.output, "kubectl '--context=my ctx' -n profgen logs -f job/profgen-r1\n"))
      << made.output;
  EXPECT_TRUE(has(made.output, "profgen fleet resume r1 -i " + path("fleet.yaml") + "\n"))
      << made.output;
  const std::string applied = read(path("applied"));
  EXPECT_TRUE(has(applied, R"("kind":"Job")")) << applied;
  EXPECT_TRUE(has(applied, R"("ownerReferences":[{"apiVersion":"batch/v1")")) << applied;
  const auto json = nlohmann::json::parse(deploy({"--in-cluster", "--json"}).output);
  EXPECT_EQ(json["job"], "profgen-r1");
  EXPECT_EQ(json["nodes"], 2);
}

TEST_F(FleetInCluster, RefusesWhatItCannotMake) {
  const Finished none = deploy({"--in-cluster", "-l", "zone=c"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_TRUE(has(none.errors, "no node of the inventory is `zone=c`")) << none.errors;
  const Finished alone = deploy({"--dry-run"});
  EXPECT_EQ(alone.exit_code, 2);
  EXPECT_TRUE(has(alone.errors, "--dry-run is for --in-cluster")) << alone.errors;
  write_inventory("context: c");
  const Finished imageless = deploy({"--in-cluster"});
  EXPECT_EQ(imageless.exit_code, 2);
  EXPECT_TRUE(has(imageless.errors, "no image is named")) << imageless.errors;
  EXPECT_FALSE(std::filesystem::exists(path("applied")));
}

}  // namespace
}  // namespace profgen::test
