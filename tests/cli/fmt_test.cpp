// `profgen fmt` as its users run it.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "cli/cli.hpp"

namespace profgen::test {
namespace {

namespace fs = std::filesystem;

const std::string messy = "profile p {\n/b r,\n  /a   r,\n}\n";
const std::string tidy = "profile p {\n  /a r,\n  /b r,\n}\n";
const std::string bad = "profile p {\n  /a r\n}\n";

class CliFmt : public CliTest {};

TEST_F(CliFmt, WritesTheFileAndSaysSo) {
  write("a", messy);
  ASSERT_EQ(::chmod(path("a").c_str(), 0640), 0);
  const Finished done = profgen({"fmt", path("a")});
  EXPECT_EQ(done.exit_code, 0);
  EXPECT_EQ(done.output, "formatted " + path("a") + "\n");
  EXPECT_EQ(done.errors, "");
  EXPECT_EQ(read(path("a")), tidy);
  EXPECT_EQ(fs::status(path("a")).permissions(), fs::perms(0640));

  const Finished again = profgen({"fmt", path("a")});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_EQ(again.output, "") << "nothing changed";
}

TEST_F(CliFmt, CheckNamesWhatWouldChange) {
  write("a", messy);
  write("b", tidy);
  const Finished done = profgen({"fmt", "--check", path("a"), path("b")});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_EQ(done.output, path("a") + "\n");
  EXPECT_EQ(read(path("a")), messy);
  EXPECT_EQ(profgen({"fmt", "--check", path("b")}).exit_code, 0);
  EXPECT_EQ(profgen({"fmt", "--check", "-q", path("a")}).output, "");
}

TEST_F(CliFmt, DiffShowsWhatWouldChange) {
  write("a", messy);
  const Finished done = profgen({"fmt", "--diff", path("a")});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_NE(done.output.find("+++ b" + path("a")), std::string::npos) << done.output;
  EXPECT_NE(done.output.find("\n-/b r,\n-  /a   r,\n+  /a r,\n+  /b r,\n"), std::string::npos)
      << done.output;
  EXPECT_EQ(read(path("a")), messy);
}

TEST_F(CliFmt, TheDiffOfCrlfIsWhatPatchTakes) {
  write("a", "profile p {\r\n/b r,\r\n}\r\n");
  const Finished done = profgen({"fmt", "--diff", path("a")});
  EXPECT_NE(done.output.find("-/b r,\r\n+  /b r,\r\n"), std::string::npos) << done.output;
  EXPECT_EQ(profgen({"fmt", path("a")}).exit_code, 0);
  EXPECT_EQ(read(path("a")), "profile p {\r\n  /b r,\r\n}\r\n");
}

TEST_F(CliFmt, StandardInput) {
  const Finished done = profgen({"fmt", "-"}, messy);
  EXPECT_EQ(done.exit_code, 0);
  EXPECT_EQ(done.output, tidy);
  EXPECT_EQ(profgen({"fmt", "-"}, tidy).output, tidy);
  EXPECT_EQ(profgen({"fmt", "--check", "-"}, messy).exit_code, 1);
  EXPECT_EQ(profgen({"fmt", "--keep-order", "-"}, messy).output,
            "profile p {\n  /b r,\n  /a r,\n}\n");
  const Finished wrong = profgen({"fmt", "-"}, bad);
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_EQ(wrong.output, "");
  EXPECT_NE(wrong.errors.find("<stdin>:2:7: error: "), std::string::npos) << wrong.errors;
}

TEST_F(CliFmt, AFileWithErrorsStaysAndTheOthersAreFormatted) {
  write("a", bad);
  write("b", messy);
  const Finished done = profgen({"fmt", path("a"), path("b")});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_NE(done.errors.find(path("a") + ":2:7: error: "), std::string::npos) << done.errors;
  EXPECT_EQ(read(path("a")), bad);
  EXPECT_EQ(read(path("b")), tidy);
}

TEST_F(CliFmt, AFolderStandsForItsPolicyFiles) {
  for (const char* name :
       {"d/usr.bin.a", "d/abstractions/x", "d/abstractions/x.d/y", "d/tunables/t"})
    write(name, "/b   r,\n");
  for (const char* name : {"d/.hidden", "d/README", "d/usr.bin.a.dpkg-old", "d/abi/3.0",
                           "d/cache/x", "d/disable/usr.bin.a"})
    write(name, "not   policy\n");
  fs::create_symlink(path("d/abi/3.0"), path("d/link"));
  const auto before = snapshot(path("d"));
  const Finished done = profgen({"fmt", path("d")});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_EQ(done.output, "formatted " + path("d/abstractions/x") + "\nformatted " +
                             path("d/abstractions/x.d/y") + "\nformatted " + path("d/tunables/t") +
                             "\nformatted " + path("d/usr.bin.a") + "\n");
  EXPECT_EQ(read(path("d/usr.bin.a")), "/b r,\n");
  EXPECT_EQ(read(path("d/README")), "not   policy\n");
  EXPECT_EQ(snapshot(path("d")).size(), before.size()) << "nothing else is left behind";
  EXPECT_TRUE(fs::is_symlink(path("d/link")));
}

TEST_F(CliFmt, ALinkIsFollowed) {
  write("real", messy);
  fs::create_symlink(path("real"), path("link"));
  EXPECT_EQ(profgen({"fmt", path("link")}).exit_code, 0);
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(read(path("real")), tidy);
}

TEST_F(CliFmt, WhatCannotBeReadOrWritten) {
  const Finished missing = profgen({"fmt", path("none")});
  EXPECT_EQ(missing.exit_code, 3);
  EXPECT_NE(missing.errors.find("none"), std::string::npos);
  EXPECT_EQ(profgen({"fmt"}).exit_code, 2);
  EXPECT_EQ(profgen({"fmt", "/dev/stdin"}, messy).exit_code, 4) << "no regular file";
  EXPECT_EQ(profgen({"fmt", "--wrong", "-"}).exit_code, 2);
  if (::geteuid() == 0)
    GTEST_SKIP() << "root may write everywhere: not tried with a read-only file";
  write("a", messy);
  ASSERT_EQ(::chmod(path("a").c_str(), 0444), 0);
  EXPECT_EQ(profgen({"fmt", path("a")}).exit_code, 4);
  EXPECT_EQ(read(path("a")), messy);
}

TEST_F(CliFmt, WhatGenerateWritesIsFormatted) {
  fs::create_directories(path("empty"));
  const Finished made = profgen({"generate", sample("curl") + "/audit.log", "-o", path("out"),
                                 "--policy-dir", path("empty")});
  ASSERT_TRUE(fs::exists(path("out"))) << made.output << made.errors;
  const Finished done = profgen({"fmt", "--diff", path("out")});
  EXPECT_EQ(done.exit_code, 0) << done.output << done.errors;
}

}  // namespace
}  // namespace profgen::test
