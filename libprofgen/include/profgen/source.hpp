// A text that stays as it was read, and places in it. The lossless tree is spans into one Source.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)
namespace profgen::inline v0 {

// Bytes [begin, end) of a Source. 32 bits: policy files are refused above 4 GiB - 1 long before
// that.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  [[nodiscard]] std::uint32_t size() const { return end - begin; }
  [[nodiscard]] bool empty() const { return begin == end; }
  friend auto operator<=>(const Span&, const Span&) = default;
};

// Both count from 1; the column counts bytes, as compilers do.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  friend auto operator<=>(const Position&, const Position&) = default;
};

class Source {
 public:
  // name is what diagnostics show: a path, "<stdin>".
  Source(std::string name, std::string text);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] std::string_view text(Span span) const {
    return std::string_view(text_).substr(span.begin, span.size());
  }
  [[nodiscard]] Position position(std::uint32_t offset) const;
  // The line (counted from 1) without its line end; empty where there is none.
  [[nodiscard]] std::string_view line(std::uint32_t number) const;

 private:
  std::string name_;
  std::string text_;
  std::vector<std::uint32_t> line_starts_;
};

using SourcePtr = std::shared_ptr<const Source>;
[[nodiscard]] SourcePtr make_source(std::string name, std::string text);

}  // namespace profgen::inline v0
#pragma GCC visibility pop
