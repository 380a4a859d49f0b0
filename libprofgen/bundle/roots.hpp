// The policy files that a bundle is made of.
#pragma once

#include <string>
#include <vector>

#include "profgen/bundle.hpp"

namespace profgen::inline v0::bundle {

struct Root {
  std::string path;  // absolute
  std::string name;  // File::path
  std::string text;
};

// The files of `paths`, or those of them that hold the profiles which `words` name; each once,
// sorted by name. What cannot be in a bundle becomes a diagnostic. Paths of the options are
// absolute.
[[nodiscard]] Result<std::vector<Root>> choose_roots(const Files& files, Processes& processes,
                                                     const std::vector<std::string>& paths,
                                                     const policy::LoadOptions& options,
                                                     const std::vector<std::string>& words,
                                                     std::vector<Diagnostic>& diagnostics);

}  // namespace profgen::inline v0::bundle
