// The keys of refine beyond the plain answers, on terminals that can draw and on those that cannot.
#include "cli/cli.hpp"
#include "cli/pty.hpp"

namespace profgen::test {
namespace {

class RefineKeys : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    folder_ = sample("execs");
  }
  [[nodiscard]] std::vector<std::string> call() const {
    return {PROFGEN_BINARY, "refine", folder_ + "/audit.log", "--policy-dir",
            folder_ + "/apparmor.d"};
  }
  [[nodiscard]] std::string profile() const { return read(folder_ + "/apparmor.d/aalab-execs"); }
  static void press(Pty& pty, const std::string& keys, const std::string& then) {
    if (HasFatalFailure()) return;  // told already; every further key would only wait
    pty.send(keys);
    ASSERT_TRUE(pty.expect(then, 10)) << pty.shown();
  }
  // Answers every exec that waits with its first option.
  static void past_execs(Pty& pty) {
    ASSERT_TRUE(pty.expect("executes")) << pty.shown();
    for (int i = 0; i < 20; ++i) {
      ASSERT_TRUE(pty.expect("(?)help")) << pty.shown();
      const std::size_t rule = pty.shown().rfind("wants");
      const std::size_t exec = pty.shown().rfind("executes /");
      if (rule != std::string::npos && rule > exec) return;
      pty.send("bf");
      ASSERT_TRUE(pty.expect("any other key")) << pty.shown();
      pty.send("a");
    }
    FAIL() << pty.shown();
  }

  std::string folder_;
};

TEST_F(RefineKeys, AlikeAnswersMakeAWholeProfileInAFewKeys) {
  Pty pty(call());
  past_execs(pty);
  press(pty, "bf", "(a)llow");
  press(pty, "\n", "(S)ave");
  pty.send("s");
  EXPECT_EQ(pty.wait(), 0) << pty.shown();
  EXPECT_TRUE(has(profile(), "include <abstractions/base>")) << profile();
  EXPECT_TRUE(has(profile(), "/usr/bin/cat rix,")) << profile();
  EXPECT_FALSE(std::filesystem::exists(state() + "/sessions") &&
               !std::filesystem::is_empty(state() + "/sessions"));
}

TEST_F(RefineKeys, AllDefaultsWithOneKey) {
  Pty pty(call());
  ASSERT_TRUE(pty.expect("(?)help")) << pty.shown();
  press(pty, "*", "(S)ave");
  pty.send("s");
  EXPECT_EQ(pty.wait(), 0) << pty.shown();
  EXPECT_TRUE(has(profile(), "include <abstractions/base>")) << profile();
}

TEST_F(RefineKeys, OneUndoTakesAllOfThemBack) {
  Pty pty(call());
  ASSERT_TRUE(pty.expect("1 of 5")) << pty.shown();
  press(pty, "bf", "(a)llow");
  press(pty, "a", "u takes it back");
  ASSERT_TRUE(pty.expect("6 of")) << pty.shown();
  press(pty, "u", "1 of 5");
  press(pty, "u", "nothing to undo");
  pty.send("q");
  EXPECT_EQ(pty.wait(), 1);
}

TEST_F(RefineKeys, TheListOfADumbTerminalTakesNumbers) {
  Pty pty(call());
  ASSERT_TRUE(pty.expect("1 of 5")) << pty.shown();
  press(pty, "l", "goes there: ");
  press(pty, "a 1-2 4\n", "3 questions allowed");
  ASSERT_TRUE(pty.expect("4 of")) << pty.shown();
  press(pty, "l", "goes there: ");
  press(pty, "g 2\n", "4 of");
  press(pty, "l", "goes there: ");
  press(pty, "a 9-1\n", "no list of numbers");
  press(pty, "l", "goes there: ");
  press(pty, "D\n", "2 questions denied");
  pty.send("r");
  ASSERT_TRUE(pty.expect("r again")) << pty.shown();
  pty.send("r");
  EXPECT_EQ(pty.wait(), 1);
  EXPECT_TRUE(has(pty.shown(), "aborted"));
}

TEST_F(RefineKeys, TheListOfAnotherIsDrawn) {
  Pty pty(call(), 30, 90, "xterm");
  ASSERT_TRUE(pty.expect("1 of 5")) << pty.shown();
  press(pty, "l", "5 marked");
  pty.send("* /id\n ");  // none, the first, and the one found
  press(pty, "a", "2 questions allowed");
  press(pty, "l", "3 open questions");
  press(pty, "q", "(?)help");
  press(pty, "d", "nothing is decided that would be written");
  pty.send("q");
  EXPECT_EQ(pty.wait(), 1);
}

