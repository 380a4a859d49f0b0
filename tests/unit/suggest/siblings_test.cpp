#include "suggest/siblings.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace profgen::suggest {
namespace {

// In pieces: a trigraph otherwise.
constexpr const char* uuids =
    "/d/????????"
    "-"
    "????"
    "-"
    "????"
    "-"
    "????"
    "-"
    "????????????";

TEST(Siblings, OneVaryingPieceOfOneClass) {
  struct Case {
    std::vector<const char*> seen;
    const char* expected;
  };
  const Case cases[] = {
      {{"/sys/cpu/cpu0/online", "/sys/cpu/cpu1/online"}, "/sys/cpu/cpu[0-9]*/online"},
      {{"/tmp/x.aB3dEf", "/tmp/x.Zq9wRt"}, "/tmp/x.??????"},
      {{"/c/deadbeef01", "/c/cafebabe02"}, "/c/[0-9a-fA-F]*"},
      {{"/d/12345678-1234-1234-1234-123456789abc", "/d/00000000-1111-2222-3333-444444444444"},
       uuids},
      {{"/srv/one", "/srv/two"}, ""},
      {{"/srv/a1"}, ""},
      {{"/srv/a1", "/srv/b1"}, ""},
      // versions vary as one
      {{"/lib/x-6.1.0-56/m", "/lib/x-6.12.3-7/m"}, "/lib/x-[0-9]*/m"},
      // six letters that might be a word, where others look random
      {{"/srv/x.abcdef", "/srv/x.Zq9wRt"}, "/srv/x.??????"},
      {{"/srv/x.backup", "/srv/x.config"}, ""},
      // the first process is one of them where others were met
      {{"/proc/1/stat", "/proc/312/stat"}, "/proc/[0-9]*/stat"},
      {{"/proc/1/stat"}, ""},
      // two pieces vary at once: no guess
      {{"/srv/1/2", "/srv/3/4"}, ""},
  };
  for (const Case& c : cases) {
    Siblings siblings;
    for (const char* path : c.seen) siblings.add(path);
    EXPECT_EQ(siblings.glob_of(c.seen.front()).pattern(), c.expected) << c.seen.front();
  }
}

TEST(Siblings, SpecialCharactersStayLiteral) {
  Siblings siblings;
  siblings.add("/srv/*{1}");
  siblings.add("/srv/*{2}");
  const std::string pattern = siblings.glob_of("/srv/*{1}").pattern();
  EXPECT_EQ(pattern.find("/srv/*"), std::string::npos) << pattern;
}

TEST(Siblings, DirectoriesAreGlobbedWhereEnoughWasSeen) {
  Siblings siblings;
  for (const char* path : {"/etc/x/a.conf", "/etc/x/b.conf", "/etc/x/c.conf", "/etc/y/a",
                           "/etc/y/b", "/etc/z/a.x", "/etc/z/b.y", "/etc/z/c"})
    siblings.add_to_directory(path);
  EXPECT_EQ(siblings.directory_glob_of("/etc/x/a.conf").pattern(), "/etc/x/*.conf");
  EXPECT_EQ(siblings.directory_glob_of("/etc/z/a.x").pattern(), "/etc/z/*");
  EXPECT_EQ(siblings.directory_glob_of("/etc/y/a").pattern(), "");
  EXPECT_EQ(siblings.directory_glob_of("/etc/x/").pattern(), "");
}

TEST(Siblings, ADirectoryOfItsOwnNames) {
  NameContext written;
  written.written = true;
  Siblings siblings;
  for (char c = 'a'; c < 'a' + 10; ++c)
    for (const char* directory : {"/srv/x/", "/etc/x/", "/var/lib/", "/tmp/"})
      siblings.add(std::string(directory) + c, written);
  EXPECT_EQ(siblings.own_directory_glob_of("/srv/x/a").pattern(), "/srv/x/*");
  for (const char* path : {"/etc/x/a", "/var/lib/a", "/tmp/a", "/srv/y/a"})
    EXPECT_EQ(siblings.own_directory_glob_of(path).pattern(), "") << path;
}

TEST(Siblings, PathsOfManyNumbersAreLeft) {
  Siblings siblings;
  std::string a = "/s";
  std::string b = "/s";
  for (int i = 0; i < 2000; ++i) {
    a += "/1x";
    b += i == 0 ? "/2x" : "/1x";
  }
  siblings.add(a);
  siblings.add(b);
  EXPECT_EQ(siblings.glob_of(a).pattern(), "");
}

}  // namespace
}  // namespace profgen::suggest
