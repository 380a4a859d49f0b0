// Patterns over several texts at once. A tuple of texts is one text: its parts with NUL between
// them, which no pattern matches.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "policy/aare.hpp"

namespace profgen::inline v0::policy {

class TupleProgram {
 public:
  // Appends a pattern that accepts the tuples whose parts match the patterns one by one; false (and
  // nothing is appended) if one of them is wrong.
  [[nodiscard]] bool add(const std::vector<std::string>& patterns, std::uint32_t id);
  [[nodiscard]] const AareProgram& program() const { return program_; }

 private:
  AareProgram program_;
  std::unordered_map<ByteSet, std::uint32_t> sets_;
};

[[nodiscard]] std::vector<std::string> tuple_parts(std::string_view text);

}  // namespace profgen::inline v0::policy
