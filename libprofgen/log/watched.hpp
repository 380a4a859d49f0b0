// Bytes on their way to a reader, watched so that the place where reading stops is known again.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "log/byte_source.hpp"

namespace profgen::inline v0::log {

// How many bytes before a position tell whether a log is the one that was read.
inline constexpr std::size_t tail_size = 4096;
// The longest first line that a log is known by.
inline constexpr std::size_t longest_first_line = std::size_t{1} << 20;

// Keeps the last bytes that went through.
class Tail {
 public:
  Tail() = default;
  // What stands before the first byte. `from_start`: nothing stands before that.
  Tail(std::string bytes, bool from_start) : bytes_(std::move(bytes)), from_start_(from_start) {}
  void add(std::string_view bytes);
  // Position::tail for a position that lies `back` bytes before the last one; empty if so much is
  // not kept.
  [[nodiscard]] std::string hash(std::uint64_t back = 0) const;

 private:
  std::string bytes_;
  bool from_start_ = true;  // nothing was dropped yet
};

// Gives bytes that were read already, then the rest of the source.
class Replayed : public ByteSource {
 public:
  Replayed(std::string head, std::unique_ptr<ByteSource> rest)
      : head_(std::move(head)), rest_(std::move(rest)) {}
  [[nodiscard]] Result<std::size_t> read(char* out, std::size_t size) override;
  [[nodiscard]] std::optional<std::uint64_t> taken() const override { return rest_->taken(); }

 private:
  std::string head_;
  std::size_t at_ = 0;
  std::unique_ptr<ByteSource> rest_;
};

// Hands on what it reads and keeps its end in mind.
class Watched : public ByteSource {
 public:
  Watched(std::unique_ptr<ByteSource> source, Tail tail)
      : source_(std::move(source)), tail_(std::move(tail)) {}
  [[nodiscard]] Result<std::size_t> read(char* out, std::size_t size) override;
  [[nodiscard]] std::optional<std::uint64_t> taken() const override { return source_->taken(); }

  [[nodiscard]] std::uint64_t passed() const { return passed_; }
  [[nodiscard]] const Tail& tail() const { return tail_; }

 private:
  std::unique_ptr<ByteSource> source_;
  Tail tail_;
  std::uint64_t passed_ = 0;
};

}  // namespace profgen::inline v0::log