TEST_F(RefineKeys, SearchGoesToAQuestion) {
  Pty pty(call());
  ASSERT_TRUE(pty.expect("1 of 5")) << pty.shown();
  press(pty, "/", "/");
  press(pty, "bin/ls\n", "executes /usr/bin/ls");
  press(pty, "/", "/");
  press(pty, "\x03", "(?)help");
  press(pty, "/", "/");
  press(pty, "no such thing\n", "no open question holds that");
  pty.send("q");
  EXPECT_EQ(pty.wait(), 1);
}

TEST_F(RefineKeys, ExecLetters) {
  Pty pty(call());
  ASSERT_TRUE(pty.expect("1 of 5")) << pty.shown();
  press(pty, "U", "U again");
  press(pty, "x", "1 of 5");  // anything else takes it back
  press(pty, "x", "fall back on ix");
  press(pty, "n", "profile to change to");
  press(pty, "helper\n", "2 of");
  press(pty, "c", "3 of");
  press(pty, "h", "4 of");
  press(pty, "D", "5 of");
  pty.send("f");
  EXPECT_EQ(pty.wait(), 1) << pty.shown();  // rules come after all execs: nothing to write yet
}

TEST_F(RefineKeys, RulesAreMadeWiderAndTyped) {
  Pty pty(call());
  past_execs(pty);
  press(pty, "/", "/");
  press(pty, "child-one\n", "/srv/aalab/child-one w,");
  press(pty, "G", "[*] owner /srv/aalab/* w,  yours");
  press(pty, "G", "[*] owner /srv/** w,  yours");
  ASSERT_TRUE(pty.expect("it answers")) << pty.shown();
  press(pty, "N", "rule: ");
  press(pty, "/srv/a{b r\n", "error");
  press(pty, "e", "rule: ");
  press(pty, "owner /srv/other w\n", "it does not allow what is asked for");
  press(pty, "N", "rule: ");
  press(pty, "owner /srv/aalab/{child-one,grand} w\n", "yours");
  press(pty, "t", "[*] audit owner");
  press(pty, "a", "(?)help");
  press(pty, "f", "(S)ave");
  pty.send("s");
  EXPECT_EQ(pty.wait(), 1) << pty.shown();  // some questions are left
  EXPECT_TRUE(has(profile(), "audit owner /srv/aalab/{child-one,grand} w,")) << profile();
  EXPECT_FALSE(has(profile(), "/srv/other")) << profile();
}

TEST_F(RefineKeys, TypedLinesBeginAsTheChosenOneWhereTheTerminalCanDraw) {
  Pty pty(call(), 40, 100, "xterm");
  past_execs(pty);
  press(pty, "/", "/");
  press(pty, "child-one\n", "(?)help");
  press(pty, "e", "owner /srv/aalab/child-one w,");
  press(pty, "\x08\x08rw\n", "owner /srv/aalab/child-one rw,\x1b[2m  yours");
  press(pty, "e", "rule: ");
  press(pty, "\x03", "(?)help");
  pty.send("q");
  EXPECT_EQ(pty.wait(), 1);
}

TEST_F(RefineKeys, SaveGoesOn) {
  Pty pty(call());
  past_execs(pty);
  press(pty, "a", "(?)help");
  press(pty, "s", "wrote ");
  const std::string first = profile();
  EXPECT_TRUE(has(first, "include <abstractions/base>")) << first;
  press(pty, "s", "nothing is decided that would be written");
  press(pty, "bf", "(a)llow");
  press(pty, "a", "(S)ave");
  pty.send("s");
  EXPECT_EQ(pty.wait(), 0) << pty.shown();
  EXPECT_NE(profile(), first);
  EXPECT_TRUE(has(profile(), "owner /srv/aalab/grand w,")) << profile();
}

TEST_F(RefineKeys, WhyShowsTheEvidence) {
  Pty pty(call());
  ASSERT_TRUE(pty.expect("1 of 5")) << pty.shown();
  press(pty, "w", "why this is asked");
  ASSERT_TRUE(pty.expect("type=AVC")) << pty.shown();
  pty.send("q");
  EXPECT_EQ(pty.wait(), 1);
}

TEST_F(RefineKeys, AnotherWindowSizeDrawsAgain) {
  Pty pty(call(), 40, 140);
  ASSERT_TRUE(pty.expect("1 of 5")) << pty.shown();
  ASSERT_TRUE(pty.expect("(?)help")) << pty.shown();
  pty.resize(24, 60);
  ASSERT_TRUE(pty.expect("1 of 5")) << pty.shown();
  ASSERT_TRUE(pty.expect("(?)help")) << pty.shown();
  const std::size_t screen = pty.shown().rfind("1 of 5");
  std::size_t begin = screen;
  for (std::size_t end; (end = pty.shown().find('\n', begin)) != std::string::npos; begin = end + 1)
    EXPECT_LE(end - begin, 75u) << pty.shown().substr(begin, end - begin);  // bytes of 60 columns
  pty.send("q");
  EXPECT_EQ(pty.wait(), 1);
}

}  // namespace
}  // namespace profgen::test
