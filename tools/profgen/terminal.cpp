#include "tools/profgen/terminal.hpp"

#include <langinfo.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "tools/profgen/line_editor.hpp"

namespace profgen::tool {
namespace {

// What a signal handler needs to put the terminal back. Written once, before the handlers are set.
termios saved_mode;
volatile std::sig_atomic_t resized = 0;

void restore_and_die(int signal) {
  ::tcsetattr(STDIN_FILENO, TCSANOW, &saved_mode);
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

void note_resize(int) { resized = 1; }

// Without SA_RESTART: waiting for a key ends.
void interrupt_waits_on_resize() {
  struct sigaction action {};
  action.sa_handler = note_resize;
  ::sigaction(SIGWINCH, &action, nullptr);
}

// False when the window's size changed meanwhile. The signal is blocked but while ppoll waits: one
// that came just before would be seen with the next key only.
bool wait_for_key() {
  sigset_t resize, before;
  ::sigemptyset(&resize);
  ::sigaddset(&resize, SIGWINCH);
  ::sigprocmask(SIG_BLOCK, &resize, &before);
  pollfd polled{STDIN_FILENO, POLLIN, 0};
  while (resized == 0 && ::ppoll(&polled, 1, nullptr, &before) < 0 && errno == EINTR) continue;
  const bool other_size = resized != 0;
  resized = 0;
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
  return !other_size;
}

bool moves_its_cursor() {
  const char* term = std::getenv("TERM");
  return term != nullptr && *term != '\0' && std::string_view(term) != "dumb";
}

bool key_waits() {
  pollfd polled{STDIN_FILENO, POLLIN, 0};
  return ::poll(&polled, 1, 20) == 1;
}

// The characters beyond ASCII that our own texts use; of others a question mark is shown.
constexpr std::pair<std::string_view, std::string_view> plain_forms[] = {
    {"×", "x"}, {"…", "..."}, {"→", "->"}, {"–", "-"}, {"│", "|"}, {"─", "-"}, {"✓", "*"},
};

std::string in_ascii(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    std::size_t taken = 1;
    std::string_view form = "?";
    for (const auto& [character, plain] : plain_forms)
      if (text.substr(0, character.size()) == character) {
        taken = character.size();
        form = plain;
      }
    while (form == "?" && taken < text.size() &&
           (static_cast<unsigned char>(text[taken]) & 0xc0u) == 0x80u)
      ++taken;
    out += form;
    text.remove_prefix(taken);
  }
  return out;
}

}  // namespace

Terminal::Terminal() {
  usable_ = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1 &&
            ::tcgetattr(STDIN_FILENO, &before_) == 0;
  if (!usable_) return;
  std::setlocale(LC_CTYPE, "");
  capable_ = moves_its_cursor();
  saved_mode = before_;
  for (const int signal : {SIGTERM, SIGHUP, SIGQUIT, SIGINT}) ::signal(signal, restore_and_die);
  interrupt_waits_on_resize();
  set(Mode::keys);
}

Terminal::~Terminal() {
  if (usable_) set(Mode::as_before);
}

// Ctrl-C comes as a key, at a question as in a line: a session ends by its own way out, not in the
// middle of a save.
void Terminal::set(Mode wanted) {
  termios mode = before_;
  if (wanted != Mode::as_before) mode.c_lflag &= ~static_cast<tcflag_t>(ISIG);
  if (wanted == Mode::lines) mode.c_cc[VEOL] = '\x03';
  if (wanted == Mode::keys) {
    mode.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
  }
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &mode);
}

bool Terminal::pressed() {
  pollfd polled{STDIN_FILENO, POLLIN, 0};
  return ::poll(&polled, 1, 0) == 1;
}

std::optional<int> Terminal::key() {
  std::cout.flush();
  for (;;) {
    const std::optional<int> byte = next_byte();
    if (!byte || *byte == 3 || *byte == 4) return std::nullopt;
    if (*byte == '\x1b') {
      if (const std::optional<int> known = escape_sequence()) return known;
      continue;
    }
    return *byte == '\r' ? '\n' : *byte;
  }
}

std::optional<int> Terminal::next_byte() {
  unsigned char byte = 0;
  for (;;) {
    if (!wait_for_key()) return key_resize;
    const ssize_t n = ::read(STDIN_FILENO, &byte, 1);
    if (n == 1) return byte;
    if (n == 0 || errno != EINTR) return std::nullopt;
  }
}

// ESC [ parameters final, or ESC O final (ECMA-48). nullopt: no key that we know, and no answer
// either. What follows a lone Escape key is not part of it, so only what has arrived already is
// looked at.
std::optional<int> Terminal::escape_sequence() {
  if (!key_waits()) return key_escape;
  std::optional<int> byte = next_byte();
  if (!byte || (*byte != '[' && *byte != 'O')) return std::nullopt;
  do {
    byte = key_waits() ? next_byte() : std::nullopt;
  } while (byte && (*byte < '@' || *byte > '~'));
  if (byte == 'A') return key_up;
  if (byte == 'B') return key_down;
  return std::nullopt;
}

std::optional<std::string> Terminal::line(const std::string& prompt, std::string_view text) {
  std::cout << std::flush;
  // The editor reads keys, too.
  if (capable_) return edited_line(prompt, text);
  set(Mode::lines);
  std::optional<std::string> typed = plain_line(prompt);
  set(Mode::keys);
  return typed;
}

unsigned Terminal::width() const {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20) return size.ws_col;
  return 80;
}

std::string in_charset(std::string_view text) {
  const bool unicode = std::string_view(::nl_langinfo(CODESET)) == "UTF-8";
  return unicode ? std::string(text) : in_ascii(text);
}

}  // namespace profgen::tool
