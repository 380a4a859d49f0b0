#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/fake_processes.hpp"
#include "profgen/host.hpp"

namespace profgen::host {
namespace {

using ParserState = ParserVerdict::State;

// A parser that says what it is told to.
FakeProcesses fake(int exit_code, std::string errors) {
  FakeProcesses processes;
  processes.programs["apparmor_parser"] = [=](const Command& command) {
    if (command.argv.back() == "--version")
      return Finished{0, "AppArmor parser version 4.0.1\nCopyright\n", ""};
    return Finished{exit_code, "", errors};
  };
  return processes;
}

TEST(AskParser, SaysWhenThereIsNone) {
  FakeProcesses processes;
  const auto verdict = ask_parser(processes, "x", "profile x { }", {});
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->state, ParserState::not_installed);
  EXPECT_TRUE(processes.ran.empty());
}

TEST(ParserVersion, IsThatOfTheInstalledOne) {
  FakeProcesses processes = fake(0, "");
  EXPECT_EQ(parser_version(processes), "4.0.1");
  ASSERT_EQ(processes.ran.size(), 1u);
  EXPECT_EQ(processes.ran[0].argv,
            (std::vector<std::string>{"/usr/sbin/apparmor_parser", "--version"}));
  FakeProcesses none;
  EXPECT_EQ(parser_version(none), "");
}

TEST(AskParser, AsksWithoutKernelAndCache) {
  FakeProcesses processes = fake(0, "Cache read/write disabled: x\n");
  const auto verdict = ask_parser(processes, "x", "profile x { }", {});
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->state, ParserState::accepted);
  EXPECT_EQ(verdict->version, "4.0.1");
  EXPECT_TRUE(verdict->diagnostics.empty());
  ASSERT_EQ(processes.ran.size(), 2u);
  EXPECT_EQ(processes.ran[1].argv,
            (std::vector<std::string>{"/usr/sbin/apparmor_parser", "-O", "no-expr-simplify", "-O",
                                      "no-minimize", "-Q", "-K", "/dev/stdin"}));
  EXPECT_EQ(processes.ran[1].input, "profile x { }");
  EXPECT_EQ(processes.ran[1].environment.at("LC_ALL"), "C");
}

TEST(AskParser, NamesTheIncludeRoot) {
  FakeProcesses processes = fake(0, "");
  policy::LoadOptions options;
  options.policy_dir = "/srv/policy";
  options.include_dirs = {"/srv/more"};
  ASSERT_TRUE(ask_parser(processes, "x", "", options));
  EXPECT_EQ(processes.ran[1].argv,
            (std::vector<std::string>{"/usr/sbin/apparmor_parser", "-O", "no-expr-simplify", "-O",
                                      "no-minimize", "-Q", "-K", "--base", "/srv/policy", "-I",
                                      "/srv/policy", "-I", "/srv/more", "/dev/stdin"}));
}

TEST(AskParser, GivesWarningsOfAnAcceptedText) {
  FakeProcesses processes = fake(0, "Warning from /dev/stdin (/dev/stdin line 1): old\nodd\n");
  const auto verdict = ask_parser(processes, "p", "x", {});
  ASSERT_TRUE(verdict);
  ASSERT_EQ(verdict->diagnostics.size(), 2u);
  EXPECT_FALSE(has_errors(verdict->diagnostics));
  EXPECT_EQ(verdict->diagnostics[0].file, "p");
}

TEST(AskParser, NeverRejectsWithoutAReason) {
  FakeProcesses processes = fake(1, "Warning from /dev/stdin (/dev/stdin line 1): old\n");
  const auto verdict = ask_parser(processes, "p", "x", {});
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->state, ParserState::rejected);
  EXPECT_TRUE(has_errors(verdict->diagnostics));
}

