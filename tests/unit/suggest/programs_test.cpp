#include "suggest/programs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/memory_files.hpp"

namespace profgen::suggest {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST(Programs, GroupsAreTakenApart) {
  EXPECT_THAT(without_groups("/{,usr/}bin/x"), UnorderedElementsAre("/bin/x", "/usr/bin/x"));
  EXPECT_THAT(without_groups("/{a,b{c,d}}"), UnorderedElementsAre("/a", "/bc", "/bd"));
  EXPECT_THAT(without_groups("/[{,}]{a,b}"), UnorderedElementsAre("/[{,}]a", "/[{,}]b"));
  EXPECT_THAT(without_groups("/\\{a,b}"), UnorderedElementsAre("/\\{a,b}"));
  EXPECT_THAT(without_groups("/{a,b}{a,b}{a,b}", 4), IsEmpty());
}

TEST(Programs, IsThereAFileOfThatPath) {
  MemoryFiles files;
  for (const char* path : {"/usr/bin/python3.11", "/usr/lib/x/deep/er/tool", "/opt/a b/run"})
    files.content[std::string("/host") + path] = "";
  Programs programs(files, "/host/");
  const struct {
    const char* pattern;
    HasProgram has;
  } cases[] = {{"/usr/bin/python3.11", HasProgram::yes},
               {"/{,usr/}bin/python3.[0-9]*", HasProgram::yes},
               {"/usr/bin/python2*", HasProgram::no},
               {"/usr/bin", HasProgram::no},  // a directory
               {"/usr/lib/**/tool", HasProgram::yes},
               {"/usr/lib/**/t?ll", HasProgram::no},
               {"/usr/*/x/deep/er/tool", HasProgram::yes},
               {"/opt/a\\ b/run", HasProgram::yes},
               {"/**", HasProgram::yes},
               {"/nowhere/**", HasProgram::no}};
  for (const auto& one : cases) EXPECT_EQ(programs.any(one.pattern), one.has) << one.pattern;
}

TEST(Programs, TooMuchToLookAtIsNoAnswer) {
  MemoryFiles files;
  for (int i = 0; i < 50; ++i) files.content["/bin/p" + std::to_string(i)] = "";
  Programs programs(files, "/", 20);
  EXPECT_EQ(programs.any("/bin/q*"), HasProgram::unknown);
  EXPECT_EQ(programs.any("/bin/p7"), HasProgram::yes);
}

}  // namespace
}  // namespace profgen::suggest
