#include <gtest/gtest.h>

#include "base/fake_processes.hpp"
#include "base/memory_files.hpp"
#include "profgen/host.hpp"

namespace profgen::host {
namespace {

MemoryFiles with_abis(const std::vector<std::string>& names) {
  MemoryFiles files;
  for (const std::string& name : names) files.content["/p/abi/" + name] = "query {}\n";
  return files;
}

// Takes every abi but those named.
FakeProcesses parser_without(const std::vector<std::string>& unknown) {
  FakeProcesses processes;
  processes.programs["apparmor_parser"] = [=](const Command& command) {
    for (const std::string& abi : unknown)
      if (command.input.find("<abi/" + abi + ">") != std::string::npos)
        return Finished{1, "", "AppArmor parser error at line 1: bad abi\n"};
    return Finished{0, "", ""};
  };
  return processes;
}

TEST(NewestAbi, IsTheGreatestNumber) {
  FakeProcesses processes = parser_without({});
  const MemoryFiles files =
      with_abis({"10.0", "3.0", "4.0", "5.0", "kernel-5.4-vanilla", "5", "x.y", "5.0.dpkg-old"});
  EXPECT_EQ(newest_abi(files, processes, "/p"), "abi/10.0");
}

TEST(NewestAbi, IsOneThatTheParserTakes) {
  FakeProcesses processes = parser_without({"5.0"});
  EXPECT_EQ(newest_abi(with_abis({"3.0", "4.0", "5.0"}), processes, "/p"), "abi/4.0");
}

TEST(NewestAbi, IsNoneWhereNoneIsTaken) {
  FakeProcesses processes = parser_without({"3.0"});
  EXPECT_EQ(newest_abi(with_abis({"3.0"}), processes, "/p"), "");
  EXPECT_EQ(newest_abi(with_abis({"kernel-5.4-vanilla"}), processes, "/p"), "");
  EXPECT_EQ(newest_abi(MemoryFiles(), processes, "/p"), "");
}

TEST(NewestAbi, IsTheGreatestWithoutAParser) {
  FakeProcesses processes;
  EXPECT_EQ(newest_abi(with_abis({"3.0", "4.0"}), processes, "/p"), "abi/4.0");
}

TEST(NewestAbi, OfThisMachineIsTakenByItsParser) {
  const auto processes = real_processes();
  const auto files = real_files();
  if (processes->find("apparmor_parser").empty() || !files->exists("/etc/apparmor.d/abi"))
    GTEST_SKIP()
        << "no apparmor_parser, or no /etc/apparmor.d/abi: this machine's abi is not tested";
  const std::string abi = newest_abi(*files, *processes, "/etc/apparmor.d");
  EXPECT_EQ(abi.substr(0, 4), "abi/");
}

}  // namespace
}  // namespace profgen::host
