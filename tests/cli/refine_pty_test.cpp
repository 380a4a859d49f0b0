// A person before refine: whole sessions on a terminal of their own.
#include "cli/cli.hpp"
#include "cli/pty.hpp"

namespace profgen::test {
namespace {

class RefinePty : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    folder_ = sample("curl");
  }
  [[nodiscard]] std::vector<std::string> call() const {
    return {PROFGEN_BINARY, "refine", folder_ + "/audit.log", "--policy-dir",
            folder_ + "/apparmor.d"};
  }
  // Chooses the line that holds `text` on the screen shown last.
  static void choose(Pty& pty, const std::string& text) {
    ASSERT_TRUE(pty.expect("severity")) << pty.shown();
    ASSERT_TRUE(pty.expect("(?)help")) << pty.shown();
    const std::string& shown = pty.shown();
    const std::size_t screen = shown.rfind("severity");
    const std::size_t at = shown.find(text, screen);
    ASSERT_NE(at, std::string::npos) << shown;
    const std::size_t line = shown.rfind('\n', at);
    const std::size_t digit = shown.find_first_of("123456789", line);
    pty.send(shown.substr(digit, 1));
    ASSERT_TRUE(pty.expect("[" + shown.substr(digit, 1) + "] " + text)) << pty.shown();
    ASSERT_TRUE(pty.expect("(?)help")) << pty.shown();
  }
  [[nodiscard]] std::string profile() const { return read(folder_ + "/apparmor.d/usr.bin.curl"); }
  [[nodiscard]] std::string expected() const { return read(folder_ + "/expected/usr.bin.curl"); }

  std::string folder_;
};

TEST_F(RefinePty, CurlByHand) {
  Pty pty(call());
  // Whichever comes first, both answers are given: the abstraction for the socket, the literal
  // path.
  for (int question = 0; question < 2; ++question) {
    ASSERT_TRUE(pty.expect("wants")) << pty.shown();
    ASSERT_TRUE(pty.expect("\n")) << pty.shown();
    const std::string& shown = pty.shown();
    const std::string asked = shown.substr(shown.rfind("wants"));
    const bool socket = asked.find("network") != std::string::npos;
    choose(pty, socket ? "include <abstractions/nameservice>" : "/etc/ssl/openssl.cnf r,");
    pty.send("a");
  }
  ASSERT_TRUE(pty.expect("(S)ave")) << pty.shown();
  pty.send("s");
  EXPECT_EQ(pty.wait(), 0) << pty.shown();
  EXPECT_EQ(profile(), expected());
  EXPECT_NE(pty.shown().find("wrote "), std::string::npos);
}

TEST_F(RefinePty, AbortChangesNothing) {
  const std::string before = profile();
  for (const std::string& way : {std::string("r"), std::string("fr")}) {
    Pty pty(call());
    ASSERT_TRUE(pty.expect("(?)help")) << pty.shown();
    pty.send(way.substr(0, 1));
    if (way.size() > 1) pty.send(way.substr(1));
    EXPECT_NE(pty.wait(), 0) << pty.shown();
    EXPECT_EQ(profile(), before);
  }
}

TEST_F(RefinePty, UndoAsksAgain) {
  Pty pty(call());
  ASSERT_TRUE(pty.expect("1 of")) << pty.shown();
  ASSERT_TRUE(pty.expect("(?)help"));
  pty.send("i");
  ASSERT_TRUE(pty.expect("2 of")) << pty.shown();
  ASSERT_TRUE(pty.expect("(?)help"));
  pty.send("u");
  ASSERT_TRUE(pty.expect("1 of")) << pty.shown();
  pty.send("r");
  pty.wait();
}

TEST_F(RefinePty, UnknownKeysAndHelp) {
  Pty pty(call());
  ASSERT_TRUE(pty.expect("(?)help"));
  pty.send("z");
  ASSERT_TRUE(pty.expect("that key does nothing here")) << pty.shown();
  pty.send("?");
  ASSERT_TRUE(pty.expect("undo the last answer")) << pty.shown();
  pty.send("\x1b[A");
  pty.send("r");
  EXPECT_EQ(pty.wait(), 1) << pty.shown();
}

TEST_F(RefinePty, DenyWritesADenyRule) {
  Pty pty(call());
  for (int question = 0; question < 2; ++question) {
    ASSERT_TRUE(pty.expect("(?)help")) << pty.shown();
    pty.send("D");
  }
  ASSERT_TRUE(pty.expect("(S)ave")) << pty.shown();
  pty.send("s");
  EXPECT_EQ(pty.wait(), 0) << pty.shown();
  EXPECT_NE(profile().find("/ssl/openssl.cnf r,"), std::string::npos) << profile();
  EXPECT_EQ(profile().find("\n  /etc/ssl/openssl.cnf r,"), std::string::npos) << profile();
  EXPECT_NE(profile().find("deny network inet dgram,"), std::string::npos) << profile();
}

}  // namespace
}  // namespace profgen::test
