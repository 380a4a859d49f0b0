// kill -9 at many points of a save of many files: every profile is whole, and after the next
// command all of them are of one side. Points are system calls of the process, so that each of them
// is reached, whatever the machine's load. PROFGEN_KILL_POINTS says how many (200).
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "cli/cli.hpp"
#include "support/cases.hpp"

namespace profgen::test {
namespace {

namespace fs = std::filesystem;

constexpr int standing = 6, fresh = 1;

// A process that stops at every system call, once before it and once behind it.
class Traced {
 public:
  explicit Traced(std::vector<std::string> argv) {
    std::vector<char*> pointers;
    for (std::string& word : argv) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    child_ = ::fork();
    if (child_ != 0) {
      alive_ = child_ > 0 && ::waitpid(child_, &status_, 0) == child_ && WIFSTOPPED(status_);
      if (alive_) ::ptrace(PTRACE_SETOPTIONS, child_, nullptr, PTRACE_O_TRACESYSGOOD);
      return;
    }
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(126);
    ::setenv("ASAN_OPTIONS", "detect_leaks=0", 1);  // they do not go with ptrace
    (void)!std::freopen("/dev/null", "w", stdout);
    (void)!std::freopen("/dev/null", "w", stderr);
    ::execv(pointers[0], pointers.data());
    ::_exit(127);
  }
  Traced(const Traced&) = delete;
  Traced& operator=(const Traced&) = delete;
  ~Traced() { end(); }

  [[nodiscard]] bool alive() const { return alive_; }
  [[nodiscard]] int status() const { return status_; }
  // Goes on to the next stop at a system call; false when the process has ended.
  bool step() {
    int signal = 0;
    while (alive_) {
      ::ptrace(PTRACE_SYSCALL, child_, nullptr, signal);
      if (::waitpid(child_, &status_, 0) != child_ || !WIFSTOPPED(status_)) alive_ = false;
      if (!alive_) break;
      if (WSTOPSIG(status_) == (SIGTRAP | 0x80)) return true;
      signal = WSTOPSIG(status_) == SIGTRAP ? 0 : WSTOPSIG(status_);
    }
    return false;
  }
  [[nodiscard]] bool renames() const {
    __ptrace_syscall_info info{};
    void* const size = reinterpret_cast<void*>(sizeof info);
    if (::ptrace(PTRACE_GET_SYSCALL_INFO, child_, size, &info) <= 0) return false;
    if (info.op != PTRACE_SYSCALL_INFO_ENTRY) return false;
#ifdef SYS_rename
    if (info.entry.nr == SYS_rename) return true;
#endif
    return info.entry.nr == SYS_renameat || info.entry.nr == SYS_renameat2;
  }
  void end() {
    if (!alive_) return;
    ::kill(child_, SIGKILL);
    ::waitpid(child_, &status_, 0);
    alive_ = false;
  }

 private:
  pid_t child_ = -1;
  int status_ = 0;
  bool alive_ = false;
};

int points() {
  const char* asked = std::getenv("PROFGEN_KILL_POINTS");
  return asked != nullptr ? std::atoi(asked) : static_cast<int>(proof::cases(200));
}

using Texts = std::map<std::string, std::string>;

class Kill : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    std::string log;
    for (int i = 0; i < standing + fresh; ++i) {
      const std::string name = "/usr/bin/p" + std::to_string(i);
      for (int k = 0; k < 3; ++k)
        log += "type=AVC msg=audit(1795457404.512:" + std::to_string(10 * i + k) +
               "): apparmor=\"ALLOWED\" operation=\"open\" profile=\"" + name +
               "\" name=\"/etc/app/" + std::to_string(k) +
               "\" pid=7 comm=\"p\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0\n";
      if (i < standing)
        old_["usr.bin.p" + std::to_string(i)] =
            "profile " + name + " {\n  /etc/kept r,  # why\n}\n";
    }
    write("audit.log", log);
    write("all.yaml", "built-in: false\nmaximum-severity: 10\naccept-untrusted: true\n");
    fs::create_directories(path("policy"));
  }

