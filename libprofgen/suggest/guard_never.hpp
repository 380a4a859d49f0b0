// What a guard never lets pass unattended.
#pragma once

#include <string>

#include "suggest/guard_layers.hpp"

namespace profgen::suggest {

struct Forbidden {
  const GuardEntry* by = nullptr;  // nullptr: nothing forbids it
  std::string what;                // what of the rule it is about: "path", "capability", …
};

// The first entry of `never` that the rule reaches, by meaning: a wider rule reaches it too. The
// rules of an abstraction were written by somebody who knows what lies there: names that their
// globs end in are not held against them.
[[nodiscard]] Forbidden forbidden(const Layers& layers, const policy::Rule& rule,
                                  bool of_abstraction = false);
// The same of a program that is to be executed.
[[nodiscard]] Forbidden forbidden_exec(const Layers& layers, const std::string& program);
// The entry that says `deny` of everything that was asked for, as the literal rules say it.
[[nodiscard]] const GuardEntry* denied(const Layers& layers, const Proposal& proposal);

}  // namespace profgen::suggest
