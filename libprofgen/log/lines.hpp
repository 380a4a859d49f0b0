// Bytes → lines, with bounded memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "log/byte_source.hpp"

namespace profgen::inline v0::log {

class Lines {
 public:
  // The longest line that is kept, without its line end.
  static constexpr std::size_t longest = std::size_t{1} << 20;

  explicit Lines(std::string_view text, std::uint64_t number = 0, bool whole = false)
      : at_(text.data()),
        end_(text.data() + text.size()),
        number_(number),
        read_(text.size()),
        whole_(whole) {}
  // `number`: of the line before the first one. `whole`: a last line without its end is left.
  explicit Lines(ByteSource& source, std::uint64_t number = 0, bool whole = false)
      : source_(&source), number_(number), whole_(whole) {}

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
  // Where the last line begins, as offset() counts.
  [[nodiscard]] std::uint64_t line_offset() const { return line_offset_; }
  // Bytes that were given out or left out, counted from where these lines begin.
  [[nodiscard]] std::uint64_t offset() const { return read_ - left_ - available(); }
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
  std::uint64_t read_ = 0;  // bytes of the text that were put into the buffer
  std::uint64_t line_offset_ = 0;
  std::uint64_t left_ = 0;  // of these, what belongs to a last line without its end
  bool whole_ = false;
  std::optional<Error> error_;
};

}  // namespace profgen::inline v0::log
