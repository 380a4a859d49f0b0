#include "log/lines.hpp"

#include <algorithm>
#include <cstring>

namespace profgen::inline v0::log {
namespace {

constexpr std::size_t chunk = std::size_t{256} * 1024;

}  // namespace

bool Lines::refill() {
  if (!source_) return false;
  const std::size_t kept = available();
  // What is kept moves to the front; a long line lets the buffer grow, up to `longest` and a chunk.
  if (buffer_.size() < kept + chunk) {
    std::string larger(std::max(buffer_.size() * 2, kept + 2 * chunk), '\0');
    if (kept) std::memcpy(larger.data(), at_, kept);
    buffer_.swap(larger);
  } else if (kept) {
    std::memmove(buffer_.data(), at_, kept);
  }
  at_ = buffer_.data();
  end_ = at_ + kept;
  const auto count = source_->read(buffer_.data() + kept, buffer_.size() - kept);
  if (!count) {
    error_ = count.error();
    source_ = nullptr;
    return false;
  }
  if (*count == 0) source_ = nullptr;
  end_ += *count;
  read_ += *count;
  return *count != 0;
}

std::optional<Lines::Line> Lines::next() {
  line_offset_ = offset();
  std::size_t searched = 0;
  for (;;) {
    const std::size_t size = available();
    const void* found =
        size > searched ? std::memchr(at_ + searched, '\n', size - searched) : nullptr;
    if (found || size > longest) {
      const auto* newline = static_cast<const char*>(found);
      if (newline && static_cast<std::size_t>(newline - at_) <= longest) {
        ++number_;
        const Line line{std::string_view(at_, static_cast<std::size_t>(newline - at_)), false};
        at_ = newline + 1;
        return line;
      }
      // Too long: its front is kept for the report, the rest is passed over.
      std::string front(at_, std::min<std::size_t>(size, 200));
      while (!newline) {
        at_ = end_;
        if (!refill()) break;
        newline = static_cast<const char*>(std::memchr(at_, '\n', available()));
      }
      if (!newline && (whole_ || error_)) {
        left_ = offset() - line_offset_;
        return std::nullopt;
      }
      at_ = newline ? newline + 1 : end_;
      ++number_;
      front_ = std::move(front);
      return Line{front_, true};
    }
    searched = size;
    if (refill()) continue;
    // After a failure what is left is a part of a line, and a part of a path would be another path.
    if (available() == 0 || error_ || whole_) return std::nullopt;
    ++number_;
    const Line line{std::string_view(at_, available()), false};
    at_ = end_;
    return line;
  }
}

std::optional<std::string> Lines::bytes(std::size_t size) {
  while (available() < size)
    if (!refill()) return std::nullopt;
  std::string out(at_, size);
  at_ += size;
  return out;
}

void Lines::skip(std::uint64_t size) {
  while (available() < size) {
    size -= available();
    at_ = end_;
    if (!refill()) return;
  }
  at_ += size;
}

}  // namespace profgen::inline v0::log
