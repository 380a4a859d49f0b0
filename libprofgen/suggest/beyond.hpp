// What a candidate allows that nobody asked for, in examples.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "profgen/suggest.hpp"
#include "suggest/severity.hpp"

namespace profgen::inline v0::suggest {

struct Beyond {
  // Of an abstraction its worst rules; of a pattern names that it matches and the evidence does not
  // have. Raw text of rules, or raw bytes of names.
  std::vector<std::string> examples;
  std::size_t more = 0;  // rules of the abstraction that are not among the examples
};

// Keeps a reference to the policy, and what it found out about its abstractions.
class BeyondFinder {
 public:
  // `work`: how many patterns are looked at before it says nothing about any other.
  explicit BeyondFinder(const policy::Policy& policy, std::size_t work = 2000);

  [[nodiscard]] Beyond of(const Proposal& proposal, const Candidate& candidate);

 private:
  const Beyond& of_abstraction(const policy::Abstraction& abstraction);

  const policy::Policy& policy_;
  std::size_t work_;
  Severities severities_;
  std::map<const policy::Abstraction*, Beyond> abstractions_;
};

}  // namespace profgen::inline v0::suggest
