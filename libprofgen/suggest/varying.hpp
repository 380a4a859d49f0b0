// The parts of a name that another run will write otherwise: numbers, hashes, random letters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace profgen::inline v0::suggest {

// A uuid in a pattern. In pieces: with question marks in one word the dashes would be trigraphs.
inline constexpr std::string_view uuid_pattern =
    "????????"
    "-"
    "????"
    "-"
    "????"
    "-"
    "????"
    "-"
    "????????????";

struct Varying {
  enum class Kind : std::uint8_t {
    uuid,
    hex,      // eight or more hexadecimal digits, figures and letters among them
    date,     // 2026-11-27, 20261127
    digits,   //
    version,  // numbers joined by dots and dashes, for names whose numbers vary together
    random,   // what mkstemp() and its like make
    word,     // might be random: only where others in its place are
  };
  Kind kind = Kind::digits;
  std::size_t begin = 0, end = 0;  // in the name
  bool visible = false;            // its looks tell that it varies: one name is enough
};

// What is known of a name besides its bytes.
struct NameContext {
  bool written = false;      // the program makes or changes it, so it chooses the name
  bool short_lived = false;  // no path: an address, an object that lives as long as a process
  std::vector<std::uint64_t> pids;   // processes that used it
  std::vector<std::uint64_t> users;  // the users that they ran as, and its owners
};

// The parts in order, none within another, except that a version holds the digits in it.
[[nodiscard]] std::vector<Varying> varying_parts(std::string_view name, const NameContext& context);
// What stands for such a part in a pattern: for `text`, and for others of its kind.
[[nodiscard]] std::string pattern_of(Varying::Kind kind, std::string_view text);
// The name as a pattern with its visible parts open; empty if it has none.
[[nodiscard]] std::string open_pattern(std::string_view name, const NameContext& context);

// Where files do not outlive a boot or a session: /tmp, /run, caches.
[[nodiscard]] bool in_volatile_directory(std::string_view path);

}  // namespace profgen::inline v0::suggest
