// `collect --since-last`: nothing is lost and nothing counts twice, whatever happens to the logs
// and to us between two runs.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "cli/cli.hpp"
#include "cli/evidence_lines.hpp"
#include "support/cases.hpp"

namespace profgen::test {
namespace {

namespace fs = std::filesystem;

class SinceLast : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    fs::create_directories(path("log"));
  }
  void append(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary | std::ios::app) << text;
  }
  std::map<std::string, std::uint64_t> run(int expected = 0) const {
    const Finished done = profgen({"collect", "--since-last", path("log"), "-o", path("e")});
    EXPECT_EQ(done.exit_code, expected) << done.errors;
    return counts_of(read(path("e")));
  }
  using Counts = std::map<std::string, std::uint64_t>;
};

TEST_F(SinceLast, GoesOnThroughRotationAndCompression) {
  append("log/audit.log", audit_line(1, "/a") + audit_line(2, "/a"));
  EXPECT_EQ(run(), (Counts{{"/a", 2}}));
  const std::string first = read(path("e"));
  EXPECT_EQ(run(), (Counts{{"/a", 2}}));
  EXPECT_EQ(read(path("e")), first) << "nothing new: nothing changes";
  append("log/audit.log", audit_line(3, "/a") + audit_line(4, "/b"));
  EXPECT_EQ(run(), (Counts{{"/a", 3}, {"/b", 1}}));
  // Two more lines, then the log is rotated and a new one begun.
  append("log/audit.log", audit_line(5, "/a") + audit_line(5, "/a"));
  fs::rename(path("log/audit.log"), path("log/audit.log.1"));
  append("log/audit.log", audit_line(6, "/b"));
  EXPECT_EQ(run(), (Counts{{"/a", 5}, {"/b", 2}}));
  // Once more, and the older one is compressed.
  fs::rename(path("log/audit.log.1"), path("log/audit.log.2"));
  if (const auto zipped = real_processes()->run({{"gzip", path("log/audit.log.2")}, "", {}, 60});
      !zipped || zipped->exit_code != 0)
    GTEST_SKIP() << "gzip is not installed: compression between two runs is not tested";
  fs::rename(path("log/audit.log"), path("log/audit.log.1"));
  append("log/audit.log.1", audit_line(7, "/c"));
  append("log/audit.log", audit_line(8, "/c"));
  EXPECT_EQ(run(), (Counts{{"/a", 5}, {"/b", 2}, {"/c", 2}}));
  fs::remove(path("log/audit.log.2.gz"));
  EXPECT_EQ(run(), (Counts{{"/a", 5}, {"/b", 2}, {"/c", 2}}));
  // What reading all at once gives is the same evidence: merged with it nothing changes.
  const Finished whole = profgen({"collect", "-q", path("log"), path("e"), "-o", path("m")});
  EXPECT_EQ(counts_of(read(path("m"))), (Counts{{"/a", 5}, {"/b", 2}, {"/c", 2}})) << whole.errors;
  EXPECT_EQ(read(path("m")).find("\"cursor\""), std::string::npos);
}

TEST_F(SinceLast, ALineThatStillGrowsIsReadLater) {
  const std::string line = audit_line(2, "/a");
  append("log/audit.log", audit_line(1, "/a") + line.substr(0, 60));
  EXPECT_EQ(run(), (Counts{{"/a", 1}}));
  append("log/audit.log", line.substr(60));
  EXPECT_EQ(run(), (Counts{{"/a", 2}}));
}

TEST_F(SinceLast, ALogThatWasCutShortIsReadFromItsStart) {
  append("log/audit.log", audit_line(1, "/a") + audit_line(2, "/a") + audit_line(3, "/a"));
  EXPECT_EQ(run(), (Counts{{"/a", 3}}));
  fs::remove(path("log/audit.log"));
  append("log/audit.log", audit_line(7, "/a"));
  EXPECT_EQ(run(), (Counts{{"/a", 4}}));
  // The same first line, and less behind it.
  fs::remove(path("log/audit.log"));
  append("log/audit.log", audit_line(7, "/a") + audit_line(8, "/b") + audit_line(9, "/b"));
  EXPECT_EQ(run(), (Counts{{"/a", 4}, {"/b", 2}}));
  fs::remove(path("log/audit.log"));
  append("log/audit.log", audit_line(7, "/a") + audit_line(8, "/b"));
  EXPECT_EQ(run(3), (Counts{{"/a", 4}, {"/b", 2}})) << "told as a failure";
}

