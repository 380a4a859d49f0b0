// The patterns that a path could be granted by, besides itself.
#pragma once

#include <string>
#include <vector>

#include "suggest/ask.hpp"
#include "suggest/siblings.hpp"
#include "suggest/variables.hpp"

namespace profgen::inline v0::suggest {

// How much a rule as it was logged weighs against a wider one, by severity: any of them, and one
// with a part that will be another in the next run.
inline constexpr double plain_burden = 0.5;
inline constexpr double passing_burden = 50;

struct FileForm {
  CandidateKind kind = CandidateKind::glob;
  std::string pattern;
  double burden = 0;  // of what is still written as it was in this run, as FileForms::literal
  std::string reason;
  bool open = false;  // it holds names that were not seen, besides what its variables stand for
};
struct FileForms {
  double literal = 0;  // what speaks against the literal path: it will soon be another one
  std::vector<FileForm> forms;
};

// With `exact`, none. No form reaches a name that the built-in guard keeps secret, unless it is the
// path itself.
[[nodiscard]] FileForms file_forms(const Ask& ask, const Siblings& siblings, Variables& variables,
                                   Generalise generalise);

}  // namespace profgen::inline v0::suggest
