// Bytes → lines, with bounded memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "log/byte_source.hpp"

namespace profgen::log {

class Lines {
 public:
  // The longest line that is kept, without its line end.
  static constexpr std::size_t longest = std::size_t{1} << 20;

  explicit Lines(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}
  explicit Lines(ByteSource& source) : source_(&source) {}

  struct Line {
    std::string_view text;  // without "\n"; valid until the next call; the front of a longer one
    bool too_long = false;
  };
  // nullopt at the end or after a failure (see error()).
  [[nodiscard]] std::optional<Line> next();
  // Exactly `size` bytes (at most `longest`), whatever they are; nullopt if there are not as many.
  [[nodiscard]] std::optional<std::string> bytes(std::size_t size);
  // Leaves out `size` bytes.
  void skip(std::uint64_t size);

  [[nodiscard]] std::uint64_t number() const { return number_; }  // of the last line, from 1
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  [[nodiscard]] std::size_t available() const { return static_cast<std::size_t>(end_ - at_); }
  bool refill();  // reads more behind what is there; false at the end

  ByteSource* source_ = nullptr;
  std::string buffer_;
  std::string front_;  // of a line that was too long
  const char* at_ = nullptr;
  const char* end_ = nullptr;
  std::uint64_t number_ = 0;
  std::optional<Error> error_;
};

}  // namespace profgen::log
