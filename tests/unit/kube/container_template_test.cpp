#include "kube/peers/container_template.hpp"

#include <gtest/gtest.h>

#include "base/memory_files.hpp"
#include "profgen/policy.hpp"

namespace profgen::kube {
namespace {

policy::Policy policy_of(const MemoryFiles& files, const std::string& text) {
  policy::Policy out = policy::Policy::empty(files, {});
  out.add_text("/x/web", text);
  return out;
}

MemoryFiles includes_of_a_host() {
  MemoryFiles files;
  files.content["/etc/apparmor.d/tunables/global"] = "@{PROC}=/proc/\n";
  files.content["/etc/apparmor.d/abstractions/base"] = "/lib/** mr,\n";
  files.content["/etc/apparmor.d/abi/3.0"] = files.content["/etc/apparmor.d/abi/4.0"] = "x {\n}\n";
  return files;
}

policy::Answer answer(const policy::Policy& policy, const Access& access) {
  const policy::Profile* web = policy.find("web");
  return policy::covers(*web->matcher, access).answer;
}

TEST(ContainerTemplate, RefusesWhatHarmsTheHostAndNothingElse) {
  const MemoryFiles files = includes_of_a_host();
  for (const TemplateBase base : {TemplateBase::runtime_default, TemplateBase::least}) {
    const auto text = container_template("web", {base, "3.0"});
    ASSERT_TRUE(text);
    const policy::Policy policy = policy_of(files, *text);
    for (const Diagnostic& one : policy.diagnostics()) ADD_FAILURE() << render(one);
    ASSERT_NE(policy.find("web"), nullptr);
    EXPECT_EQ(policy.find("web")->attachment, "") << "a name only";
    for (const char* path :
         {"/proc/sysrq-trigger", "/proc/kcore", "/proc/irq/3/smp_affinity",
          "/proc/sys/vm/swappiness", "/proc/sys/kernel/core_pattern",
          "/proc/sys/kernel/threads-max", "/proc/sys/kernel/sem",
          "/proc/sys/kernel/yama/ptrace_scope", "/proc/sys/kernel/keys/maxkeys", "/proc/scsi/scsi",
          "/proc/sysvipc/shm", "/proc/asound/x", "/sys/power/state/x",
          "/sys/kernel/security/apparmor/.replace", "/sys/fs/bpf/x", "/sys/firmware/efi/x",
          "/sys/module/apparmor/parameters/mode"})
      EXPECT_EQ(answer(policy, FileAccess{path, file_perm::write, false}), policy::Answer::denied)
          << path;
    for (const char* path : {"/sys/firmware/dmi/x", "/sys/kernel/security/x", "/proc/kcore",
                             "/sys/devices/virtual/powercap/x/energy_uj"})
      EXPECT_EQ(answer(policy, FileAccess{path, file_perm::read, false}), policy::Answer::denied)
          << path;
    EXPECT_EQ(answer(policy, MountAccess{MountKind::mount, "tmpfs", "none", "/mnt", {}}),
              policy::Answer::denied);
    const auto wanted =
        base == TemplateBase::least ? policy::Answer::absent : policy::Answer::allowed;
    for (const char* path : {"/proc/12/oom_score_adj", "/proc/12/task/12/comm",
                             "/proc/sys/kernel/shmmax", "/sys/fs/cgroup/x/cgroup.procs", "/srv/x"})
      EXPECT_EQ(answer(policy, FileAccess{path, file_perm::write, false}), wanted) << path;
    EXPECT_EQ(answer(policy, CapabilityAccess{"net_bind_service"}), wanted);
  }
}

TEST(ContainerTemplate, RefusesNamesThatAreNotItsOwn) {
  for (const char* name : {"", "docker-default", "cri-containerd.apparmor.d", "/usr/sbin/nginx",
                           "a b", "x;rm", "unconfined", "lxc-a", "@{x}", "a\nb", "a'b"})
    EXPECT_FALSE(container_template(name, {})) << name;
  EXPECT_FALSE(container_template("web", {TemplateBase::least, "5.0"}));
}

TEST(ContainerTemplate, AllowsWhatOnlyANewAbiMediates) {
  const auto text = container_template("web", {TemplateBase::runtime_default, "4.0"});
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("  userns,\n"), std::string::npos);
  EXPECT_NE(text->find("abi <abi/4.0>,\n"), std::string::npos);
}

TEST(ContainerTemplate, SaysHowItIsUsed) {
  const auto lines = lines_to_use("web");
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[0].line, "docker run --security-opt apparmor=web IMAGE");
  EXPECT_EQ(lines[1].line, "podman run --security-opt apparmor=web IMAGE");
  EXPECT_EQ(lines[2].line,
            "securityContext: {appArmorProfile: {type: Localhost, localhostProfile: web}}");
}

}  // namespace
}  // namespace profgen::kube
