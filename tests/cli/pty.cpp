#include "cli/pty.hpp"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace profgen::test {

Pty::Pty(const std::vector<std::string>& argv, unsigned rows, unsigned columns,
         const std::string& term) {
  winsize size{};
  size.ws_row = static_cast<unsigned short>(rows);
  size.ws_col = static_cast<unsigned short>(columns);
  child_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
  if (child_ != 0) return;
  ::setenv("TERM", term.c_str(), 1);
  ::setenv("LC_ALL", "C.UTF-8", 1);
  std::vector<std::string> copy = argv;
  std::vector<char*> pointers;
  for (std::string& word : copy) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  ::execv(pointers[0], pointers.data());
  ::_exit(127);
}

Pty::~Pty() {
  if (child_ > 0) {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
  if (terminal_ >= 0) ::close(terminal_);
}

bool Pty::pump(double seconds) {
  pollfd polled{terminal_, POLLIN, 0};
  if (::poll(&polled, 1, static_cast<int>(seconds * 1000)) <= 0) return false;
  char buffer[4096];
  const ssize_t n = ::read(terminal_, buffer, sizeof buffer);
  if (n <= 0) return false;
  shown_.append(buffer, static_cast<std::size_t>(n));
  return true;
}

bool Pty::expect(const std::string& text, double seconds) { return expect_any({text}, seconds); }

bool Pty::expect_any(const std::vector<std::string>& texts, double seconds) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  for (;;) {
    std::size_t first = std::string::npos, end = 0;
    for (const std::string& text : texts) {
      const std::size_t at = shown_.find(text, matched_);
      if (at >= first) continue;
      first = at;
      end = at + text.size();
    }
    if (first != std::string::npos) {
      matched_ = end;
      return true;
    }
    const std::chrono::duration<double> left = limit - std::chrono::steady_clock::now();
    if (left.count() <= 0 || !pump(left.count())) return false;
  }
}

void Pty::send(const std::string& keys) const {
  (void)!::write(terminal_, keys.data(), keys.size());
}

void Pty::resize(unsigned rows, unsigned columns) const {
  winsize size{};
  size.ws_row = static_cast<unsigned short>(rows);
  size.ws_col = static_cast<unsigned short>(columns);
  ::ioctl(terminal_, TIOCSWINSZ, &size);
}

void Pty::signal(int number) const { ::kill(child_, number); }

int Pty::wait(double seconds) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  for (;;) {
    const std::chrono::duration<double> left = limit - std::chrono::steady_clock::now();
    if (left.count() <= 0 || !pump(left.count())) break;
  }
  // A program that does not end is a failure, not a reason to wait for ever.
  if (std::chrono::steady_clock::now() >= limit) ::kill(child_, SIGKILL);
  int status = 0;
  if (::waitpid(child_, &status, 0) != child_) return -1;
  child_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace profgen::test
