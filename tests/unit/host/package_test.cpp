#include "host/package.hpp"

#include <gtest/gtest.h>

#include "base/fake_processes.hpp"

namespace profgen::host {
namespace {

using Packages = std::map<std::string, std::string>;

// As dpkg-query 1.21 answers: exit code 1 where one path belongs to nobody.
TEST(Packages, OfManyFilesAreAskedForAtOnce) {
  FakeProcesses processes;
  processes.programs["dpkg-query"] = [](const Command&) {
    return Finished{1,
                    "apparmor: /etc/apparmor.d/abstractions/base\n"
                    "libc6:amd64, libc6:i386: /etc/x: y\n"
                    "diversion by dash from: /bin/sh\ndash: /bin/sh\n",
                    "dpkg-query: no path found matching pattern /none\n"};
  };
  EXPECT_EQ(packages_of(processes, {"/etc/apparmor.d/abstractions/base", "/none"}),
            (Packages{{"/etc/apparmor.d/abstractions/base", "apparmor"},
                      {"/etc/x: y", "libc6"},
                      {"/bin/sh", "dash"}}));
  EXPECT_EQ(processes.ran.size(), 1u);
  EXPECT_TRUE(packages_of(processes, {}).empty());
}

TEST(Packages, OfRpmAreAskedForOneByOne) {
  FakeProcesses processes;
  EXPECT_TRUE(packages_of(processes, {"/a"}).empty()) << "neither tool is there";
  processes.programs["rpm"] = [](const Command& command) {
    return command.argv.back() == "/a" ? Finished{0, "apparmor", ""}
                                       : Finished{1, "none owns it", ""};
  };
  EXPECT_EQ(packages_of(processes, {"/a", "/b"}), (Packages{{"/a", "apparmor"}}));
}

}  // namespace
}  // namespace profgen::host
