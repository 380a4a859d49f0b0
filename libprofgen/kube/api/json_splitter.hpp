// JSON objects out of a stream, one after another however they are laid out (kubectl indents them).
// Only their bounds are found here: braces outside of strings.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace profgen::inline v0::kube {

class JsonSplitter {
 public:
  // No object may be larger: the rest of the stream is then not looked at.
  explicit JsonSplitter(std::size_t largest) : largest_(largest) {}

  void add(std::string_view bytes);

  std::deque<std::string> objects;  // whole ones
  // Something other than objects and white space came, or one that is too large.
  [[nodiscard]] bool broken() const { return broken_; }
  [[nodiscard]] bool in_mid_object() const { return depth_ != 0; }

 private:
  std::string object_;
  std::size_t largest_, depth_ = 0;
  bool in_string_ = false, escaped_ = false, broken_ = false;
};

}  // namespace profgen::inline v0::kube
