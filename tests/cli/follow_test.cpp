// `events --follow` on a terminal: growth, rotation, truncation, the end by Ctrl-C.
#include <filesystem>
#include <fstream>

#include "cli.hpp"
#include "pty.hpp"

namespace profgen::test {
namespace {

class FollowTest : public CliTest {
 protected:
  void append(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary | std::ios::app) << text;
  }
  static std::string record(int n) {
    return "type=AVC msg=audit(1795457558.621:" + std::to_string(n) +
           R"(): apparmor="DENIED" operation="open" profile="web" name="/n)" + std::to_string(n) +
           R"(-" requested_mask="r" denied_mask="r")" + "\n";
  }
  static std::size_t times(const std::string& text, const std::string& what) {
    std::size_t count = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
      ++count;
    return count;
  }
};

TEST_F(FollowTest, EachEventIsShownOnceWhateverHappensToTheFile) {
  write("audit.log", record(1));
  Pty terminal({PROFGEN_BINARY, "events", "-f", path("audit.log")}, 40, 200);
  ASSERT_TRUE(terminal.expect("/n1-"));
  append("audit.log", record(2));
  ASSERT_TRUE(terminal.expect("/n2-"));
  std::filesystem::rename(path("audit.log"), path("audit.log.1"));
  append("audit.log", record(3));
  ASSERT_TRUE(terminal.expect("/n3-"));
  std::filesystem::resize_file(path("audit.log"), 0);
  append("audit.log", record(4));
  ASSERT_TRUE(terminal.expect("/n4-"));
  terminal.send("\x03");
  EXPECT_EQ(terminal.wait(), 0);
  for (int n = 1; n <= 4; ++n)
    EXPECT_EQ(times(terminal.shown(), "/n" + std::to_string(n) + "-"), 1u) << n;
  EXPECT_NE(terminal.shown().find("read 4 lines, 4 AppArmor records, used 4"), std::string::npos);
}

TEST_F(FollowTest, OnlyWhatIsNewAndAFileThatComesLater) {
  write("a.log", record(1));
  Pty terminal({PROFGEN_BINARY, "events", "-f", "--new", "--json", path("a.log"), path("b.log")},
               40, 400);
  // Nothing tells that it has begun to follow: one of these comes after that.
  bool seen = false;
  for (int n = 100; n < 200 && !seen; ++n) {
    append("b.log", record(n));
    seen = terminal.expect("/n1", 0.5);
  }
  ASSERT_TRUE(seen);
  append("a.log", record(3));
  ASSERT_TRUE(terminal.expect("/n3-"));
  terminal.send("\x03");
  EXPECT_EQ(terminal.wait(), 0);
  EXPECT_EQ(times(terminal.shown(), "/n1-"), 0u);
}

TEST_F(FollowTest, APipeIsFollowedToItsEnd) {
  const Finished done = profgen({"events", "-f", "--json", "-"}, record(1) + record(2));
  EXPECT_EQ(done.exit_code, 0);
  EXPECT_EQ(times(done.output, "\"event\""), 2u);
}

TEST_F(FollowTest, OutputOfAusearchIsNoQuietLog) {
  const Finished done = profgen(
      {"events", "-"}, "----\ntype=SYSCALL msg=audit(11/23/26 18:06:06.660:76) : items=0\n");
  EXPECT_EQ(done.exit_code, 0);
  EXPECT_NE(done.errors.find("hint: output of ausearch -i"), std::string::npos) << done.errors;
}

TEST_F(FollowTest, NewWantsFollow) {
  EXPECT_EQ(profgen({"events", "--new", path("none")}).exit_code, 2);
}

TEST_F(FollowTest, TheHostsOwnLogsAreChosenAndTold) {
  std::filesystem::create_directories(path("root/var/log/audit"));
  write("root/var/log/syslog", record(9));
  write("root/var/log/audit/audit.log", record(2));
  write("root/var/log/audit/audit.log.1", record(1));
  const Finished done = profgen({"--root", path("root"), "events", "--json"});
  EXPECT_EQ(done.exit_code, 0);
  EXPECT_EQ(times(done.output, "\"event\""), 2u);
  EXPECT_NE(done.errors.find("audit.log with its rotated 1 file"), std::string::npos)
      << done.errors;
  std::filesystem::remove_all(path("root/var/log/audit"));
  EXPECT_EQ(times(profgen({"--root", path("root"), "events", "--json"}).output, "\"event\""), 1u);
  std::filesystem::remove_all(path("root/var/log"));
  EXPECT_EQ(profgen({"--root", path("root"), "events"}).exit_code, 3);
}

TEST_F(FollowTest, OtherRecordsOfTheSameStampAreTakenIn) {
  const std::string log = std::string(PROFGEN_SOURCE_DIR) + "/tests/data/log/formats/correlate.log";
  EXPECT_NE(profgen({"events", "--json", "--correlate", log}).output.find(R"("cwd":"/srv")"),
            std::string::npos);
  EXPECT_EQ(profgen({"events", "--json", log}).output.find(R"("cwd":)"), std::string::npos);
}

}  // namespace
}  // namespace profgen::test
