// Profiles and rules that nothing used in some evidence, and profiles of programs that a host does
// not have. A rule in force leaves no record of what it allows: only logs of the time before it
// stood, or of a profile that is audited, can tell that it was used (docs/verify.md).
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "profgen/policy.hpp"
#include "profgen/system.hpp"
#include "profgen/verify.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::suggest {

struct UnusedIn {
  const policy::Profile* profile = nullptr;
  std::size_t accesses = 0;  // distinct ones of the evidence; 0: no record is of this profile
  // Nothing of the host's files has a path that it attaches to. Never of children and hats, nor of
  // profiles that only others enter.
  bool no_program = false;
  bool program_unknown = false;  // too many files to look at
  std::size_t rules = 0;         // its own that could be told of, those of includes not counted
  std::vector<const policy::ResolvedRule*> unused;  // of these; empty without any record

  [[nodiscard]] bool something() const { return accesses == 0 || no_program || !unused.empty(); }
};

// Of every profile of the policy, or of those named; in the order of their names. The policy must
// outlive the result.
[[nodiscard]] std::vector<UnusedIn> find_unused(const evidence::Evidence& evidence,
                                                const policy::Policy& policy, const Files& files,
                                                const std::string& root,
                                                const std::set<std::string>& only = {});

}  // namespace profgen::inline v0::suggest
#pragma GCC visibility pop
