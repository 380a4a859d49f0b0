// `profgen check` as its users run it: text, JSON, levels, suppression, exit codes.
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/cli.hpp"

namespace profgen::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Check : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    write("policy/abi/4.0", "caps {mask {chown\n}\n}\n");
    write("policy/tunables/global", "@{HOME}=/home/*/ /root/\n@{PROC}=/proc/\n");
    write("policy/abstractions/base", "/etc/ld.so.cache r,\n/dev/null rw,\n");
    write("policy/demo", in_profile("  /etc/demo.conf r,\n"));
  }

  static std::string in_profile(const std::string& rules) {
    return "abi <abi/4.0>,\ninclude <tunables/global>\nprofile demo /usr/bin/demo {\n"
           "  include <abstractions/base>\n" +
           rules + "  include if exists <local/demo>\n}\n";
  }
  [[nodiscard]] Finished check(std::vector<std::string> arguments) const {
    std::vector<std::string> all = {"check", "--policy-dir", path("policy"), "--include-dir",
                                    path("policy")};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return profgen(all);
  }
};

TEST_F(Check, SaysNothingOfAGoodProfile) {
  const Finished done = check({path("policy/demo")});
  EXPECT_EQ(done.exit_code, 0);
  EXPECT_EQ(done.output, path("policy/demo") + ": accepted\n");
  EXPECT_EQ(done.errors, "");
}

TEST_F(Check, ShowsTheLineWithACaretAndWhatToDo) {
  write("policy/demo", in_profile("  owner /etc/** rw,\n"));
  const Finished done = check({path("policy/demo")});
  EXPECT_EQ(done.exit_code, 0);
  EXPECT_EQ(done.output, path("policy/demo") + ": accepted, 1 warning\n");
  EXPECT_EQ(done.errors,
            path("policy/demo") +
                ":5:9: warning: `/etc/**` lets the whole configuration of the system be written "
                "(where the user owns it) [too-wide]\n"
                "    owner /etc/** rw,\n"
                "          ^\n"
                "  hint: name the directories that the program needs\n");
}

TEST_F(Check, JsonHasOneObjectAFile) {
  write("policy/demo", in_profile("  /etc/** rw,\n"));
  write("policy/bad", "profile bad {\n  /x zz,\n}\n");
  const Finished done = check({"--json", path("policy/demo"), path("policy/bad")});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_EQ(done.errors, "");
  std::istringstream lines(done.output);
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  const auto good = nlohmann::json::parse(line);
  EXPECT_EQ(good["file"], path("policy/demo"));
  EXPECT_EQ(good["accepted"], true);
  ASSERT_EQ(good["diagnostics"].size(), 1U);
  EXPECT_EQ(good["diagnostics"][0]["line"], 5);
  EXPECT_EQ(good["diagnostics"][0]["column"], 3);
  EXPECT_EQ(good["diagnostics"][0]["severity"], "warning");
  EXPECT_EQ(good["diagnostics"][0]["id"], "too-wide");
  EXPECT_THAT(good["diagnostics"][0]["message"].get<std::string>(), HasSubstr("/etc/**"));
  EXPECT_FALSE(good["diagnostics"][0].contains("file"));
  ASSERT_TRUE(std::getline(lines, line));
  const auto bad = nlohmann::json::parse(line);
  EXPECT_EQ(bad["accepted"], false);
  EXPECT_EQ(bad["diagnostics"][0]["severity"], "error");
  EXPECT_FALSE(std::getline(lines, line));
}

TEST_F(Check, JsonHasAnObjectOfAFileThatCannotBeReadToo) {
  const Finished done = check({"--json", path("policy/none"), path("policy/demo")});
  EXPECT_EQ(done.exit_code, 3);
  std::istringstream lines(done.output);
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  const auto none = nlohmann::json::parse(line);
  EXPECT_EQ(none["file"], path("policy/none"));
  EXPECT_EQ(none["accepted"], false);
  EXPECT_EQ(none["diagnostics"][0]["id"], "unreadable");
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_EQ(nlohmann::json::parse(line)["accepted"], true);
}

