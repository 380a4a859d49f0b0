// What is known of the two files that are merged.
#pragma once

#include <string>
#include <vector>

#include "profgen/merge.hpp"

namespace profgen::inline v0::edit::merging {

// One of the two files with its meaning.
struct File {
  const policy::Policy& policy;
  const std::string& path;
  const policy::Tree& tree;
};

[[nodiscard]] inline std::string place_of(const policy::Location& where) {
  return where.file + ":" + std::to_string(where.at.line) + ":" + std::to_string(where.at.column);
}

// What the merge of two files comes to.
struct Result {
  std::vector<Splice> splices;  // into the first file: what is added
  std::vector<Splice> settled;  // … what gives way to the second file's side
  std::size_t added = 0;
  std::vector<Diagnostic> conflicts;
  // Rules and includes of the second file that come along, as they are resolved there: what their
  // variables need has to come along too.
  std::vector<std::string> added_texts;

  // `taken`: the second file's side was taken.
  void conflict(const File& theirs, const policy::Location& where, std::string id,
                std::string message, bool taken) {
    Diagnostic diagnostic{taken ? Severity::note : Severity::warning,
                          where.file,
                          where.at,
                          std::move(message),
                          std::move(id),
                          taken ? "the second file's side was taken" : "the first file was kept",
                          ""};
    if (const policy::Tree* tree = theirs.policy.tree(where.file))
      diagnostic.source_line = std::string(tree->source->line(where.at.line));
    conflicts.push_back(std::move(diagnostic));
  }
};

}  // namespace profgen::inline v0::edit::merging
