// What a guard never lets pass unattended.
#pragma once

#include <string>
#include <string_view>

#include "suggest/guard_layers.hpp"

namespace profgen::inline v0::suggest {

struct Forbidden {
  const GuardEntry* by = nullptr;  // nullptr: nothing forbids it
  std::string what;                // what of the rule it is about: "path", "capability", …
};

// The first entry of `never` that the rule reaches, by meaning: a wider rule reaches it too. The
// rules of an abstraction were written by somebody who knows what lies there: names that their
// globs end in are not held against them.
[[nodiscard]] Forbidden forbidden(const Layers& layers, const policy::Rule& rule,
                                  bool of_abstraction = false);
// The same of a program (raw path) that is to be executed in this way; empty: in any way.
[[nodiscard]] Forbidden forbidden_exec(const Layers& layers, const std::string& program,
                                       const std::string& qualifier);
// Whether an exception lifts an entry.
[[nodiscard]] bool excepted(const Layers& layers, const std::string& text);
// "[other] PATTERN [PERMS]": the word in front leaves rules with `owner` out, the letters behind
// the last blank say which permissions are meant.
struct PathEntry {
  std::string_view pattern;
  std::string_view perms;  // empty: any
  bool other = false;
};
[[nodiscard]] PathEntry split_entry(std::string_view entry);
// The entry that says `deny` of everything that was asked for, as the literal rules say it.
[[nodiscard]] const GuardEntry* denied(const Layers& layers, const Proposal& proposal);

}  // namespace profgen::inline v0::suggest