TEST(AskParser, IsAnErrorWhenTheParserDies) {
  FakeProcesses processes = fake(139, "");
  const auto verdict = ask_parser(processes, "p", "x", {});
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().kind, ErrorKind::system);
  EXPECT_NE(verdict.error().reason.find("signal 11"), std::string::npos);
}

TEST(AskParser, IsAnErrorWhenThePolicyDirectoryIsNone) {
  FakeProcesses processes = fake(0, "Error: basedir /nowhere is not a directory, skipping.\n");
  policy::LoadOptions options;
  options.policy_dir = "/nowhere";
  const auto verdict = ask_parser(processes, "p", "x", options);
  ASSERT_FALSE(verdict);
  EXPECT_NE(verdict.error().reason.find("/nowhere"), std::string::npos);
}

// The real one, as far as it is there; no kernel is needed, nor root.
class RealParser : public ::testing::Test {
 protected:
  void SetUp() override {
    if (processes_->find("apparmor_parser").empty())
      GTEST_SKIP() << "apparmor_parser is not installed: its answers are not tested";
  }
  std::unique_ptr<Processes> processes_ = real_processes();
};

TEST_F(RealParser, TakesAProfile) {
  const auto verdict = ask_parser(*processes_, "x", "profile x /bin/x {\n  /etc/x r,\n}\n", {});
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->state, ParserState::accepted);
  EXPECT_TRUE(verdict->diagnostics.empty());
  EXPECT_FALSE(verdict->version.empty());
  EXPECT_EQ(verdict->version.find_first_not_of("0123456789.~abcdefghijklmnopqrstuvwxyz"),
            std::string::npos);
}

TEST_F(RealParser, SaysWhatIsWrongAndWhere) {
  const auto verdict =
      ask_parser(*processes_, "/tmp/my profile", "profile x {\n  capability nope,\n}\n", {});
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->state, ParserState::rejected);
  ASSERT_EQ(verdict->diagnostics.size(), 1u);
  EXPECT_EQ(verdict->diagnostics[0].file, "/tmp/my profile");
  EXPECT_EQ(verdict->diagnostics[0].at.line, 2u);
  EXPECT_EQ(verdict->diagnostics[0].source_line, "  capability nope,");
  EXPECT_NE(verdict->diagnostics[0].message.find("nope"), std::string::npos);
}

TEST_F(RealParser, SaysWhatHasNoPlace) {
  const auto verdict = ask_parser(*processes_, "x", "profile x {\n  @{none}/x r,\n}\n", {});
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->state, ParserState::rejected);
  EXPECT_TRUE(has_errors(verdict->diagnostics));
}

TEST_F(RealParser, SaysWhichIncludeIsWrong) {
  namespace fs = std::filesystem;
  std::string folder = (fs::temp_directory_path() / "profgen-parser-XXXXXX").string();
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  fs::create_directories(folder + "/abstractions");
  std::ofstream(folder + "/abstractions/bad") << "# one\n/a rq,\n";
  policy::LoadOptions options;
  options.policy_dir = folder;
  const auto verdict =
      ask_parser(*processes_, "x", "profile x {\n  include <abstractions/bad>\n}\n", options);
  fs::remove_all(folder);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->state, ParserState::rejected);
  ASSERT_FALSE(verdict->diagnostics.empty());
  EXPECT_EQ(verdict->diagnostics[0].file, folder + "/abstractions/bad");
  EXPECT_EQ(verdict->diagnostics[0].at.line, 2u);
  EXPECT_EQ(verdict->diagnostics[0].source_line, "");

  // The parser itself would go on with its default directory.
  EXPECT_FALSE(ask_parser(*processes_, "x", "profile x { }", options));
}

TEST_F(RealParser, TakesALongText) {
  std::string text = "profile x {\n";
  for (int i = 0; i < 20000; ++i) text += "  # a comment that only makes the text long\n";
  const auto verdict = ask_parser(*processes_, "x", text + "}\n", {});
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->state, ParserState::accepted);
}

}  // namespace
}  // namespace profgen::host
