// `fleet import`, `fleet export`, `kube template` and `events --containers`, as a user runs them.
#include <nlohmann/json.hpp>

#include "cli/cli.hpp"

namespace profgen::test {
namespace {

constexpr const char* manager_object =
    "apiVersion: crd.security.sysdig.com/v1alpha1\n"
    "kind: AppArmorProfile\n"
    "metadata: {name: web}\n"
    "spec:\n"
    "  enforced: false\n"
    "  rules: |\n"
    "    # all of proc\n"
    "    @{PROC}/** r\n"
    "    mount options=(rw,\n"
    "      bind) /a -> /b,\n";

class Peers : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    write("policy/tunables/global", "@{PROC}=/proc/\n@{HOME}=/home/*/ /root/\n");
    write("policy/abstractions/base", "/lib/** mr,\n");
    write("policy/abi/3.0", "x {\n}\n");
  }
  [[nodiscard]] Finished run(std::vector<std::string> words, const std::string& input = "") const {
    words.insert(words.end(), {"--policy-dir", path("policy")});
    return profgen(std::move(words), input);
  }
};

TEST_F(Peers, BecomeFilesThatTheParserTakes) {
  const Finished made =
      run({"fleet", "import", "kube-apparmor-manager", "-", "-o", path("out")}, manager_object);
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  EXPECT_TRUE(has(made.output, "out/web  web  (complain)")) << made.output;
  EXPECT_TRUE(has(made.errors, "profgen fleet bundle")) << made.errors;
  if (!has_parser()) GTEST_SKIP() << no_parser;
  write("out/real", read(path("out/web")));
  EXPECT_EQ(parser_complaint(path("out/real")), "");
}

TEST_F(Peers, WriteNothingWhereSomethingIsWrong) {
  std::string wrong = manager_object;
  wrong += "    /x zz,\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\n";
  write("o.yaml", wrong);
  const Finished made =
      run({"fleet", "import", "kube-apparmor-manager", path("o.yaml"), "-o", path("out")});
  EXPECT_EQ(made.exit_code, 1);
  EXPECT_TRUE(has(made.errors, "o.yaml:11:5: error: AppArmorProfile web:")) << made.errors;
  EXPECT_FALSE(std::filesystem::exists(path("out")));
  EXPECT_EQ(
      run({"fleet", "import", "kube-apparmor-manager", path("none"), "-o", path("out")}).exit_code,
      3);
  EXPECT_EQ(run({"fleet", "import", "kubearmor", path("o.yaml"), "-o", path("out")}).exit_code, 2);
  EXPECT_EQ(run({"fleet", "import", "spo", path("o.yaml"), "-o", path("out")}).exit_code, 1);
}

TEST_F(Peers, AreExportedWhereNothingIsLost) {
  write("web",
        "include <tunables/global>\nprofile web flags=(attach_disconnected,mediate_deleted) {\n"
        "  include <abstractions/base>\n  /etc/a r,\n}\n");
  const Finished made = run({"fleet", "export", "spo", path("web"), "-o", path("web.yaml")});
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  const Finished back = run({"fleet", "import", "spo", path("web.yaml"), "-o", path("out")});
  ASSERT_EQ(back.exit_code, 0) << back.errors;
  EXPECT_TRUE(has(read(path("out/web")), "  /etc/a r,\n"));
  write("lost", "profile lost {\n  owner /etc/a r,\n}\n");
  const Finished lost = run({"fleet", "export", "spo", path("lost"), "-o", path("lost.yaml")});
  EXPECT_EQ(lost.exit_code, 1);
  EXPECT_TRUE(has(lost.errors, "lost:2:3: warning")) << lost.errors;
  EXPECT_FALSE(std::filesystem::exists(path("lost.yaml")));
  EXPECT_EQ(
      run({"fleet", "export", "spo", path("lost"), "--lossy", "-o", path("lost.yaml")}).exit_code,
      0);
  EXPECT_TRUE(std::filesystem::exists(path("lost.yaml")));
}

TEST_F(Peers, TemplateOfAContainerCompilesAndIsNoFinding) {
  for (const char* base : {"runtime-default", "least"}) {
    const Finished made = profgen({"kube", "template", "web", "--base", base, "-o", path(base)});
    ASSERT_EQ(made.exit_code, 0) << made.errors;
    EXPECT_TRUE(has(made.errors, "docker run --security-opt apparmor=web IMAGE")) << made.errors;
    EXPECT_EQ(run({"check", path(base)}).exit_code, 0) << run({"check", path(base)}).errors;
    EXPECT_EQ(profgen({"kube", "template", "web", "--base", base, "-o", path(base)}).exit_code, 2)
        << "it is there already";
    if (has_parser()) {
      EXPECT_EQ(parser_complaint(path(base)), "");
    }
  }
  EXPECT_EQ(profgen({"kube", "template", "docker-default"}).exit_code, 2);
  // Paths of the image: no file of this host.
  write("image", "profile image {\n  /no/such/program rix,\n  /no/such/lib mr,\n}\n");
  const Finished checked = run({"check", path("image")});
  EXPECT_EQ(checked.exit_code, 0);
  EXPECT_FALSE(has(checked.errors, "/no/such")) << checked.errors;
}

TEST_F(Peers, EventsNameTheContainerOfALiveProcess) {
  const std::string id(64, 'a');
  write("host/proc/sys/kernel/hostname", "node7\n");
  write("host/proc/stat", "btime 1000\n");
  write("host/proc/490/stat", "490 (web) S 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n");
  write(
      "host/proc/490/cgroup",
      "0::/kubepods.slice/kubepods-pod0b1f6c2e_7d0a_4a55_9a2e_0123456789ab.slice/cri-containerd-" +
          id + ".scope\n");
  write("host/run/containerd/io.containerd.runtime.v2.task/k8s.io/" + id + "/config.json",
        R"({"annotations": {"io.kubernetes.cri.sandbox-namespace": "shop",
            "io.kubernetes.cri.sandbox-name": "web-0",
            "io.kubernetes.cri.container-name": "ngi\u001bnx"}})");
  write("audit.log",
        "type=AVC msg=audit(1795457176.001:1): apparmor=\"DENIED\" operation=\"open\" "
        "class=\"file\" profile=\"web\" name=\"/etc/web/1\" pid=490 comm=\"web\" "
        "requested_mask=\"r\" denied_mask=\"r\" fsuid=33 ouid=0\n");
  const std::vector<std::string> words = {"events", path("audit.log"), "--root", path("host"),
                                          "--containers"};
  const Finished text = profgen(words);
  EXPECT_TRUE(has(text.output, "in shop/web-0/ngi\\x1bnx")) << text.output;
  std::vector<std::string> as_json = words;
  as_json.push_back("--json");
  const auto event = nlohmann::json::parse(profgen(as_json).output);
  EXPECT_EQ(event["pod"], "web-0");
  EXPECT_EQ(event["pod_namespace"], "shop");
  EXPECT_EQ(event["container"], "ngi\x1bnx");
  EXPECT_FALSE(has(profgen({"events", path("audit.log"), "--root", path("host")}).output, "shop"));
}

}  // namespace
}  // namespace profgen::test
