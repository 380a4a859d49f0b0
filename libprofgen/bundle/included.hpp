// The files that policy files lead to by their includes and abi lines.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "policy/library.hpp"
#include "profgen/diagnostic.hpp"

namespace profgen::inline v0::bundle {

struct IncludedFile {
  std::string path;  // where it was found
  std::string text;
  bool is_abi = false;  // features of a kernel, no policy
};

class Inclusions {
 public:
  // Paths of the options are absolute and plain (no `..`).
  Inclusions(const Files& files, Processes& processes, const policy::LoadOptions& options);

  // A file that the bundle holds in any case. Includes that no other machine can follow become
  // diagnostics.
  void add(const std::string& path, const std::string& text, std::vector<Diagnostic>& diagnostics);
  // Goes on from the files that were added until nothing new comes: through all but the files of
  // packages. What those read besides (`abstractions/base.d/`, `tunables/home.d/`) is the machine's
  // own matter, on a node too; where that says something here, it is a note.
  void finish(std::vector<Diagnostic>& diagnostics);

  using Found = std::map<std::string, IncludedFile>;  // by the path below the policy directory
  // Without the files that were added.
  [[nodiscard]] const Found& files() const { return ours_; }
  [[nodiscard]] const Found& distribution() const { return distribution_; }

 private:
  void follow(const policy::SourceFile& file, const std::vector<policy::Item>& items,
              std::vector<Diagnostic>& diagnostics);
  void follow(const Found& found, std::vector<Diagnostic>& diagnostics);
  void take(const std::string& path, bool is_abi, const policy::SourceFile& from, Span where,
            std::vector<Diagnostic>& diagnostics);
  // What was found since it was asked last; packages' files go to distribution_ and into `owned`.
  [[nodiscard]] Found unowned(Found& owned, std::vector<Diagnostic>& diagnostics);

  const Files& files_;
  Processes& processes_;
  policy::LoadOptions options_;
  policy::Library library_;
  std::set<std::string> seen_;
  Found new_, ours_, distribution_;
};

// The path below the policy directory, or below a directory that includes are also looked for in;
// "" if it is elsewhere.
[[nodiscard]] std::string path_below(const policy::LoadOptions& options, const std::string& path);

}  // namespace profgen::inline v0::bundle
