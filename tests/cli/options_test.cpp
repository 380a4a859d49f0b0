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
  for (const char* command : {"events", "suggest", "generate", "refine", "check", "tree"}) {
    const Finished help = profgen({command, "--help"});
    EXPECT_EQ(help.exit_code, 0) << command;
    EXPECT_NE(help.output.find("usage: profgen " + std::string(command)), std::string::npos);
    EXPECT_NE(help.output.find("--policy-dir"), std::string::npos);
  }
}

TEST_F(Options, WrongUsageIsToldAndExitsWith2) {
  const struct {
    std::vector<std::string> arguments;
    const char* said;
  } cases[] = {
      {{}, "usage:"},
      {{"evnets"}, "did you mean `events`?"},
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

}  // namespace
}  // namespace profgen::test
