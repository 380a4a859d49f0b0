// Which rules of one profile the other one lacks, and where the two contradict each other.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "profgen/policy.hpp"

namespace profgen::inline v0::edit::merging {

struct Contradiction {
  std::string id;       // "allow-deny", "exec", "priority"
  std::string message;  // about the rule of theirs; `ours` is not named yet
  const policy::ResolvedRule* ours = nullptr;
};

struct Need {
  bool whole = false;         // something of it is not granted (or not denied) yet
  bool blocked = false;       // added, it would take away what `ours` grants, or not be valid there
  bool exec_blocked = false;  // … for its exec permission only: the rest can be added
  std::vector<Contradiction> contradictions;
};
// By rule of `theirs`; rules that bring nothing and contradict nothing are left out.
using Needs = std::map<const policy::ResolvedRule*, Need>;
[[nodiscard]] Needs needs_of(const policy::Profile& ours, const policy::Profile& theirs);

}  // namespace profgen::inline v0::edit::merging
