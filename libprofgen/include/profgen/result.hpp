// Result<T>: what the system refused (an unreadable file, a parser that would not start), as a
// value. What a *user wrote wrong* is a Diagnostic instead; our own bugs are assertions.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

#pragma GCC visibility push(default)
namespace profgen::inline v0 {

// What kind of refusal it was: it decides the exit code (DESIGN, the command line).
enum class ErrorKind {
  input,   // an input could not be read: exit code 3
  system,  // a part of the system failed (parser, kernel, disk): exit code 4
  usage,   // asked for something that makes no sense: exit code 2
};

// "what was I doing / to what / why", printed as `object: context: reason`.
struct Error {
  ErrorKind kind = ErrorKind::system;
  std::string context;  // what was being done: "read", "replace", "run apparmor_parser"
  std::string object;   // to what: a path, a command
  std::string reason;   // why not, and where it helps what to do about it
  // One line for a person; control characters made visible.
  [[nodiscard]] std::string text() const;
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return state_.index() == 0; }
  T& value() {
    assert(*this);
    return *std::get_if<0>(&state_);
  }
  const T& value() const {
    assert(*this);
    return *std::get_if<0>(&state_);
  }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const {
    assert(!*this);
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, Error> state_;
};

struct Unit {};
using Status = Result<Unit>;

}  // namespace profgen::inline v0
#pragma GCC visibility pop
