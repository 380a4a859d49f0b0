#include "profgen/node_programs.hpp"

#include <gtest/gtest.h>

#include "base/memory_files.hpp"

namespace profgen::fleet {
namespace {

std::string elf_of(char machine, bool little = true) {
  std::string out(64, '\0');
  out.replace(0, 6,
              std::string("\x7f"
                          "ELF\x02",
                          5) +
                  (little ? '\x01' : '\x02'));
  out[little ? 18 : 19] = machine;
  return out;
}

TEST(NodePrograms, AreToldApartByTheirElfHeads) {
  MemoryFiles files;
  files.content["/bin/profgen-node"] = elf_of(62);
  files.content["/bin/profgen-node-arm64"] = elf_of('\xb7');
  files.content["/bin/profgen-node-s390x"] = elf_of(22, false);
  files.content["/bin/profgen"] = elf_of(62);
  const auto paths = find_node_programs(files, {"/bin", "/nowhere"});
  EXPECT_EQ(paths.size(), 3u);
  const auto programs = read_node_programs(files, paths);
  ASSERT_TRUE(programs) << programs.error().text();
  std::vector<std::string> machines;
  for (const auto& [machine, bytes] : *programs) machines.push_back(machine);
  EXPECT_EQ(machines, (std::vector<std::string>{"aarch64", "s390x", "x86_64"}));
}

TEST(NodePrograms, WhatIsNoneIsRefused) {
  MemoryFiles files;
  files.content["/bin/profgen-node"] = "#!/bin/sh\n";
  EXPECT_FALSE(read_node_programs(files, {"/bin/profgen-node"}));
  EXPECT_FALSE(read_node_programs(files, {"/bin/missing"}));
  EXPECT_FALSE(read_node_programs(files, {}));
  files.content["/bin/profgen-node"] = elf_of(99);
  EXPECT_FALSE(read_node_programs(files, {"/bin/profgen-node"}));
}

}  // namespace
}  // namespace profgen::fleet
