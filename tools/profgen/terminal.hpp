// A terminal read key by key. The mode is put back whatever happens, also on a signal.
#pragma once

#include <termios.h>

#include <optional>
#include <string>
#include <string_view>

namespace profgen::tool {

// Keys that are no character; all others are their byte.
enum Key : int { key_up = 256, key_down, key_escape, key_resize };

// What the locale's character set has not is written with what ASCII has.
[[nodiscard]] std::string in_charset(std::string_view text);

class Terminal {
 public:
  // Reads from /dev/tty's twin, standard input: refine gets its logs from files.
  Terminal();
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  // False where standard input or output is no terminal.
  [[nodiscard]] bool usable() const { return usable_; }
  // Whether it can be drawn on: a terminal that moves its cursor.
  [[nodiscard]] bool capable() const { return capable_; }
  // The next key; nullopt at the end of the input or on an interrupt (Ctrl-C, Ctrl-D). key_resize
  // where the window changed while nobody pressed any.
  [[nodiscard]] std::optional<int> key();
  // Whether a key was pressed that nobody took yet; returns at once.
  [[nodiscard]] static bool pressed();
  // A line, edited with the keys that shells have; begins as `text`, if that holds nothing that an
  // editor would take for a key. nullopt: given up (Ctrl-C, Ctrl-D).
  [[nodiscard]] std::optional<std::string> line(const std::string& prompt, std::string_view text);
  [[nodiscard]] unsigned width() const;

 private:
  enum class Mode { as_before, keys, lines };
  void set(Mode wanted);
  static std::optional<int> next_byte();
  static std::optional<int> escape_sequence();

  bool usable_ = false;
  bool capable_ = false;
  termios before_{};
};

}  // namespace profgen::tool
