// learn on trees made of files, with logs captured elsewhere; with a kernel: tests/e2e/learn.
#include <gmock/gmock.h>

#include "cli/cli.hpp"
#include "cli/pty.hpp"
#include "unit/refine/learn/elf_file.hpp"

namespace profgen::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* profile_file = "etc/apparmor.d/usr.sbin.tool";

class LearnCli : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    write("etc/apparmor.d/tunables/global", "@{HOME}=/home/*/ /root/\n");
    write("etc/apparmor.d/abstractions/base", "/etc/ld.so.cache r,\n");
    refine::test::ElfFile elf;
    elf.interpreter = "/lib/ld.so";
    elf.needed = {"libown.so.1", "libgone.so"};
    write("usr/sbin/tool", elf.bytes());
    write("lib/ld.so", refine::test::ElfFile{}.bytes());
    write("usr/lib/libown.so.1", refine::test::ElfFile{}.bytes());
    write("captured.log", record(1, "/etc/tool.conf") + record(2, "/srv/data"));
  }
  [[nodiscard]] static std::string record(int serial, const std::string& path) {
    return "type=AVC msg=audit(1795457404.512:" + std::to_string(serial) +
           "): apparmor=\"ALLOWED\" operation=\"open\" profile=\"/usr/sbin/tool\" name=\"" + path +
           "\" pid=7 comm=\"tool\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0\n";
  }
  [[nodiscard]] std::vector<std::string> words(std::vector<std::string> more) const {
    more.insert(more.begin(), {"learn", "tool", "--root", directory_});
    return more;
  }
  [[nodiscard]] Finished learn(std::vector<std::string> more) const { return profgen(words(more)); }
  [[nodiscard]] std::vector<std::string> by_hand() const {
    std::vector<std::string> call = words({"--log", path("captured.log"), "--exact"});
    call.insert(call.begin(), PROFGEN_BINARY);
    return call;
  }
  [[nodiscard]] std::string text() const { return read(path(profile_file)); }
};

TEST_F(LearnCli, ADryRunShowsTheDraftOnly) {
  const auto before = snapshot(directory_);
  const Finished done = learn({"--dry-run"});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_THAT(done.output, HasSubstr("+profile /usr/sbin/tool flags=(complain) {\n"));
  EXPECT_THAT(done.output, HasSubstr("+  /usr/lib/libown.so.1 mr,\n"));
  EXPECT_THAT(done.errors, HasSubstr("libgone.so was not found"));
  EXPECT_EQ(snapshot(directory_), before);
}

TEST_F(LearnCli, WithoutAKernelTheDraftIsWritten) {
  const Finished done = learn({});
  EXPECT_EQ(done.exit_code, 1) << done.errors;
  EXPECT_THAT(done.errors, HasSubstr("below --root no program is run"));
  EXPECT_THAT(text(),
              HasSubstr("/usr/sbin/tool flags=(complain) {\n  include <abstractions/base>"));
  const std::string first = text();
  EXPECT_EQ(learn({}).exit_code, 1);
  EXPECT_EQ(text(), first);
}

TEST_F(LearnCli, UnattendedByTheGuard) {
  write("guard.yaml", "always: [\"/etc/tool.conf\", \"/srv/data\"]\n");
  const std::vector<std::string> more = {"--log", path("captured.log"), "--unattended", "--config",
                                         path("guard.yaml")};
  const Finished done = learn(more);
  EXPECT_EQ(done.exit_code, 1) << done.output << done.errors;
  EXPECT_THAT(text(), HasSubstr("/etc/tool.conf r,"));
  EXPECT_THAT(text(), HasSubstr("/srv/data r,"));
  EXPECT_THAT(text(), HasSubstr("flags=(complain)"));
  const Finished status = learn({"--status"});
  EXPECT_EQ(status.exit_code, 1);
  EXPECT_THAT(status.output, HasSubstr("nothing new in pass 1"));
  std::vector<std::string> to_enforce = more;
  to_enforce.emplace_back("--enforce");
  const Finished over = learn(to_enforce);
  EXPECT_EQ(over.exit_code, 0) << over.output << over.errors;
  EXPECT_THAT(text(), Not(HasSubstr("complain")));
  EXPECT_EQ(learn({"--status"}).exit_code, 0);
}

