// Who ran what: the tree of executables that the labels of a log tell,
// `P//null-/bin/a//null-/bin/b` and hats, to any depth, and the transitions to profiles that stand.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/evidence.hpp"

namespace profgen::inline v0::evidence {

// A label's last piece: how it was entered.
enum class Entered : std::uint8_t {
  root,     // a profile of its own
  program,  // `//null-/usr/bin/x`: run in complain mode without a rule; `//null-1f` on old kernels
  hat,      // `//NAME`, `//null-NAME`: a hat or a child profile
};

struct ExecNode {
  Subject subject;
  Entered entered = Entered::root;
  std::string piece;                  // "/usr/bin/x", "hat"; the whole label of a root
  std::vector<std::size_t> children;  // indexes into ExecTree::nodes, in order of labels
  std::size_t accesses = 0;           // distinct ones; 0: known by its children alone
  // Profiles that it went to by exec or change_profile, as logged: other roots, itself, or its own
  // children. These may form circles; the tree never does.
  std::map<std::string, std::size_t> goes_to;  // target label → how many distinct accesses say so
};

struct ExecTree {
  // The longest chain that is told apart; what is deeper counts for its ancestor there.
  static constexpr std::size_t most_levels = 64;
  std::vector<ExecNode> nodes;     // parents before their children
  std::vector<std::size_t> roots;  // sorted by subject
};

[[nodiscard]] ExecTree exec_tree(const Evidence& evidence);

// The label without its last piece; empty for a root. A stack ("A//&B") is a root.
[[nodiscard]] std::string_view parent_label(std::string_view label);

}  // namespace profgen::inline v0::evidence