  void put_old() const {
    fs::remove_all(path("state"));
    for (const auto& entry : fs::directory_iterator(path("policy"))) fs::remove(entry.path());
    for (const auto& [name, text] : old_) write("policy/" + name, text);
  }
  [[nodiscard]] Texts texts() const {
    Texts found;
    for (const auto& entry : fs::directory_iterator(path("policy"))) {
      const std::string name = entry.path().filename().string();
      if (name[0] != '.') found[name] = read(entry.path().string());
    }
    return found;
  }
  [[nodiscard]] std::vector<std::string> apply() const {
    return {"apply",        "-q",          path("d.yaml"), "--policy-dir",
            path("policy"), "--state-dir", path("state")};
  }
  [[nodiscard]] std::vector<std::string> undo(std::vector<std::string> more = {}) const {
    more.insert(more.begin(),
                {"undo-last", "-q", "--state-dir", path("state"), "--policy-dir", path("policy")});
    return more;
  }
  [[nodiscard]] static std::vector<std::string> whole(std::vector<std::string> call) {
    call.insert(call.begin(), PROFGEN_BINARY);
    return call;
  }
  // Each as it was or as it is to be; none in between.
  void expect_whole(const Texts& now, const Texts& after, int point) const {
    for (const auto& [name, text] : now) {
      const auto was = old_.find(name), will = after.find(name);
      EXPECT_TRUE((was != old_.end() && text == was->second) ||
                  (will != after.end() && text == will->second))
          << "point " << point << ", " << name << ":\n"
          << text;
    }
    for (const auto& [name, text] : old_) EXPECT_EQ(now.count(name), 1u) << point << name;
  }

  Texts old_;
};

TEST_F(Kill, AtAnyPointLeavesOneSide) {
  put_old();
  const Finished decided =
      profgen({"suggest", path("audit.log"), "-q", "--exact", "--abi", "none", "--config",
               path("all.yaml"), "--policy-dir", path("policy"), "--format", "decisions"});
  ASSERT_LE(decided.exit_code, 1) << decided.errors;
  write("d.yaml", decided.output);
  int stops = 0, first_rename = 0;
  {
    Traced run(whole(apply()));
    if (!run.alive()) GTEST_SKIP() << "a process may not be traced here";
    for (; run.step(); ++stops)
      if (first_rename == 0 && run.renames()) first_rename = stops;
    ASSERT_TRUE(WIFEXITED(run.status()));
    ASSERT_EQ(WEXITSTATUS(run.status()), 0);
  }
  const Texts after = texts();
  ASSERT_EQ(after.size(), std::size_t{standing + fresh});
  ASSERT_GT(first_rename, 0);

  std::mt19937 random(20261127);
  int old_side = 0, new_side = 0, mixed = 0;
  for (int point = 0; point < points(); ++point) {
    put_old();
    // Most of them while it writes.
    const int from = point % 5 == 0 ? 0 : std::max(0, first_rename - 20);
    const int at = std::uniform_int_distribution<int>(from, stops)(random);
    {
      Traced run(whole(apply()));
      for (int i = 0; i < at && run.step(); ++i) {
      }
    }
    const Texts killed = texts();
    expect_whole(killed, after, point);
    mixed += killed != old_ && killed != after ? 1 : 0;
    // The command that puts back may be killed as well.
    if (point % 4 == 0) {
      Traced second(whole(undo({"--list"})));
      const int steps = std::uniform_int_distribution<int>(0, stops / 3)(random);
      for (int i = 0; i < steps && second.step(); ++i) {
      }
      second.end();
      expect_whole(texts(), after, point);
    }
    const Finished list = profgen(undo({"--list", "--json"}));
    ASSERT_EQ(list.exit_code, 0) << point << list.errors;
    const Texts now = texts();
    ASSERT_TRUE(now == old_ || now == after) << point;
    (now == old_ ? old_side : new_side) += 1;
    const auto saves = nlohmann::json::parse(list.output);
    EXPECT_EQ(saves.size(), now == old_ ? 0u : 1u) << point << list.output;
    for (const auto& entry : fs::directory_iterator(path("policy")))
      EXPECT_NE(entry.path().filename().string()[0], '.') << entry.path();
    // What is kept can be used: the save is made where it was not, and undone.
    if (point % 8 == 0) {
      if (now == old_) {
        EXPECT_EQ(profgen(apply()).exit_code, 0) << point;
      }
      EXPECT_EQ(texts(), after) << point;
      EXPECT_EQ(profgen(undo()).exit_code, 0) << point;
      EXPECT_EQ(texts(), old_) << point;
    }
  }
  RecordProperty("old", old_side);
  RecordProperty("new", new_side);
  RecordProperty("mixed", mixed);
  std::cout << points() << " points: " << old_side << " old, " << new_side << " new, " << mixed
            << " were mixed when killed\n";
  if (points() >= 100) {
    EXPECT_GT(mixed, 10) << "too few points lay between the first and the last file";
    EXPECT_GT(new_side, 0);
  }
}

}  // namespace
}  // namespace profgen::test
