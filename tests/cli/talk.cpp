#include "cli/talk.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace profgen::test {
namespace {

constexpr int patience_ms = 30000;

void close_fd(int& fd) {
  if (fd >= 0) ::close(fd);
  fd = -1;
}

}  // namespace

Talk::Talk(const std::vector<std::string>& command) {
  std::signal(SIGPIPE, SIG_IGN);
  int input[2], output[2];
  if (::pipe2(input, O_CLOEXEC) != 0 || ::pipe2(output, O_CLOEXEC) != 0) {
    ADD_FAILURE() << "no pipe";
    return;
  }
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ == 0) {
    std::signal(SIGPIPE, SIG_DFL);
    ::dup2(input[0], 0);
    ::dup2(output[1], 1);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  ::close(input[0]);
  ::close(output[1]);
  in_ = input[1];
  out_ = output[0];
}

Talk::~Talk() {
  close_fd(in_);
  close_fd(out_);
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
}

std::optional<std::string> Talk::hear() {
  for (;;) {
    const std::size_t end = heard_.find('\n');
    if (end != std::string::npos) {
      std::string line = heard_.substr(0, end);
      heard_.erase(0, end + 1);
      return line;
    }
    pollfd ready{out_, POLLIN, 0};
    if (::poll(&ready, 1, patience_ms) <= 0) return std::nullopt;
    std::array<char, 4096> bytes;
    const ssize_t count = ::read(out_, bytes.data(), bytes.size());
    if (count <= 0) return std::nullopt;
    heard_.append(bytes.data(), static_cast<std::size_t>(count));
  }
}

void Talk::say(const std::string& line) {
  const std::string whole = line + "\n";
  if (::write(in_, whole.data(), whole.size()) < 0) close_fd(in_);
}

void Talk::close_input() { close_fd(in_); }
void Talk::close_output() { close_fd(out_); }

int Talk::wait() {
  close_fd(in_);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace profgen::test
