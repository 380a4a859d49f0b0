// The line that tells how far a long reading has come.
#include <fcntl.h>

#include "cli/cli.hpp"
#include "cli/pty.hpp"

namespace profgen::test {
namespace {

constexpr const char* erase = "\r\x1b[K";

class ProgressPty : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    std::string log;
    for (int i = 0; i < 12000; ++i)
      log += "type=AVC msg=audit(1795457176.476:" + std::to_string(i) +
             "): apparmor=\"ALLOWED\" operation=\"open\" profile=\"p\" name=\"/srv/" +
             std::to_string(i % 50) +
             "\" pid=1 comm=\"c\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=1\n";
    write("audit.log", log);
    write("small.log", log.substr(0, log.find('\n') + 1));
  }
  // What a terminal shows of a shell command, $P being the program.
  [[nodiscard]] std::string shown(const std::string& command, const std::string& term = "xterm",
                                  unsigned columns = 100) const {
    Pty pty({"/usr/bin/env", "TERM=" + term, std::string("P=") + PROFGEN_BINARY, "D=" + directory_,
             "/bin/sh", "-c", command},
            40, columns);
    EXPECT_EQ(pty.wait(60), 0) << pty.shown();
    return pty.shown();
  }
  // A pipe that takes nothing for a while keeps the reading long.
  static constexpr const char* slow =
      "{ $P events --json $D/audit.log || exit 9; } | { sleep 1.2; cat >/dev/null; }";
};

TEST_F(ProgressPty, ALongReadingShowsHowFarItIsAndIsErased) {
  const std::string text = shown(slow);
  const std::size_t first = text.find("\rreading ");
  ASSERT_NE(first, std::string::npos) << text;
  for (const char* part : {" MB of ", " %), ", " records, ", " MB/s, ", " left"})
    EXPECT_NE(text.find(part, first), std::string::npos) << part << text;
  const std::size_t last = text.rfind("reading ");
  const std::size_t gone = text.find(erase, last);
  ASSERT_NE(gone, std::string::npos) << text;
  EXPECT_NE(text.find("read 12000 lines", gone), std::string::npos) << text;
}

TEST_F(ProgressPty, OfAPipeNoEndIsKnown) {
  const std::string text = shown(
      "{ cat $D/audit.log; sleep 0.8; cat $D/audit.log; sleep 0.2; cat $D/small.log; } | "
      "$P collect - -o $D/e.jsonl");
  const std::size_t at = text.find("\rreading ");
  ASSERT_NE(at, std::string::npos) << text;
  const std::string line = text.substr(at, text.find("\x1b", at) - at);
  EXPECT_NE(line.find(" records, "), std::string::npos) << line;
  EXPECT_EQ(line.find(" of "), std::string::npos) << line;
  EXPECT_EQ(line.find("left"), std::string::npos) << line;
}

TEST_F(ProgressPty, ANarrowTerminalGetsAShortLine) {
  const std::string text = shown(slow, "xterm", 30);
  const std::size_t at = text.find("\rreading ");
  ASSERT_NE(at, std::string::npos) << text;
  EXPECT_LE(text.find("\x1b", at) - at - 1, 29u) << text;
}

TEST_F(ProgressPty, ShortReadingsPipesDumbTerminalsAndQuietShowNothing) {
  const std::string with_q =
      "{ $P events -q --json $D/audit.log || exit 9; } | { sleep 1; cat >/dev/null; }";
  const std::string to_file =
      "{ $P events --json $D/audit.log 2>$D/err || exit 9; } | "
      "{ sleep 1; cat >/dev/null; }; cat $D/err";
  EXPECT_EQ(shown(with_q).find("reading "), std::string::npos);
  EXPECT_EQ(shown(to_file).find("reading "), std::string::npos);
  EXPECT_EQ(shown(slow, "dumb").find("reading "), std::string::npos);
  EXPECT_EQ(shown("$P events $D/small.log").find("reading "), std::string::npos);
}

TEST_F(ProgressPty, NoLineInTheMiddleOfWhatIsPrinted) {
  // Both are the terminal: the events would be written into the line.
  const std::string text = shown(
      "{ cat $D/small.log; sleep 0.8; cat $D/small.log; sleep 0.2; cat $D/small.log; } | "
      "$P events -");
  EXPECT_EQ(text.find("reading "), std::string::npos) << text;
}

}  // namespace
}  // namespace profgen::test
