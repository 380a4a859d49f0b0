// The text of an evidence file, line by line, as often as wanted.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "profgen/result.hpp"

namespace profgen::inline v0::evidence {

// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

// A file without a name, gone when it is closed.
[[nodiscard]] Result<Descriptor> temporary_file();
[[nodiscard]] Status write_all(int fd, std::string_view bytes, const std::string& name);

class TextInput {
 public:
  // A plain file is read where it stands. What is compressed or a pipe is first written to a file
  // without a name. "-" is standard input.
  [[nodiscard]] static Result<TextInput> open(const std::string& path);
  [[nodiscard]] static TextInput of_file(Descriptor file, const std::string& name) {
    return TextInput(std::move(file), name);
  }
  [[nodiscard]] static Result<TextInput> of_text(std::string_view text, const std::string& name);

  void rewind();
  // Without its newline, good until the next call; false at the end. A last line without its
  // newline is one, and then whole_lines() is false.
  [[nodiscard]] Result<bool> next(std::string_view& line);
  [[nodiscard]] bool whole_lines() const { return whole_lines_; }
  [[nodiscard]] std::uint64_t number() const { return number_; }  // of the last line, from 1
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  TextInput(Descriptor file, std::string name) : file_(std::move(file)), name_(std::move(name)) {}
  [[nodiscard]] Result<bool> refill();

  Descriptor file_;
  std::string name_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint64_t offset_ = 0, number_ = 0;
  bool whole_lines_ = true;
};

}  // namespace profgen::inline v0::evidence
