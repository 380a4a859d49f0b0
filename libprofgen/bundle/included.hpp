// The files that policy files lead to by their includes and abi lines.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "policy/library.hpp"
#include "profgen/diagnostic.hpp"

namespace profgen::bundle {

struct IncludedFile {
  std::string path;  // where it was found
  std::string text;
  bool is_abi = false;  // features of a kernel, no policy
};

class Inclusions {
 public:
  // Paths of the options are absolute and plain (no `..`).
  Inclusions(const Files& files, const policy::LoadOptions& options);

  // A file and all that it leads to, also through the distribution's own files: those have folders
  // for what an administrator adds. Includes that no other machine can follow become diagnostics.
  void add(const std::string& path, const std::string& text, std::vector<Diagnostic>& diagnostics);

  // By the path below the policy directory, without the files that were added.
  [[nodiscard]] const std::map<std::string, IncludedFile>& files() const { return found_; }

 private:
  void follow(const policy::SourceFile& file, const std::vector<policy::Item>& items,
              std::vector<Diagnostic>& diagnostics);
  void take(const std::string& path, bool is_abi, const policy::SourceFile& from, Span where,
            std::vector<Diagnostic>& diagnostics);

  const Files& files_;
  policy::LoadOptions options_;
  policy::Library library_;
  std::set<std::string> seen_;
  std::vector<std::string> open_;
  std::map<std::string, IncludedFile> found_;
};

// The path below the policy directory, or below a directory that includes are also looked for in;
// "" if it is elsewhere.
[[nodiscard]] std::string path_below(const policy::LoadOptions& options, const std::string& path);

}  // namespace profgen::bundle