TEST_F(Check, TakesStandardInput) {
  const Finished good = profgen({"check", "--no-lint", "-"}, "profile p { /a r, }\n");
  EXPECT_EQ(good.exit_code, 0);
  EXPECT_EQ(good.output, "<stdin>: accepted\n");
  const Finished bad = profgen({"check", "--no-lint", "-"}, "profile p { /a zz, }\n");
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_THAT(bad.errors, HasSubstr("<stdin>:1:16: error: "));
  EXPECT_EQ(check({"-", "-"}).exit_code, 2);
  EXPECT_EQ(profgen({"tree", "--as-text", "-"}, "profile p { \n\n").output, "profile p { \n\n");
}

// The compiler gives up at such a link, that of an editor's lock too.
TEST_F(Check, ALinkThatLeadsNowhereSpoilsAnIncludedFolder) {
  write("policy/demo", in_profile("  include <demo.d>\n"));
  write("policy/demo.d/a", "/etc/a r,\n");
  write("policy/demo.d/a.dpkg-old", "nonsense\n");
  EXPECT_EQ(check({"--no-lint", path("policy/demo")}).exit_code, 0);
  std::filesystem::create_symlink("user@host:1", path("policy/demo.d/.#a"));
  const Finished done = check({"--no-lint", path("policy/demo")});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.errors, HasSubstr(":5:3: error: the include `demo.d` cannot be read: " +
                                     path("policy/demo.d/.#a") + ": "));
  // In a folder of profiles it is a file that cannot be read.
  write("profiles/a", in_profile(""));
  EXPECT_EQ(check({"--no-lint", path("profiles")}).exit_code, 0);
  std::filesystem::create_symlink("nowhere", path("profiles/b"));
  EXPECT_EQ(check({"--no-lint", path("profiles")}).exit_code, 3);
}

TEST_F(Check, JsonNamesTheIncludeThatIsWrong) {
  write("policy/abstractions/base", "/x zz,\n");
  const Finished done = check({"--json", path("policy/demo")});
  EXPECT_EQ(done.exit_code, 1);
  const auto one = nlohmann::json::parse(done.output)["diagnostics"][0];
  EXPECT_EQ(one["file"], path("policy/abstractions/base"));
  EXPECT_EQ(one["line"], 1);
}

TEST_F(Check, AnIncludeOfTwoFilesIsJudgedForBoth) {
  write("policy/abstractions/base", "/x zz,\n");
  write("policy/other", in_profile("  /y r,\n"));
  const Finished done = check({path("policy/demo"), path("policy/other")});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.output, HasSubstr("demo: rejected"));
  EXPECT_THAT(done.output, HasSubstr("other: rejected"));
}

TEST_F(Check, AFolderStandsForTheFilesInIt) {
  write("policy/other", in_profile("  /y zz,\n"));
  write("policy/README", "not policy");
  write("policy/demo.dpkg-old", "not policy");
  const Finished done = check({path("policy")});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.output, HasSubstr("/policy/demo: accepted\n"));
  EXPECT_THAT(done.output, HasSubstr("/policy/other: rejected\n"));
  EXPECT_EQ(std::count(done.output.begin(), done.output.end(), '\n'), 2);
}

