// Patterns of the profile language (AARE) as programs of a small non-deterministic machine.
//
//   pattern = { "*" | "**" | "?" | class | group | escape | any other byte }
//   class   = "[" [ "^" ] byte-or-range { byte-or-range } "]"
//   group   = "{" pattern "," pattern { "," pattern } "}"
//   escape  = "\" ( octal digits | "d" decimal digits | "x" hexadecimal digits | a e f n r t | byte
//   )
//
// `*` and `?` do not match "/"; nothing matches NUL. A `*` or `**` that is a whole path element (a
// "/" before it, a "/" or the end after its stars) matches at least one byte, the first not a "/".
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace profgen::inline v0::policy {

struct AareError {
  std::size_t offset = 0;  // into the pattern
  std::string message;
};

using ByteSet = std::bitset<256>;

// Patterns compiled side by side; each accepts with its own id.
struct AareProgram {
  enum class Op : std::uint8_t { byte, set, split, jump, accept };
  struct Instruction {
    Op op = Op::accept;
    std::uint32_t a = 0;  // the byte, the index of the set, the first way, the id
    std::uint32_t b = 0;  // of split: the second way
  };
  std::vector<Instruction> code;
  std::vector<ByteSet> sets;
  std::vector<std::uint32_t> starts;  // where each pattern begins

  // Appends a pattern (variables expanded already). On an error nothing is appended; a program of
  // more than four million instructions takes no more.
  [[nodiscard]] std::optional<AareError> add(std::string_view pattern, std::uint32_t id);

 private:
  std::unordered_map<ByteSet, std::uint32_t> set_index_;
  friend class AareCompiler;
};

// The error of a pattern, if it has one.
[[nodiscard]] std::optional<AareError> aare_error(std::string_view pattern);
// The only text that a pattern matches; nullopt if it has a wildcard, a class or a group.
[[nodiscard]] std::optional<std::string> aare_literal(std::string_view pattern);
// The length of a shortest text that a pattern matches; 0 for a wrong pattern.
[[nodiscard]] std::size_t aare_shortest(std::string_view pattern);

// Decodes the escape at text[at] == '\\': the byte it stands for; `at` moves behind it.
[[nodiscard]] char aare_escape(std::string_view text, std::size_t& at);

}  // namespace profgen::inline v0::policy
