// The real kernel's reader, on trees made of files.
#include <gtest/gtest.h>

#include "profgen/kernel.hpp"
#include "tests/unit/host/made_up_tree.hpp"

namespace profgen::host {
namespace {

class RealKernelTest : public test::MadeUpTree {
 protected:
  [[nodiscard]] std::unique_ptr<Kernel> kernel() const {
    return real_kernel({root_ + "/proc", root_ + "/apparmor"});
  }
};

TEST_F(RealKernelTest, WithoutAnInterfaceSaysSoEverywhere) {
  const auto none = kernel();
  EXPECT_FALSE(none->state().enabled);
  EXPECT_NE(none->state().why_not, "");
  const auto profiles = none->profiles();
  ASSERT_FALSE(profiles);
  EXPECT_EQ(profiles.error().kind, ErrorKind::system);
  EXPECT_FALSE(none->processes());
  EXPECT_FALSE(none->replace("blob"));
}

TEST_F(RealKernelTest, ReadsProfilesWithBlanksInTheirNames) {
  write("apparmor/profiles", "my app (x) (complain)\n/bin/a (enforce)\n");
  EXPECT_TRUE(kernel()->state().enabled);
  const auto profiles = kernel()->profiles();
  ASSERT_TRUE(profiles);
  const std::vector<LoadedProfile> want = {{"/bin/a", "enforce"}, {"my app (x)", "complain"}};
  EXPECT_EQ(*profiles, want);
}

TEST_F(RealKernelTest, ReadsProcessesByTheirOwnInterfaceFirst) {
  write("apparmor/profiles", "");
  write("proc/10/attr/apparmor/current", "my app (enforce)\n");
  write("proc/10/attr/current", "another module's\n");
  link("proc/10/exe", "/usr/bin/my app");
  write("proc/10/stat",
        "10 (my) app) S 1 10 10 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 4711 1000 10 18446\n");
  write("proc/9/attr/current", "a//&b (mixed)\n");  // before Linux 5.8
  link("proc/9/exe", "/bin/a (deleted)");
  write("proc/200/attr/apparmor/current", "unconfined\n");  // a kernel thread has no exe
  write("proc/300/status", "ended meanwhile");
  write("proc/self/attr/current", "not a number");
  const auto processes = kernel()->processes();
  ASSERT_TRUE(processes);
  const std::vector<ConfinedProcess> want = {{9, "a//&b", "mixed", "/bin/a (deleted)"},
                                             {10, "my app", "enforce", "/usr/bin/my app", 4711},
                                             {200, "unconfined", "", ""}};
  EXPECT_EQ(*processes, want);
}

TEST_F(RealKernelTest, ReadsTheHashesOfProfilesAndTheirChildren) {
  write("apparmor/profiles", "");
  EXPECT_FALSE(kernel()->hashes());
  const std::string folder = "apparmor/policy/profiles/";
  write(folder + "bin.a.3/name", "/bin/a\n");
  write(folder + "bin.a.3/sha1", "aa\n");
  write(folder + "bin.a.3/raw_sha1", "bb\n");
  write(folder + "bin.a.3/profiles/sub.4/name", "sub\n");
  write(folder + "bin.a.3/profiles/sub.4/sha1", "old\n");
  write(folder + "bin.a.3/profiles/sub.4/sha256", "cc\n");
  write(folder + "plain.5/name", "plain\n");  // a kernel that was built without hashes
  const auto hashes = kernel()->hashes();
  ASSERT_TRUE(hashes);
  const std::map<std::string, LoadedHash> want = {
      {"/bin/a", {"sha1:aa", "sha1:bb"}}, {"/bin/a//sub", {"sha256:cc", ""}}, {"plain", {"", ""}}};
  EXPECT_EQ(*hashes, want);
}

TEST_F(RealKernelTest, ReplacesThroughTheInterface) {
  write("apparmor/profiles", "");
  write("apparmor/features/policy/set_load", "yes\n");
  write("apparmor/.replace", "");
  const std::string blob("\x04\x08\x00version", 10);
  const Status status = kernel()->replace(blob);
  ASSERT_TRUE(status) << status.error().text();
  EXPECT_EQ(read("apparmor/.replace"), blob);
}

TEST_F(RealKernelTest, SaysWhyItCannotReplace) {
  write("apparmor/profiles", "");
  write("apparmor/features/policy/set_load", "yes\n");
  const Status status = kernel()->replace("blob");  // no .replace
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, ErrorKind::system);
  EXPECT_NE(status.error().reason, "");
}

}  // namespace
}  // namespace profgen::host