TEST_F(LearnCli, WhatTheGuardLeavesKeepsItInComplainMode) {
  write("guard.yaml", "ask: [\"/srv/**\"]\n");
  const Finished done = learn(
      {"--log", path("captured.log"), "--unattended", "--enforce", "--config", path("guard.yaml")});
  EXPECT_EQ(done.exit_code, 1) << done.output << done.errors;
  EXPECT_THAT(text(), HasSubstr("flags=(complain)"));
}

TEST_F(LearnCli, AStandingProfileIsLearnedFurther) {
  write("etc/apparmor.d/web", "# Mine.\nprofile web /usr/sbin/tool {\n}\n");
  write("web.log", "");
  const Finished done = learn({"--log", path("web.log"), "--unattended"});
  EXPECT_EQ(done.exit_code, 1) << done.output << done.errors;
  EXPECT_THAT(done.output, HasSubstr("attaches already"));
  EXPECT_EQ(read(path("etc/apparmor.d/web")),
            "# Mine.\nprofile web /usr/sbin/tool flags=(complain) {\n}\n");
}

TEST_F(LearnCli, WrongUseChangesNothing) {
  const auto before = snapshot(directory_);
  EXPECT_EQ(profgen({"learn"}).exit_code, 2);
  EXPECT_EQ(profgen({"learn", "no-such-program", "--root", directory_}).exit_code, 2);
  EXPECT_EQ(learn({"--for", "soon"}).exit_code, 2);
  const Finished no_terminal = learn({"--log", path("captured.log")});
  EXPECT_EQ(no_terminal.exit_code, 2);
  EXPECT_THAT(no_terminal.errors, HasSubstr("--unattended"));
  EXPECT_EQ(snapshot(directory_), before);
}

TEST_F(LearnCli, ByHandFromNoProfileToEnforce) {
  Pty pty(by_hand());
  for (int question = 0; question < 2; ++question) {
    ASSERT_TRUE(pty.expect("(?)help")) << pty.shown();
    pty.send("a");
  }
  ASSERT_TRUE(pty.expect("(S)ave")) << pty.shown();
  pty.send("s");
  ASSERT_TRUE(pty.expect("(E)nforce")) << pty.shown();
  EXPECT_THAT(text(), HasSubstr("flags=(complain)"));
  pty.send("e");
  EXPECT_EQ(pty.wait(), 0) << pty.shown();
  EXPECT_THAT(text(), HasSubstr("/usr/sbin/tool {\n"));
  EXPECT_THAT(text(), HasSubstr("/etc/tool.conf r,\n"));
  EXPECT_THAT(text(), HasSubstr("/srv/data r,\n"));
}

TEST_F(LearnCli, ASessionThatWasLeftGoesOn) {
  {
    Pty pty(by_hand());
    ASSERT_TRUE(pty.expect("1 of 2")) << pty.shown();
    ASSERT_TRUE(pty.expect("(?)help"));
    pty.send("a");
    ASSERT_TRUE(pty.expect("2 of 2")) << pty.shown();
    ASSERT_TRUE(pty.expect("(?)help"));
    pty.send("q");
    EXPECT_EQ(pty.wait(), 1) << pty.shown();
    EXPECT_THAT(text(), Not(HasSubstr("tool.conf")));
  }
  EXPECT_THAT(learn({"--status"}).output, HasSubstr("pass 1 is to be gone through"));
  Pty pty(by_hand());
  ASSERT_TRUE(pty.expect("going on with /usr/sbin/tool")) << pty.shown();
  ASSERT_TRUE(pty.expect("1 answer given")) << pty.shown();
  ASSERT_TRUE(pty.expect("(?)help")) << pty.shown();
  pty.send("a");
  ASSERT_TRUE(pty.expect("(S)ave")) << pty.shown();
  pty.send("s");
  ASSERT_TRUE(pty.expect("(E)nforce")) << pty.shown();
  pty.send("q");
  EXPECT_EQ(pty.wait(), 1) << pty.shown();
  EXPECT_THAT(text(), HasSubstr("flags=(complain)"));
  EXPECT_THAT(text(), HasSubstr("/srv/data r,\n"));
}

}  // namespace
}  // namespace profgen::test
