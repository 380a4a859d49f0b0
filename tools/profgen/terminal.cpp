#include "tools/profgen/terminal.hpp"

#include <poll.h>
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
  for (;;) {
    const std::optional<char> byte = next_byte();
    if (!byte || *byte == 3 || *byte == 4) return std::nullopt;
    if (*byte == '\x1b') {
      drop_escape_sequence();
      continue;
    }
    return *byte == '\r' ? '\n' : *byte;
  }
}

std::optional<char> Terminal::next_byte() {
  char byte = 0;
  ssize_t n = 0;
  do {
    n = ::read(STDIN_FILENO, &byte, 1);
  } while (n < 0 && errno == EINTR);
  if (n != 1) return std::nullopt;
  return byte;
}

// ESC [ parameters final, or ESC O final (ECMA-48): no key that we know, and no answer either. What
// follows a lone Escape key is not part of it, so only what has arrived already is looked at.
void Terminal::drop_escape_sequence() {
  const auto waits = [] {
    pollfd polled{STDIN_FILENO, POLLIN, 0};
    return ::poll(&polled, 1, 20) == 1;
  };
  if (!waits()) return;
  std::optional<char> byte = next_byte();
  if (!byte || (*byte != '[' && *byte != 'O')) return;
  do {
    byte = waits() ? next_byte() : std::nullopt;
  } while (byte && (*byte < '@' || *byte > '~'));
}

std::optional<std::string> Terminal::line(const std::string& prompt) {
  std::cout << prompt << std::flush;
  raw(false);
  std::string text;
  std::optional<char> byte;
  while ((byte = next_byte()) && *byte != '\n') text += *byte;
  raw(true);
  if (!byte) return std::nullopt;
  return text;
}

unsigned Terminal::width() const {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20) return size.ws_col;
  return 80;
}

}  // namespace profgen::tool
