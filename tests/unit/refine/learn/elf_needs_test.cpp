#include <gmock/gmock.h>

#include <random>

#include "profgen/system.hpp"
#include "unit/refine/learn/elf_file.hpp"

namespace profgen::refine::test {
namespace {

using ::testing::ElementsAre;

TEST(ElfNeeds, OfEveryWordSizeAndByteOrder) {
  for (const bool sixty_four : {true, false})
    for (const bool big_endian : {true, false}) {
      const ElfFile file{sixty_four,
                         big_endian,
                         21,
                         "/lib/ld.so.1",
                         {"libz.so.1", "libc.so.6"},
                         "$ORIGIN/../lib:/opt/lib"};
      const auto needs = read_elf_needs(file.bytes());
      ASSERT_TRUE(needs) << sixty_four << big_endian;
      EXPECT_EQ(needs->kind, (ElfKind{sixty_four, big_endian, 21}));
      EXPECT_EQ(needs->interpreter, "/lib/ld.so.1");
      EXPECT_THAT(needs->needed, ElementsAre("libz.so.1", "libc.so.6"));
      EXPECT_THAT(needs->run_paths, ElementsAre("$ORIGIN/../lib", "/opt/lib"));
    }
}

TEST(ElfNeeds, OfAStaticProgramNothing) {
  const auto needs = read_elf_needs(ElfFile{true, false, 62, "", {}, ""}.bytes());
  ASSERT_TRUE(needs);
  EXPECT_EQ(needs->interpreter, "");
  EXPECT_TRUE(needs->needed.empty());
}

TEST(ElfNeeds, OtherFilesHaveNone) {
  EXPECT_FALSE(read_elf_needs(""));
  EXPECT_FALSE(read_elf_needs("#!/bin/sh\n"));
  EXPECT_FALSE(
      read_elf_needs("\x7f"
                     "ELF"));
  std::string odd = ElfFile{}.bytes();
  odd[4] = 3;
  EXPECT_FALSE(read_elf_needs(odd));
}

TEST(ElfNeeds, OfARealProgram) {
  const auto bytes = real_files()->read("/bin/true");
  if (!bytes) GTEST_SKIP() << "/bin/true is not here";
  const auto needs = read_elf_needs(bytes.value());
  if (!needs || needs->interpreter.empty()) GTEST_SKIP() << "/bin/true is no dynamic ELF file";
  EXPECT_THAT(needs->needed, ::testing::Contains(::testing::StartsWith("libc.")));
}

// What is read stays within the file and within reason, whatever the bytes (run with sanitizers).
TEST(ElfNeeds, CutAndChangedFilesDoNoHarm) {
  const ElfFile file{true, false, 62, "/lib/ld.so", {"liba.so", "libb.so"}, "/x:/y"};
  for (const bool sixty_four : {true, false}) {
    ElfFile made = file;
    made.sixty_four = sixty_four;
    const std::string whole = made.bytes();
    for (std::size_t size = 0; size < whole.size(); ++size)
      (void)read_elf_needs(std::string_view(whole).substr(0, size));
    std::mt19937 random(7);
    for (int round = 0; round < 20'000; ++round) {
      std::string bytes = whole;
      for (unsigned i = 0, n = 1 + random() % 8; i < n; ++i)
        bytes[6 + random() % (bytes.size() - 6)] =
            static_cast<char>(random() % 4 == 0 ? 0xff : random() % 256);
      const auto needs = read_elf_needs(bytes);
      ASSERT_TRUE(needs);
      EXPECT_LE(needs->needed.size(), 512u);
      for (const std::string& name : needs->needed) EXPECT_LE(name.size(), bytes.size());
    }
  }
}

}  // namespace
}  // namespace profgen::refine::test
