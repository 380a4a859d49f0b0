#include "tools/profgen/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <iostream>

namespace profgen::tool {
namespace {

// What a signal handler needs to put the terminal back. Written once, before the handlers are set.
termios saved_mode;

void restore_and_die(int signal) {
  ::tcsetattr(STDIN_FILENO, TCSANOW, &saved_mode);
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

}  // namespace

Terminal::Terminal() {
  usable_ = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1 &&
            ::tcgetattr(STDIN_FILENO, &before_) == 0;
  if (!usable_) return;
  saved_mode = before_;
  for (const int signal : {SIGTERM, SIGHUP, SIGQUIT}) ::signal(signal, restore_and_die);
  raw(true);
}

Terminal::~Terminal() {
  if (usable_) raw(false);
}

void Terminal::raw(bool on) {
  termios mode = before_;
  if (on) {
    // Ctrl-C comes as a key: a session ends by its own way out, not in the middle of a save.
    mode.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG);
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
  }
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &mode);
}

std::optional<char> Terminal::key() {
  std::cout.flush();
  char buffer[32];
  for (;;) {
    const ssize_t n = ::read(STDIN_FILENO, buffer, 1);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0 || buffer[0] == 3 || buffer[0] == 4) return std::nullopt;
    if (buffer[0] != '\x1b') return buffer[0] == '\r' ? '\n' : buffer[0];
    // The rest of an escape sequence is there already, or this was the Escape key alone.
    int waiting = 0;
    if (::ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 && waiting > 0)
      (void)!::read(STDIN_FILENO, buffer, sizeof buffer);
  }
}

std::optional<std::string> Terminal::line(const std::string& prompt) {
  std::cout << prompt << std::flush;
  raw(false);
  std::string text;
  std::optional<std::string> result;
  char c = 0;
  for (;;) {
    const ssize_t n = ::read(STDIN_FILENO, &c, 1);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    if (c == '\n') {
      result = text;
      break;
    }
    text += c;
  }
  raw(true);
  return result;
}

unsigned Terminal::width() const {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20) return size.ws_col;
  return 80;
}

}  // namespace profgen::tool
