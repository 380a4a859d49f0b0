// The tree of executed programs: who ran what, what each did, and where the answers put it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "profgen/suggest.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::suggest {

struct ExecutedProgram {
  evidence::Subject subject;  // the label that it ran under, or that executed it if it left no
                              // record; of a root: the profile
  std::string program;        // raw path; empty for a root
  std::uint64_t times = 0;    // execs that were logged; 0: only what it did was
  std::size_t accesses = 0;   // distinct ones
  std::map<std::string, std::size_t> by_class;  // of them: "file", "exec", "capability", …
  int severity = 0;                             // of the most severe thing that it did
  std::string worst;                            // what that was, for people; may be empty
  // The profile that it is put into by the rules that stand and by the answers; empty: nothing
  // says, or it must not run.
  std::string leads_to;
  std::vector<std::size_t> children;  // indexes into ExecutedTree::nodes, by label
};

struct ExecutedTree {
  std::vector<ExecutedProgram> nodes;  // parents before their children
  std::vector<std::size_t> roots;      // the profiles that ran anything, sorted
};

// Of the evidence as it was logged (not folded). Programs that a rule allows are in it only where
// the log has them. No deeper than evidence::ExecTree::most_levels.
[[nodiscard]] ExecutedTree executed_tree(const evidence::Evidence& evidence,
                                         const policy::Policy& policy, const ExecChoices& choices);

}  // namespace profgen::inline v0::suggest
#pragma GCC visibility pop
