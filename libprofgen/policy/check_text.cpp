#include <algorithm>
#include <iterator>

#include "policy/check.hpp"
#include "policy/check_resolved.hpp"
#include "policy/resolve.hpp"

namespace profgen::policy {

std::vector<Diagnostic> check_text(const Files& files, const std::string& path, std::string text,
                                   const LoadOptions& options) {
  std::vector<Diagnostic> found;
  Library library(files, options);
  const SourceFile* file = library.put(path, std::move(text), found);
  std::vector<Diagnostic> alone = check(file->tree);
  found.insert(found.end(), std::make_move_iterator(alone.begin()),
               std::make_move_iterator(alone.end()));
  // What only shows when includes are followed and variables expanded. Where the text cannot even
  // be read, this would only repeat it in other words.
  if (!has_errors(found))
    check_resolved(library, Resolver(library, found).profiles_of(*file), found);
  // The file's own findings in the order of its text; those of what it includes after them.
  std::stable_sort(found.begin(), found.end(), [&](const Diagnostic& a, const Diagnostic& b) {
    const bool a_own = a.file == path, b_own = b.file == path;
    if (a_own != b_own) return a_own;
    return a_own && a.at < b.at;
  });
  return found;
}

}  // namespace profgen::policy
