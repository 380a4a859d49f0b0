// A program that is spoken with line by line over pipes, as a front end does.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace profgen::test {

class Talk {
 public:
  explicit Talk(const std::vector<std::string>& command);
  ~Talk();
  Talk(const Talk&) = delete;
  Talk& operator=(const Talk&) = delete;

  // The next line without its line feed; nullopt at the end, or when nothing came for 30 seconds.
  std::optional<std::string> hear();
  void say(const std::string& line);
  void close_input();
  void close_output();
  // Waits for its end: the exit code, 128 + signal.
  int wait();

 private:
  pid_t pid_ = -1;
  int in_ = -1, out_ = -1;
  std::string heard_;
};

}  // namespace profgen::test