TEST_F(SinceLast, ARecordThatComesAgainElsewhereCountsOnce) {
  append("log/kern.log", kernel_line(1, "/a") + kernel_line(2, "/a"));
  EXPECT_EQ(run(), (Counts{{"/a", 2}}));
  // auditd starts: the kernel's held queue goes into audit.log.
  append("log/audit.log", audit_line(1, "/a") + audit_line(2, "/a") + audit_line(3, "/b"));
  EXPECT_EQ(run(), (Counts{{"/a", 2}, {"/b", 1}}));
  append("log/audit.log", audit_line(3, "/b") + audit_line(1, "/a") + audit_line(2, "/a"));
  EXPECT_EQ(run(), (Counts{{"/a", 2}, {"/b", 2}}));
}

TEST_F(SinceLast, TakesEvidenceInAsWell) {
  write("other.log", audit_line(50, "/z"));
  EXPECT_EQ(profgen({"collect", "-q", path("other.log"), "-o", path("z")}).exit_code, 0);
  append("log/audit.log", audit_line(1, "/a"));
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(profgen({"collect", "-q", "--since-last", path("log"), path("z"), "-o", path("e")})
                  .exit_code,
              0);
  EXPECT_EQ(counts_of(read(path("e"))), (Counts{{"/a", 1}, {"/z", 1}}));
}

TEST_F(SinceLast, ADamagedFileIsLeftAsItIs) {
  append("log/audit.log", audit_line(1, "/a"));
  (void)run();
  const std::string damaged = read(path("e")).substr(0, 200);
  write("e", damaged);
  const Finished done = profgen({"collect", "--since-last", path("log"), "-o", path("e")});
  EXPECT_EQ(done.exit_code, 3);
  EXPECT_EQ(read(path("e")), damaged);
}

// Starts a run and kills it after a while; true if it was still running.
bool run_and_kill(const std::vector<std::string>& words, std::chrono::microseconds after) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  std::this_thread::sleep_for(after);
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status);
}

TEST_F(SinceLast, KilledAHundredTimesLosesAndDoublesNothing) {
  std::mt19937 random(21);
  Counts expected;
  int serial = 0;
  std::size_t killed = 0;
  const auto some_lines = [&](int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
      const std::string name = "/f" + std::to_string(random() % 50);
      text += audit_line(++serial, name);
      ++expected[name];
      if (random() % 20 != 0) continue;
      text += audit_line(serial, name);  // the kernel does say a thing twice
      ++expected[name];
    }
    return text;
  };
  // How long a run takes, so that it is killed in its midst.
  append("log/audit.log", some_lines(500));
  const auto begin = std::chrono::steady_clock::now();
  (void)run();
  const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(
                         std::chrono::steady_clock::now() - begin)
                         .count();
  const std::size_t rounds = proof::cases(100);
  for (std::size_t round = 0; round < rounds; ++round) {
    append("log/audit.log", some_lines(1 + static_cast<int>(random() % 100)));
    if (random() % 8 == 0) {
      fs::remove(path("log/audit.log.2"));
      if (fs::exists(path("log/audit.log.1")))
        fs::rename(path("log/audit.log.1"), path("log/audit.log.2"));
      // Nothing may be rotated away unread.
      (void)run();
      fs::rename(path("log/audit.log"), path("log/audit.log.1"));
      append("log/audit.log", some_lines(20));
    }
    const std::chrono::microseconds after(random() % static_cast<std::uint64_t>(whole + whole / 4));
    if (run_and_kill(
            {PROFGEN_BINARY, "collect", "-q", "--since-last", path("log"), "-o", path("e")}, after))
      ++killed;
  }
  EXPECT_EQ(run(), expected);
  EXPECT_GE(killed, rounds / 5);
  // One leftover at most, and the last run took it.
  int left = 0;
  for (const auto& entry : fs::directory_iterator(directory_))
    if (entry.path().filename().string()[0] == '.') ++left;
  EXPECT_EQ(left, 0);
}

}  // namespace
}  // namespace profgen::test
