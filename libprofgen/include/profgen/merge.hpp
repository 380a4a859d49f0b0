// One profile file out of two: what the other one grants more is added, by meaning; the bytes of
// the first stay.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "profgen/diagnostic.hpp"
#include "profgen/policy.hpp"
#include "profgen/system.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::edit {

struct MergeFile {
  std::string path;  // how it is called in messages
  std::string text;
};
struct MergeOptions {
  bool prefer_theirs = false;  // in conflicts the second file wins where its side can be written
};
struct Merged {
  std::string text;       // of the first file, with what was added
  std::size_t added = 0;  // rules, includes, profiles, lines of the preamble
  // Where both say different things, at the place in the second file; the message names the place
  // in the first. A note: it was settled as the options say. A warning: the first file was kept.
  std::vector<Diagnostic> conflicts;
  // Why the result must not be used: errors in one of the files, or in the result.
  std::vector<Diagnostic> errors;
};
// `ours` keeps every byte that no preferred conflict replaces. What is added: rules that `ours`
// does not grant (or deny) already, includes that bring such rules, whole profiles, children and
// hats that are missing, the variables and includes of the preamble that these need, and the
// comments directly above and behind each of them.
[[nodiscard]] Merged merge(const Files& files, const policy::LoadOptions& options,
                           const MergeFile& ours, const MergeFile& theirs,
                           const MergeOptions& how = {});

}  // namespace profgen::inline v0::edit
#pragma GCC visibility pop
