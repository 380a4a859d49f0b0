// A subprocess whose three ends are driven by somebody's poll(2).
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/result.hpp"

namespace profgen::inline v0 {

struct ChildOptions {
  bool piped = true;                               // false: its ends are /dev/null
  std::map<std::string, std::string> environment;  // added to ours
  std::string hidden;  // variables that begin with this are kept from it; empty: none
};

class Child {
 public:
  // In a session of its own: Ctrl-C at our terminal must not cut off replies that are under way,
  // and it finds no terminal to ask at.
  [[nodiscard]] static Result<Child> start(std::vector<std::string> argv,
                                           const ChildOptions& options = {});

  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();  // kills what still runs, and waits for it

  [[nodiscard]] int in() const { return in_; }
  [[nodiscard]] int out() const { return out_; }
  [[nodiscard]] int err() const { return err_; }

  // How many bytes were taken; 0: none now; -1: nobody reads any more, and `in` is closed.
  [[nodiscard]] ssize_t write(std::string_view bytes);
  // What there is, at most a buffer full; false at the end, where it is closed.
  [[nodiscard]] bool read_out(std::string& into);
  [[nodiscard]] bool read_err(std::string& into);
  void close_in();
  void close_all();

  // The exit status (128 + signal), once it has one.
  [[nodiscard]] std::optional<int> exited();
  void kill();

 private:
  Child() = default;
  pid_t pid_ = -1;
  std::optional<int> status_;
  int in_ = -1, out_ = -1, err_ = -1;
};

}  // namespace profgen::inline v0
