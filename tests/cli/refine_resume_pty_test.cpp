// Sessions that are left, interrupted or killed go on where they were.
#include <csignal>
#include <fstream>

#include "cli/cli.hpp"
#include "cli/pty.hpp"

namespace profgen::test {
namespace {

class RefineResume : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    folder_ = sample("execs");
    before_ = profile();
  }
  [[nodiscard]] std::vector<std::string> call(const std::string& option = "") const {
    std::vector<std::string> words = {PROFGEN_BINARY, "refine", folder_ + "/audit.log",
                                      "--policy-dir", folder_ + "/apparmor.d"};
    if (!option.empty()) words.push_back(option);
    return words;
  }
  [[nodiscard]] std::string profile() const { return read(folder_ + "/apparmor.d/aalab-execs"); }

  std::string folder_, before_;
};

TEST_F(RefineResume, HoweverItEnded) {
  int answered = 0;
  for (const std::string way : {"q", "\x03", "\x04", "kill", "term", "hangup"}) {
    Pty pty(call());
    if (answered != 0) {
      ASSERT_TRUE(pty.expect("going on with the session")) << pty.shown();
    }
    ASSERT_TRUE(pty.expect(std::to_string(answered + 1) + " of")) << pty.shown();
    ASSERT_TRUE(pty.expect("(?)help")) << pty.shown();
    pty.send("h");
    ++answered;
    ASSERT_TRUE(pty.expect(std::to_string(answered + 1) + " of")) << pty.shown();
    ASSERT_TRUE(pty.expect("(?)help")) << pty.shown();
    if (way == "kill")
      pty.signal(SIGKILL);
    else if (way == "term")
      pty.signal(SIGTERM);
    else if (way == "hangup")
      pty.signal(SIGHUP);
    else
      pty.send(way);
    EXPECT_NE(pty.wait(), 0);
    EXPECT_EQ(profile(), before_);
  }
}

TEST_F(RefineResume, NewBeginsAgain) {
  {
    Pty pty(call());
    ASSERT_TRUE(pty.expect("(?)help")) << pty.shown();
    pty.send("h");
    ASSERT_TRUE(pty.expect("2 of")) << pty.shown();
    pty.send("q");
    pty.wait();
    EXPECT_TRUE(has(pty.shown(), "the answers are kept")) << pty.shown();
  }
  Pty pty(call("--new"));
  ASSERT_TRUE(pty.expect("1 of 5")) << pty.shown();
  EXPECT_FALSE(has(pty.shown(), "going on"));
  pty.send("r");
  EXPECT_EQ(pty.wait(), 1);
}

TEST_F(RefineResume, AbortDropsTheAnswers) {
  {
    Pty pty(call());
    ASSERT_TRUE(pty.expect("(?)help")) << pty.shown();
    pty.send("h");
    ASSERT_TRUE(pty.expect("2 of")) << pty.shown();
    pty.send("r");
    ASSERT_TRUE(pty.expect("r again")) << pty.shown();
    pty.send("r");
    EXPECT_EQ(pty.wait(), 1);
  }
  Pty pty(call());
  ASSERT_TRUE(pty.expect("1 of 5")) << pty.shown();
  EXPECT_FALSE(has(pty.shown(), "going on"));
  pty.send("q");
  EXPECT_EQ(pty.wait(), 1);
}

TEST_F(RefineResume, AnotherLogIsAnotherSession) {
  {
    Pty pty(call());
    ASSERT_TRUE(pty.expect("(?)help")) << pty.shown();
    pty.send("h");
    ASSERT_TRUE(pty.expect("2 of")) << pty.shown();
    pty.send("q");
    pty.wait();
  }
  std::filesystem::copy(folder_ + "/audit.log", folder_ + "/other.log");
  std::vector<std::string> words = call();
  words[2] = folder_ + "/other.log";
  Pty pty(words);
  ASSERT_TRUE(pty.expect("1 of 5")) << pty.shown();
  EXPECT_FALSE(has(pty.shown(), "going on"));
  pty.send("q");
  EXPECT_EQ(pty.wait(), 1);
}

TEST_F(RefineResume, AJournalThatCannotBeReadIsToldAndKept) {
  {
    Pty pty(call());
    ASSERT_TRUE(pty.expect("(?)help")) << pty.shown();
    pty.send("h");
    ASSERT_TRUE(pty.expect("2 of")) << pty.shown();
    pty.send("q");
    pty.wait();
  }
  std::string journal;
  for (const auto& entry : std::filesystem::directory_iterator(state() + "/sessions"))
    journal = entry.path();
  ASSERT_FALSE(journal.empty());
  EXPECT_EQ(std::filesystem::status(journal).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::ofstream(journal) << "nonsense\n";
  Pty pty(call());
  EXPECT_EQ(pty.wait(), 3) << pty.shown();
  EXPECT_TRUE(has(pty.shown(), "--new")) << pty.shown();
  EXPECT_EQ(read(journal), "nonsense\n");
}

}  // namespace
}  // namespace profgen::test
