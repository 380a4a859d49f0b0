// A terminal read key by key. The mode is put back whatever happens, also on a signal.
#pragma once

#include <termios.h>

#include <optional>
#include <string>

namespace profgen::tool {

class Terminal {
 public:
  // Reads from /dev/tty's twin, standard input: refine gets its logs from files.
  Terminal();
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  // False where standard input or output is no terminal.
  [[nodiscard]] bool usable() const { return usable_; }
  // One key as the bytes of it (an arrow key gives an escape sequence, which is dropped); nullopt
  // at the end of the input or on an interrupt (Ctrl-C, Ctrl-D).
  [[nodiscard]] std::optional<char> key();
  // A line edited by the terminal itself.
  [[nodiscard]] std::optional<std::string> line(const std::string& prompt);
  [[nodiscard]] unsigned width() const;

 private:
  void raw(bool on);
  static std::optional<char> next_byte();
  static void drop_escape_sequence();

  bool usable_ = false;
  termios before_{};
};

}  // namespace profgen::tool
