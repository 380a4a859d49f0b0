// A directory for the tests of the ssh transport, and short ways to ask.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "profgen/transport.hpp"

namespace profgen::fleet {

class Scratch {
 public:
  Scratch() {
    std::string path = "/tmp/profgen-test-XXXXXX";
    if (::mkdtemp(path.data()) != nullptr) path_ = path;
    ::chmod(path_.c_str(), 0755);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  std::string write(const std::string& name, const std::string& text, mode_t mode = 0644) const {
    const std::string path = *this / name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << text;
    ::chmod(path.c_str(), mode);
    return path;
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(*this / name, std::ios::binary).rdbuf();
    return text.str();
  }

 private:
  std::string path_;
};

inline void ask(Transport& transport, std::size_t node, std::string line) {
  transport.ask(node, std::make_shared<const std::string>(std::move(line)));
}

// The next answer; one that says so where none came in `seconds`.
inline Answer next_of(Transport& transport, double seconds = 20) {
  std::optional<Answer> answer = transport.next(seconds);
  if (answer) return *answer;
  ADD_FAILURE() << "no answer within " << seconds << " s";
  return {Answer::State::timed_out, 999, "", "no answer", ""};
}

inline Answer ask_and_wait(Transport& transport, std::size_t node, std::string line) {
  ask(transport, node, std::move(line));
  return next_of(transport);
}

// For a failed expectation.
inline void PrintTo(const Answer& answer, std::ostream* out) {
  *out << "state " << static_cast<int>(answer.state) << " node " << answer.node << " line '"
       << answer.line.substr(0, 200) << "' reason '" << answer.reason << "' remedy '"
       << answer.remedy << "'";
}

}  // namespace profgen::fleet
