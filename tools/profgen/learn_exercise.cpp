#include "tools/profgen/learn_exercise.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <iostream>
#include <optional>

#include "base/text.hpp"
#include "profgen/follow.hpp"
#include "profgen/learn.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int look_again_ms = 200;
constexpr auto between_counts = std::chrono::milliseconds(200);
// What daemons still write after the last event; audit(8)'s flush and journald are that late.
constexpr std::chrono::milliseconds quiet_after{700}, longest_rest{5000};
constexpr auto term_grace = std::chrono::seconds(5);

volatile std::sig_atomic_t pass_over = 0;
void end_pass(int) { pass_over = 1; }

// For the time of a pass; without SA_RESTART, so that waiting ends.
class PassSignals {
 public:
  PassSignals() {
    pass_over = 0;
    struct sigaction action {};
    action.sa_handler = end_pass;
    ::sigaction(SIGINT, &action, &of_int_);
    ::sigaction(SIGTERM, &action, &of_term_);
  }
  ~PassSignals() {
    ::sigaction(SIGINT, &of_int_, nullptr);
    ::sigaction(SIGTERM, &of_term_, nullptr);
  }
  PassSignals(const PassSignals&) = delete;
  PassSignals& operator=(const PassSignals&) = delete;

 private:
  struct sigaction of_int_ {
  }, of_term_{};
};

// In a group of its own, with an empty standard input: the keys are ours.
class Worker {
 public:
  ~Worker() { stop(); }
  // 0 or the errno of the refusal.
  int start(std::vector<std::string> argv) {
    std::vector<char*> words;
    words.reserve(argv.size() + 1);
    for (std::string& word : argv) words.push_back(word.data());
    words.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setpgroup(&attributes, 0);
    sigset_t handled;
    sigemptyset(&handled);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) sigaddset(&handled, signal);
    posix_spawnattr_setsigdefault(&attributes, &handled);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    const int refused =
        ::posix_spawn(&pid_, words.front(), &actions, &attributes, words.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (refused != 0) pid_ = -1;
    return refused;
  }
  // Its wait status, once it ended.
  [[nodiscard]] std::optional<int> ended() {
    int status = 0;
    if (pid_ < 0 || ::waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    pid_ = -1;
    return status;
  }
  void stop() {
    if (pid_ < 0) return;
    ::kill(-pid_, SIGTERM);
    const auto until = Steady::now() + term_grace;
    while (!ended() && Steady::now() < until) ::usleep(20'000);
    if (pid_ < 0) return;
    ::kill(-pid_, SIGKILL);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
  }

 private:
  pid_t pid_ = -1;
};

class CountLine {
 public:
  explicit CountLine(bool shown) : shown_(shown) {}
  ~CountLine() { clear(); }
  CountLine(const CountLine&) = delete;
  CountLine& operator=(const CountLine&) = delete;
  void show(const std::string& text) {
    const auto now = Steady::now();
    if (!shown_ || text == last_ || now - at_ < between_counts) return;
    at_ = now;
    last_ = text;
    std::cout << "\r  " << in_charset(text) << "\x1b[K" << std::flush;
  }
  void clear() {
    if (!last_.empty()) std::cout << "\r\x1b[K" << std::flush;
    last_.clear();
  }

 private:
  bool shown_;
  std::string last_;
  Steady::time_point at_;
};

std::string end_text(const std::string& program, int status) {
  if (WIFSIGNALED(status))
    return fmt::format("{} was ended by signal {}", text::printable(program), WTERMSIG(status));
  return fmt::format("{} ended with {}", text::printable(program), WEXITSTATUS(status));
}

void say(const Call& call, const std::string& what) {
  if (!call.common.quiet) std::cout << "  " << what << "\n" << std::flush;
}

}  // namespace

Exercised exercise_program(const Call& call, Terminal* terminal, const Exercise& what) {
  const PassSignals signals;
  refine::LiveCount count(what.profile);
  const log::EventSink sink = [&count](const Record&, const Event& event) { count.add(event); };
  log::FollowOptions options;
  options.only_new = true;
  log::Follow following(what.sources, options);
  Worker worker;
  if (!what.argv.empty()) {
    if (const int refused = worker.start(what.argv); refused != 0) {
      print_error({ErrorKind::system, "run", what.argv.front(), std::strerror(refused)});
      return Exercised::failed;
    }
  }
  CountLine line(terminal != nullptr && terminal->capable());
  const auto limit = Steady::now() + std::chrono::microseconds(what.most_us);
  std::optional<int> status;
  bool gives = true;
  while (pass_over == 0 && !status && (what.most_us == 0 || Steady::now() < limit)) {
    if (gives)
      gives = following.step(sink, look_again_ms);
    else
      ::usleep(look_again_ms * 1000);
    line.show(count.text());
    if (terminal != nullptr && Terminal::pressed()) {
      (void)terminal->key();
      break;
    }
    status = worker.ended();
  }
  worker.stop();
  const auto rest_ends = Steady::now() + longest_rest;
  for (auto last = Steady::now(); gives && Steady::now() < rest_ends;) {
    const std::size_t before = count.total();
    gives = following.step(sink, look_again_ms);
    if (count.total() != before) last = Steady::now();
    if (Steady::now() - last > quiet_after) break;
  }
  following.finish(sink);
  line.clear();
  if (status) say(call, end_text(what.argv.front(), *status));
  say(call, "logged in this pass: " + count.text());
  for (const Error& failure : following.report().failures) print_error(failure);
  return pass_over == 0 ? Exercised::over : Exercised::stopped;
}

}  // namespace profgen::tool
