// Names that a process may choose to be taken for something else.
#pragma once

#include <iterator>
#include <random>
#include <string>

namespace profgen::suggest::testing {

// What has a meaning for a policy, a terminal, a shell or a reader.
inline constexpr const char* nasty[] = {
    "\"",
    "'",
    ",",
    "{",
    "}",
    "{a,b}",
    "@{HOME}",
    "@{",
    "${x}",
    "\n",
    "\r",
    "\t",
    "#",
    " # x",
    "*",
    "**",
    "?",
    "[a]",
    "[^a]",
    "]",
    "^",
    "\\",
    "\\x41",
    "\\101",
    "..",
    " ",
    "  ",
    "->",
    " -> ",
    "rw,",
    "} profile x {",
    "include <x>",
    "(deleted)",
    "=",
    "\xff",
    "\xc3\x28",
    "\xe2\x82",
    "\x1b[31m",
    "\x1b]0;x\a",
    "\xe2\x80\xae",
    "\xef\xbb\xbf",
    "\x7f",
    "\x01",
    "\x80",
    "\xc2\x9b",
    "&",
    ":ns:",
    "//null-",
    "<abi>",
    "!",
    "|",
    ";",
    "%s",
    "$(id)",
    "`id`",
    "owner",
    "deny",
    ",\n",
    "\"\n",
    "a",
    "0",
    "\xf0\x9f\x98\x80",
};

class NastyNames {
 public:
  explicit NastyNames(unsigned seed) : random_(seed) {}
  std::string next() {
    std::string out;
    const std::size_t pieces = 1 + random_() % 4;
    for (std::size_t i = 0; i < pieces; ++i) {
      const bool any = random_() % 5 == 0;
      if (any)
        out += static_cast<char>(1 + random_() % 255);
      else
        out += nasty[random_() % std::size(nasty)];
    }
    return out;
  }

 private:
  std::mt19937 random_;
};

}  // namespace profgen::suggest::testing
