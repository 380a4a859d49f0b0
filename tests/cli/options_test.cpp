#include "cli/cli.hpp"

namespace profgen::test {
namespace {

using Options = CliTest;

TEST_F(Options, HelpAndVersionGoToStandardOutput) {
  const Finished help = profgen({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  for (const char* command : {"events", "suggest", "generate", "refine", "check"})
    EXPECT_NE(help.output.find(command), std::string::npos) << command;
  EXPECT_EQ(help.errors, "");
  EXPECT_EQ(profgen({"--version"}).output.compare(0, 8, "profgen "), 0);
}

TEST_F(Options, EveryCommandHasHelp) {
  for (const char* command :
       {"events", "suggest", "generate", "refine", "check", "tree", "verify", "ready", "guard"}) {
    const Finished help = profgen({command, "--help"});
    EXPECT_EQ(help.exit_code, 0) << command;
    EXPECT_NE(help.output.find("usage: profgen " + std::string(command)), std::string::npos);
    EXPECT_NE(help.output.find("--policy-dir"), std::string::npos);
  }
}

TEST_F(Options, AGroupListsItsCommandsAndTakesOptionsAnywhere) {
  const Finished help = profgen({"fleet", "--help"});
  EXPECT_EQ(help.exit_code, 0) << help.errors;
  EXPECT_NE(help.output.find("usage: profgen fleet COMMAND"), std::string::npos) << help.output;
  for (const char* command : {"bundle", "show"}) {
    EXPECT_NE(help.output.find("  " + std::string(command) + " "), std::string::npos);
    const Finished one = profgen({"fleet", command, "--help"});
    EXPECT_EQ(one.exit_code, 0) << one.errors;
    EXPECT_EQ(one.output.find("usage: profgen fleet " + std::string(command)), 0u) << one.output;
  }
  EXPECT_EQ(profgen({"fleet", "help"}).output, help.output);
  EXPECT_EQ(profgen({"-q", "fleet", "--color", "never", "show", "--help"}).output,
            profgen({"fleet", "show", "--help"}).output);
}

TEST_F(Options, WrongUsageIsToldAndExitsWith2) {
  const struct {
    std::vector<std::string> arguments;
    const char* said;
  } cases[] = {
      {{}, "usage:"},
      {{"evnets"}, "did you mean `events`?"},
      {{"fleet"}, "usage: profgen fleet"},
      {{"fleet", "-q"}, "`profgen fleet --help` lists them"},
      {{"fleet", "shwo"}, "did you mean `fleet show`?"},
      {{"fleet", "show", "--no-such-option"}, "`profgen fleet show --help`"},
      {{"events", "--no-such-option"}, "no-such-option"},
      {{"suggest", "--format=xml", "/dev/null"}, "there is no format `xml`"},
      {{"events", "--color=maybe", "/dev/null"}, "it takes auto, always or never"},
      {{"generate", "/dev/null"}, "-o DIR"},
      {{"check"}, "FILE"},
      {{"refine", "/dev/null"}, "needs a terminal"},
  };
  for (const auto& one : cases) {
    const Finished done = profgen(one.arguments);
    EXPECT_EQ(done.exit_code, 2) << done.errors;
    EXPECT_NE(done.errors.find(one.said), std::string::npos) << done.errors;
    EXPECT_EQ(done.output, "");
  }
}

TEST_F(Options, CommonOptionsMayStandBeforeTheCommand) {
  write("empty.log", "");
  const Finished done = profgen({"--policy-dir", directory_, "-q", "events", path("empty.log")});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_EQ(done.errors, "");
}

TEST_F(Options, WithoutALogTheHostsOwnIsRead) {
  const std::string curl = sample("curl");
  write("root/var/log/audit/audit.log", read(curl + "/audit.log"));
  write("root/etc/apparmor.d/usr.bin.curl", read(curl + "/apparmor.d/usr.bin.curl"));
  const Finished events = profgen({"events", "-q", "--root", path("root")});
  EXPECT_EQ(events.exit_code, 0) << events.errors;
  EXPECT_NE(events.output.find("/etc/ssl/openssl.cnf"), std::string::npos);
  const Finished none = profgen({"events", "--root", path("nothing")});
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_NE(none.errors.find("journalctl"), std::string::npos) << none.errors;
}

TEST_F(Options, StandardInputIsADash) {
  const std::string log = read(sample("curl") + "/audit.log");
  const Finished events = profgen({"events", "-q", "-"}, log);
  EXPECT_EQ(events.exit_code, 0) << events.errors;
  EXPECT_NE(events.output.find("network inet dgram"), std::string::npos);
}

TEST_F(Options, AMissingPolicyDirectoryIsTold) {
  const Finished done = profgen(
      {"suggest", sample("curl") + "/audit.log", "--policy-dir", path("no-such-directory")});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_NE(done.errors.find("no-such-directory"), std::string::npos) << done.errors;
}

}  // namespace
}  // namespace profgen::test
