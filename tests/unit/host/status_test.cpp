#include "profgen/status.hpp"

#include <gmock/gmock.h>

#include "base/memory_files.hpp"
#include "host/fake_kernel.hpp"

namespace profgen::host {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class StatusTest : public ::testing::Test {
 protected:
  void SetUp() override {
    files.content["/p/a"] = "profile a /usr/bin/a {\n  ^hat {\n  }\n}\n";
    files.content["/p/b"] = "/usr/bin/b flags=(complain) {}\n";
    files.content["/p/off"] = "profile off /usr/bin/off {}\n";
    files.content["/p/held"] = "profile held /usr/bin/held {}\n";
    files.content["/p/disable/off"] = "";
    files.content["/p/disable/gone"] = "";
    files.content["/p/force-complain/held"] = "";
    kernel.loaded = {
        {"/usr/bin/b", "complain"}, {"a", "enforce"}, {"a//hat", "enforce"}, {"held", "complain"}};
  }
  void look() {
    policy = policy::Policy::load(files, options);
    disk = disk_state(files, policy);
    auto result = host_status(kernel, policy, disk);
    ASSERT_TRUE(result) << result.error().text();
    status = std::move(*result);
  }
  [[nodiscard]] std::vector<std::string> drift() const {
    std::vector<std::string> out;
    for (const Drift& one : status.drift)
      out.push_back(one.profile + " " + std::string(name_of(one.kind)) + " " + one.disk_mode + "/" +
                    one.loaded_mode + (one.is_finding() ? "" : " of " + one.loaded_by));
    return out;
  }

  MemoryFiles files;
  FakeKernel kernel;
  policy::LoadOptions options{"/p", {}, {}};
  policy::Policy policy;
  DiskState disk;
  HostStatus status;
};

// As kernel 7.2 lists what Debian's glycin.bwrap loads.
TEST_F(StatusTest, AProfileOfAPolicyNamespaceIsTheOneThatTheKernelLists) {
  files.content["/p/ns"] = "profile :glycin://bwrap {\n  profile sh {\n  }\n}\nprofile :x:y {}\n";
  kernel.loaded.push_back({":glycin:bwrap", "enforce"});
  kernel.loaded.push_back({":glycin:bwrap//sh", "enforce"});
  kernel.loaded.push_back({":x:y", "enforce"});
  look();
  EXPECT_THAT(drift(), IsEmpty());
}

TEST_F(StatusTest, NothingDriftsWhereAllIsAsLoaded) {
  look();
  EXPECT_THAT(drift(), IsEmpty());
  EXPECT_THAT(disk.errors, IsEmpty());
  ASSERT_EQ(disk.profiles.size(), 5U);
  EXPECT_EQ(disk.profiles[3].name, "held");
  EXPECT_EQ(disk.profiles[3].mode, "complain") << "force-complain is seen through";
  EXPECT_TRUE(disk.profiles[4].disabled);
  ASSERT_EQ(disk.disabled.size(), 2U);
  EXPECT_FALSE(disk.disabled[0].in_force) << "there is no file gone";
  EXPECT_TRUE(disk.disabled[1].in_force);
}

TEST_F(StatusTest, EveryKindOfDrift) {
  kernel.loaded = {{"/usr/bin/b", "enforce"},
                   {"a", "unconfined"},
                   {"docker-default", "enforce"},
                   {"held", "complain"},
                   {"left", "enforce"},
                   {"off", "enforce"},
                   {"held//null-/bin/x", "complain"}};
  look();
  EXPECT_THAT(
      drift(),
      ElementsAre("/usr/bin/b other-mode complain/enforce", "a other-mode enforce/unconfined",
                  "a//hat not-loaded enforce/", "docker-default not-on-disk /enforce of docker",
                  "held//null-/bin/x not-on-disk /complain of the kernel",
                  "left not-on-disk /enforce", "off disabled-but-loaded enforce/enforce"));
}

TEST_F(StatusTest, ModesThatTheKernelCallsOtherwise) {
  EXPECT_EQ(loaded_mode("prompt"), "user");
  EXPECT_EQ(loaded_mode("default_allow"), "unconfined");
  EXPECT_EQ(loaded_mode("kill"), "kill");
  files.content["/p/a"] = "profile a flags=(prompt) {}\nprofile c flags=(default_allow) {}\n";
  kernel.loaded = {
      {"/usr/bin/b", "complain"}, {"a", "user"}, {"c", "unconfined"}, {"held", "complain"}};
  look();
  EXPECT_THAT(drift(), IsEmpty());
}

TEST_F(StatusTest, ProcessesThatHaveAProfileOrCould) {
  kernel.running = {{1, "unconfined", "", "/sbin/init"},
                    {2, "a", "enforce", "/usr/bin/a"},
                    {3, "unconfined", "", "/usr/bin/a"},
                    {4, "unconfined", "", "/usr/bin/b (deleted)"},
                    {5, "unconfined", "", "/usr/bin/off"},  // not loaded
                    {6, "unconfined", "", ""}};
  look();
  ASSERT_EQ(status.processes.size(), 3U);
  EXPECT_EQ(status.processes[0].process.pid, 2U);
  EXPECT_EQ(status.processes[0].would_be, "");
  EXPECT_EQ(status.processes[1].process.pid, 3U);
  EXPECT_EQ(status.processes[1].would_be, "a");
  EXPECT_EQ(status.processes[2].would_be, "/usr/bin/b");
}

TEST_F(StatusTest, ErrorsOfFilesThatAreNotDisabled) {
  files.content["/p/off"] = "profile off {\n  capability nonsense,\n}\n";
  look();
  EXPECT_THAT(disk.errors, IsEmpty());
  files.content["/p/a"] = "profile a {\n  capability nonsense,\n}\n";
  look();
  ASSERT_FALSE(disk.errors.empty());
  EXPECT_EQ(disk.errors[0].file, "/p/a");
  EXPECT_EQ(disk.errors[0].at.line, 2U);
}

TEST_F(StatusTest, WithoutAKernelIsAnError) {
  kernel.now = {false, "no AppArmor", ""};
  policy = policy::Policy::load(files, options);
  const auto result = host_status(kernel, policy, disk_state(files, policy));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, "no AppArmor");
}

}  // namespace
}  // namespace profgen::host
