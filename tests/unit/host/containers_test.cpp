#include "host/containers/containers.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/memory_files.hpp"

namespace profgen::host {
namespace {

const std::string id_a(64, 'a'), id_b(64, 'b');

TEST(Containers, AreReadFromAnyFormOfCgroup) {
  const std::string uid = "0b1f6c2e-7d0a-4a55-9a2e-0123456789ab";
  const std::string uid_ = "0b1f6c2e_7d0a_4a55_9a2e_0123456789ab";
  const struct {
    std::string text, id, runtime, pod_uid;
  } table[] = {
      // Version 2, systemd
      {"0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" + uid_ +
           ".slice/cri-containerd-" + id_a + ".scope\n",
       id_a, "containerd", uid},
      {"0::/kubepods.slice/kubepods-pod" + uid_ + ".slice/crio-" + id_a + ".scope/container\n",
       id_a, "cri-o", uid},
      {"0::/system.slice/docker-" + id_a + ".scope\n", id_a, "docker", ""},
      {"0::/machine.slice/libpod-" + id_a + ".scope/container\n", id_a, "podman", ""},
      {"0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" + id_a +
           ".scope/container\n",
       id_a, "podman", ""},
      {"0::/system.slice/nerdctl-" + id_a + ".scope\n", id_a, "containerd", ""},
      // Version 2, cgroupfs
      {"0::/kubepods/besteffort/pod" + uid + "/" + id_a + "\n", id_a, "", uid},
      {"0::/docker/" + id_a + "\n", id_a, "docker", ""},
      {"0::/libpod_parent/libpod-" + id_a + "\n", id_a, "podman", ""},
      {"0::/default/" + id_a, id_a, "", ""},
      // Version 1
      {"12:pids:/user.slice\n11:memory:/kubepods/burstable/pod" + uid + "/" + id_a +
           "\n1:name=systemd:/kubepods/burstable/pod" + uid + "/" + id_a + "\n",
       id_a, "", uid},
      {"4:memory:/docker/" + id_a + "\n0::/system.slice/containerd.service\n", id_a, "docker", ""},
      {"0::/system.slice/containerd.service/kubepods-burstable-pod" + uid_ +
           ".slice:cri-containerd:" + id_a + "\n",
       id_a, "containerd", uid},
      {"0::/kubepods-pod" + uid_ + ".slice:crio:" + id_a + "\n", id_a, "cri-o", uid},
      // A static pod's uid is a hash; a container in a container is the inner one.
      {"0::/kubepods/pod0123456789abcdef0123456789abcdef/" + id_a, id_a, "",
       "0123456789abcdef0123456789abcdef"},
      {"0::/docker/" + id_b + "/kubelet/kubepods/pod" + uid + "/" + id_a, id_a, "", uid},
      {"0::/../../kubepods-pod" + uid_ + ".slice/cri-containerd-" + id_a + ".scope", id_a,
       "containerd", uid},
  };
  for (const auto& row : table) {
    const auto found = container_of_cgroup(row.text);
    ASSERT_TRUE(found) << row.text;
    EXPECT_EQ(found->id, row.id) << row.text;
    EXPECT_EQ(found->runtime, row.runtime) << row.text;
    EXPECT_EQ(found->pod_uid, row.pod_uid) << row.text;
  }
}

TEST(Containers, AreNotReadIntoOtherCgroups) {
  for (const std::string& text : std::vector<std::string>{
           std::string(), std::string("0::/\n"), std::string("0::/user.slice/user-0.slice\n"),
           std::string("garbage"), std::string("0::"),
           "0::/machine.slice/libpod-conmon-" + id_a + ".scope",
           "0::/crio-conmon-" + id_a + ".scope",
           "0::/system.slice/docker-" + std::string(63, 'a') + ".scope",
           "0::/system.slice/docker-" + std::string(64, 'g') + ".scope"})
    EXPECT_FALSE(container_of_cgroup(text)) << text;
}

struct HostOfContainers {
  MemoryFiles files;
  HostOfContainers() {
    files.content["/proc/stat"] = "cpu 1\nbtime 1000\n";
    process(7,
            "0::/kubepods.slice/kubepods-pod0b1f6c2e_7d0a_4a55_9a2e_0123456789ab.slice/"
            "cri-containerd-" +
                id_a + ".scope\n",
            50);
  }
  void process(int pid, const std::string& cgroup, long seconds_after_boot) {
    const std::string folder = "/proc/" + std::to_string(pid);
    files.content[folder + "/cgroup"] = cgroup;
    std::string stat = std::to_string(pid) + " (a) b) S";
    for (int field = 4; field < 22; ++field) stat += " 0";
    files.content[folder + "/stat"] =
        stat + " " + std::to_string(seconds_after_boot * sysconf(_SC_CLK_TCK)) + " 0\n";
  }
  std::string workload(std::uint64_t pid, std::int64_t at_seconds = 0) const {
    Containers containers(files, "/");
    const Container* found = containers.of_process(pid, at_seconds * 1'000'000);
    return found == nullptr ? "none" : found->workload();
  }
};

TEST(Containers, HaveTheNamesThatTheRuntimeWrote) {
  HostOfContainers host;
  EXPECT_EQ(host.workload(7), id_a) << "nothing is known but the id";
  host.files
      .content["/run/containerd/io.containerd.runtime.v2.task/k8s.io/" + id_a + "/config.json"] =
      R"({"annotations": {"io.kubernetes.cri.sandbox-namespace": "shop",
          "io.kubernetes.cri.sandbox-name": "web-0", "io.kubernetes.cri.container-name": "nginx",
          "io.kubernetes.cri.image-name": "nginx:1"}})";
  EXPECT_EQ(host.workload(7), "shop/web-0/nginx");

  host.process(8, "0::/kubepods/pod1/crio-" + id_b + ".scope", 50);
  host.files
      .content["/run/containers/storage/overlay-containers/" + id_b + "/userdata/config.json"] =
      R"({"annotations": {"io.kubernetes.pod.namespace": "n", "io.kubernetes.pod.name": "p",
          "io.kubernetes.container.name": "POD", "io.kubernetes.cri-o.SandboxID": "x"}})";
  EXPECT_EQ(host.workload(8), "n/p/");

  const std::string id_c(64, 'c'), id_d(64, 'd');
  host.process(9, "0::/system.slice/docker-" + id_c + ".scope", 50);
  host.files.content["/var/lib/docker/containers/" + id_c + "/config.v2.json"] =
      R"({"Name": "/db", "Config": {"Image": "pg", "Labels": {}}})";
  EXPECT_EQ(host.workload(9), "db");
  host.process(10, "0::/machine.slice/libpod-" + id_d + ".scope/container", 50);
  host.files.content["/var/lib/containers/storage/overlay-containers/containers.json"] =
      R"([{"id": "z"}, {"id": ")" + id_d +
      R"(", "names": ["cache"], "metadata": "{\"image-name\": \"redis\"}"}])";
  EXPECT_EQ(host.workload(10), "cache");
}

TEST(Containers, AreNotThoseOfALaterProcessOfTheNumber) {
  const HostOfContainers host;  // booted at 1000, the process began at 1050
  EXPECT_EQ(host.workload(7, 1100), id_a);
  EXPECT_EQ(host.workload(7, 1049), id_a) << "the time of boot is known to the second only";
  EXPECT_EQ(host.workload(7, 1040), "none");
  EXPECT_EQ(host.workload(7, 900), "none") << "an earlier boot";
  EXPECT_EQ(host.workload(99, 1100), "none");
}

TEST(Containers, BelieveNoBrokenState) {
  for (const char* text :
       {"", "{", "[]", "null", R"({"annotations": 1})", R"({"annotations": {"a": 2}})",
        R"({"annotations": {"io.kubernetes.cri.sandbox-name": 1}})"}) {
    EXPECT_TRUE(facts_of_bundle(text).empty()) << text;
    EXPECT_TRUE(facts_of_docker(text).empty()) << text;
    EXPECT_TRUE(facts_of_storage(text, "a").empty()) << text;
  }
  EXPECT_TRUE(facts_of_storage(R"([{"id": "a", "names": [1], "metadata": "{"}])", "a").empty());
}

}  // namespace
}  // namespace profgen::host
