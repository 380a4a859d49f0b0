// Names that differ in a number, a hash or a random ending only: one glob for all of them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace profgen::suggest {

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

class Siblings {
 public:
  void add(std::string_view path);
  // The glob of a path that has siblings, and how many names it was made from; empty: none.
  struct Glob {
    std::string pattern;
    std::size_t names = 0;
  };
  [[nodiscard]] Glob glob_of(std::string_view path) const;

 private:
  // Skeleton (the path with its varying piece taken out) → the pieces seen there.
  std::map<std::string, std::set<std::string>> pieces_;
};

}  // namespace profgen::suggest
