// The built program on a terminal of its own, as a person would sit before it.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace profgen::test {

class Pty {
 public:
  explicit Pty(const std::vector<std::string>& argv, unsigned rows = 40, unsigned columns = 100,
               const std::string& term = "dumb");
  ~Pty();
  Pty(const Pty&) = delete;
  Pty& operator=(const Pty&) = delete;

  // Waits until the text shows up in what came after the last match; false after the time limit.
  bool expect(const std::string& text, double seconds = 30);
  // The same for whichever of several texts comes first.
  bool expect_any(const std::vector<std::string>& texts, double seconds = 30);
  void send(const std::string& keys) const;
  // The window gets another size.
  void resize(unsigned rows, unsigned columns) const;
  // Sends a signal to the program.
  void signal(int number) const;
  // Reads to the end; the exit code, 128 + signal where one ended it.
  int wait(double seconds = 30);
  // Everything shown so far.
  [[nodiscard]] const std::string& shown() const { return shown_; }

 private:
  bool pump(double seconds);

  pid_t child_ = -1;
  int terminal_ = -1;
  std::string shown_;
  std::size_t matched_ = 0;
};

}  // namespace profgen::test
