// Which key follows which: records of one operation have the same keys in the same order. And the
// time of the last stamp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/word_table.hpp"
#include "log/keys.hpp"
#include "log/stamp.hpp"

namespace profgen::inline v0::log {

// What was met in the records before. A wrong guess costs time, never a field.
class KeyGuesses {
 public:
  static constexpr std::size_t most_keys = 64;  // more than there are known keys
  // By a key's number the number of the one that followed it the last time; 0: none known.
  using Followers = std::array<std::uint8_t, most_keys>;

  // A few bits of its first eight bytes tell one operation from nearly any other. They must be
  // readable.
  [[nodiscard]] Followers& of_operation(const char* operation) {
    return followers_[ShortWord::load(operation) * 0x9e3779b97f4a7c15 >> 59];
  }
  // As long as no operation is known.
  [[nodiscard]] Followers& of_none() { return followers_[0]; }
  [[nodiscard]] UsualStamps& stamps() { return stamps_; }

 private:
  std::array<Followers, 32> followers_{};
  UsualStamps stamps_;
};
static_assert(grammar::audit::keys.size() <= KeyGuesses::most_keys);

}  // namespace profgen::inline v0::log
