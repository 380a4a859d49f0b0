// Which words of the language need which policy abi and which compiler.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/library.hpp"

namespace profgen::inline v0::policy {

struct Version {
  unsigned major = 0, minor = 0;
  friend auto operator<=>(const Version&, const Version&) = default;
};
// "3.0.8", "4.1.0~beta5", "abi/4.0": the first two numbers; 0.0 where there are none.
[[nodiscard]] Version version_in(std::string_view text);
[[nodiscard]] std::string version_text(Version version);

struct NewWord {
  Span span;                 // of the item
  std::string word;          // as written: what the message names
  Version abi;               // first that mediates it; 0.0: every one
  Version parser;            // first that reads it
  std::string_view feature;  // by which an abi without a number shows that it has it; may be empty
};
// Every word of the file that some compiler since 2.13 did not have, each item's in its order.
[[nodiscard]] std::vector<NewWord> new_words(const Tree& tree);

}  // namespace profgen::inline v0::policy
