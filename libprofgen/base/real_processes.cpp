#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>

#include "base/text.hpp"
#include "profgen/system.hpp"

extern char** environ;  // POSIX: the program itself declares it

namespace profgen::inline v0 {
namespace {

// A child that stops reading must not end us. Only this thread is concerned: what the process does
// with SIGPIPE is its owner's.
class NoBrokenPipe {
 public:
  NoBrokenPipe() {
    ::sigemptyset(&pipe_);
    ::sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    was_pending_ = ::sigpending(&pending) == 0 && ::sigismember(&pending, SIGPIPE) == 1;
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  NoBrokenPipe(const NoBrokenPipe&) = delete;
  NoBrokenPipe& operator=(const NoBrokenPipe&) = delete;
  ~NoBrokenPipe() {
    // One that came meanwhile is taken, not delivered later.
    const timespec at_once{};
    while (!was_pending_ && ::sigtimedwait(&pipe_, nullptr, &at_once) == SIGPIPE) {
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_{}, before_{};
  bool was_pending_ = false;
};

struct Pipe {
  int read = -1, write = -1;
  bool open() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return false;
    read = ends[0];
    write = ends[1];
    return true;
  }
  static void shut(int& fd) {
    if (fd >= 0) ::close(fd);
    fd = -1;
  }
  ~Pipe() {
    shut(read);
    shut(write);
  }
};

std::vector<std::string> environment_of(const Command& command) {
  std::vector<std::string> entries;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text(*entry);
    if (command.environment.count(text.substr(0, text.find('='))) == 0) entries.push_back(text);
  }
  for (const auto& [key, value] : command.environment) entries.push_back(key + "=" + value);
  return entries;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> out;
  out.reserve(strings.size() + 1);
  for (std::string& s : strings) out.push_back(s.data());
  out.push_back(nullptr);
  return out;
}

// Feeds and drains the three pipes until the child has closed both outputs; false at the time
// limit.
bool exchange(const Command& command, Pipe& in, Pipe& out, Pipe& err, Finished& result) {
  using Clock = std::chrono::steady_clock;
  const auto limit = Clock::now() + std::chrono::duration<double>(command.timeout_seconds);
  std::string_view rest = command.input;
  if (rest.empty()) Pipe::shut(in.write);
  std::array<char, 65536> buffer{};
  const auto drain = [&](int& fd, std::string& into) {
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n > 0)
      into.append(buffer.data(), static_cast<std::size_t>(n));
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
      Pipe::shut(fd);
  };
  while (out.read >= 0 || err.read >= 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(limit - Clock::now());
    if (left.count() <= 0) return false;
    pollfd polled[3] = {{in.write, POLLOUT, 0}, {out.read, POLLIN, 0}, {err.read, POLLIN, 0}};
    if (::poll(polled, 3, static_cast<int>(left.count())) < 0 && errno != EINTR) return false;
    if (polled[0].revents != 0) {
      const ssize_t n = ::write(in.write, rest.data(), rest.size());
      if (n > 0) rest.remove_prefix(static_cast<std::size_t>(n));
      if (rest.empty() || (n < 0 && errno != EAGAIN && errno != EINTR)) Pipe::shut(in.write);
    }
    if (polled[1].revents != 0) drain(out.read, result.output);
    if (polled[2].revents != 0) drain(err.read, result.errors);
  }
  return true;
}

// The child and what it started: apparmor_parser compiles in a process of its own, which would go
// on alone. (A process group of its own would take Ctrl-C from them.)
// NOLINTNEXTLINE(misc-no-recursion): as deep as the processes are nested.
void kill_tree(pid_t pid) {
  ::kill(pid, SIGSTOP);  // starts no more of them
  const std::string self = std::to_string(pid);
  std::ifstream children("/proc/" + self + "/task/" + self + "/children");
  for (pid_t child = 0; children >> child;) kill_tree(child);
  ::kill(pid, SIGKILL);
}

class RealProcesses : public Processes {
 public:
  [[nodiscard]] Result<Finished> run(const Command& command) override {
    const auto failed = [&](std::string reason) {
      return Error{ErrorKind::system, "run", command.argv.front(), std::move(reason)};
    };
    const std::string program = find(command.argv.front());
    if (program.empty()) return failed("No such program");
    Pipe in, out, err;
    if (!in.open() || !out.open() || !err.open()) return failed(std::strerror(errno));
    ::fcntl(in.write, F_SETFL, O_NONBLOCK);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in.read, 0);
    posix_spawn_file_actions_adddup2(&actions, out.write, 1);
    posix_spawn_file_actions_adddup2(&actions, err.write, 2);
    std::vector<std::string> arguments = command.argv;
    std::vector<std::string> variables = environment_of(command);
    pid_t pid = 0;
    const int refused = ::posix_spawn(&pid, program.c_str(), &actions, nullptr,
                                      pointers(arguments).data(), pointers(variables).data());
    posix_spawn_file_actions_destroy(&actions);
    if (refused != 0) return failed(std::strerror(refused));
    Pipe::shut(in.read);
    Pipe::shut(out.write);
    Pipe::shut(err.write);

    Finished result;
    const bool in_time = [&] {
      const NoBrokenPipe here;
      return exchange(command, in, out, err, result);
    }();
    if (!in_time) kill_tree(pid);
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (!in_time) return failed("did not end in time");
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return result;
  }

  [[nodiscard]] std::string find(const std::string& program) const override {
    if (program.find('/') != std::string::npos)
      return ::access(program.c_str(), X_OK) == 0 ? program : std::string();
    const char* path = std::getenv("PATH");
    // Administrators' programs are outside a user's PATH, and are what we need most.
    const std::string folders = std::string(path != nullptr ? path : "") + ":/usr/sbin:/sbin";
    for (const std::string_view folder : text::split(folders, ':')) {
      if (folder.empty()) continue;
      std::string candidate = std::string(folder) + "/" + program;
      if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    }
    return {};
  }
};

}  // namespace

std::unique_ptr<Processes> real_processes() { return std::make_unique<RealProcesses>(); }

}  // namespace profgen::inline v0