TEST_F(Check, LevelsAreSetByOption) {
  write("policy/demo", in_profile("  /etc/** rw,\n"));
  const struct {
    std::vector<std::string> options;
    int code;
    const char* said;
  } cases[] = {
      {{"--lint", "too-wide=off"}, 0, "accepted\n"},
      {{"--lint", "too-wide=info"}, 0, "accepted, 1 note\n"},
      {{"--lint", "too-wide=note"}, 0, "accepted, 1 note\n"},
      {{"--lint", "too-wide=error"}, 1, "rejected\n"},
      {{"--lint", "all=off"}, 0, "accepted\n"},
      {{"--lint", "all=off", "--lint", "too-wide=warning"}, 0, "accepted, 1 warning\n"},
      {{"--lint=all=off,too-wide=info"}, 0, "accepted, 1 note\n"},
      {{"--lint=vim=warning"}, 0, "accepted, 2 warnings\n"},
      {{"--no-lint"}, 0, "accepted\n"},
      {{"--werror"}, 1, "rejected, 1 warning\n"},
      {{"--werror", "--lint", "too-wide=info"}, 0, "accepted, 1 note\n"},
      {{"--werror", "--no-lint"}, 0, "accepted\n"},
  };
  for (const auto& one : cases) {
    std::vector<std::string> arguments = one.options;
    arguments.push_back(path("policy/demo"));
    const Finished done = check(arguments);
    EXPECT_EQ(done.exit_code, one.code) << one.options.back();
    EXPECT_EQ(done.output, path("policy/demo") + ": " + one.said) << one.options.back();
  }
}

TEST_F(Check, ACommentSuppresses) {
  write("policy/demo", in_profile("  /etc/** rw, # profgen: ignore[too-wide] it is an editor\n"));
  EXPECT_EQ(check({"--werror", path("policy/demo")}).exit_code, 0);
  write("policy/demo", in_profile("  /etc/x r, # profgen: ignore[too-wide] no more\n"));
  EXPECT_THAT(check({path("policy/demo")}).errors, HasSubstr("[unused-suppression]"));
}

TEST_F(Check, TheCompilerOfAnotherHostCanBeNamed) {
  write("policy/demo", in_profile("  priority=5 /etc/x r,\n"));
  const Finished old = check({"--parser-version", "3.0.8", path("policy/demo")});
  EXPECT_EQ(old.exit_code, 0);
  EXPECT_THAT(old.errors, HasSubstr("4.1 and later; this is 3.0.8"));
  EXPECT_EQ(check({"--parser-version=4.1", path("policy/demo")}).errors, "");
  // Below another root this host's compiler does not count.
  EXPECT_EQ(
      profgen({"check", "--root", directory_, "--policy-dir=/policy", path("policy/demo")}).errors,
      "");
}

TEST_F(Check, ListsItsLints) {
  const Finished text = check({"--list-lints"});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_THAT(text.output, HasSubstr("too-wide               warning  "));
  const Finished json = check({"--list-lints", "--json"});
  std::istringstream lines(json.output);
  std::string line;
  std::size_t count = 0;
  for (; std::getline(lines, line); ++count) {
    const auto one = nlohmann::json::parse(line);
    for (const char* key : {"id", "level", "title", "advice"})
      EXPECT_FALSE(one[key].get<std::string>().empty()) << line;
  }
  EXPECT_EQ(count,
            static_cast<std::size_t>(std::count(text.output.begin(), text.output.end(), '\n')));
}

TEST_F(Check, WrongOptionsAreTold) {
  const struct {
    std::vector<std::string> arguments;
    const char* said;
  } cases[] = {
      {{"--lint", "to-wide=off", "x"}, "did you mean `too-wide`?"},
      {{"--lint", "nothing-like-it=off", "x"}, "--list-lints"},
      {{"--lint", "too-wide", "x"}, "ID=LEVEL"},
      {{"--lint", "too-wide=loud", "x"}, "off, info, warning and error"},
      {{"--lint", "too-wide=loud", "--no-lint", "x"}, "off, info, warning and error"},
      {{"--parser-version", "new", "x"}, "it takes a number"},
  };
  for (const auto& one : cases) {
    const Finished done = check(one.arguments);
    EXPECT_EQ(done.exit_code, 2) << one.said;
    EXPECT_THAT(done.errors, HasSubstr(one.said));
    EXPECT_EQ(done.output, "");
  }
}

}  // namespace
}  // namespace profgen::test
