// What one proposal is about: accesses that one rule (or two) could grant.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "profgen/suggest.hpp"

namespace profgen::inline v0::suggest {

struct Ask {
  std::vector<std::pair<evidence::Key, evidence::Seen>> evidence;
  std::vector<Access> needed;  // as in evidence, less what the policy grants already
  std::vector<const policy::Abstraction*> abstractions;  // that grant all of it
  Generalise generalise = Generalise::careful;           // how far, for these accesses
  bool link_rule = false;          // of a LinkAccess: `link A -> B,` and not the letter `l`
  std::optional<ExecChoice> exec;  // of an ExecAccess: the answer
  std::string exec_target;         // what its rule says behind `->`
  int severity = 0;                // of what is asked for, as its candidates are made
};

// The same key for accesses that belong into one proposal. Sorts by class, then by value.
[[nodiscard]] std::string group_key(const Access& access, Generalise generalise,
                                    bool link_rule = true);

}  // namespace profgen::inline v0::suggest
