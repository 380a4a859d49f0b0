#include "policy/check_text.hpp"

#include <algorithm>
#include <iterator>

#include "policy/check.hpp"
#include "policy/check_resolved.hpp"

namespace profgen::policy {

namespace {

// An included file is judged as the text itself is; its warnings are told where it is checked alone.
void check_included(Library& library, const SourceFile& file, std::vector<Diagnostic>& found) {
  if (has_errors(file.tree.diagnostics)) return;
  for (Diagnostic& diagnostic : check(file.tree, FileRole::fragment))
    if (diagnostic.severity == Severity::error) found.push_back(std::move(diagnostic));
  check_abi(library, file, found);
}

}  // namespace

CheckedText check_text_in(Library& library, const std::string& path, std::string text) {
  CheckedText checked;
  std::vector<Diagnostic>& found = checked.diagnostics;
  checked.file = library.put(path, std::move(text), found);
  std::vector<Diagnostic> alone = check(checked.file->tree);
  found.insert(found.end(), std::make_move_iterator(alone.begin()),
               std::make_move_iterator(alone.end()));
  // What only shows when includes are followed and variables expanded. Where the text cannot even
  // be read, this would only repeat it in other words.
  if (!has_errors(found)) {
    Resolver resolver(library, found);
    checked.profiles = resolver.profiles_of(*checked.file);
    check_abi(library, *checked.file, found);
    for (const auto& [name, file] : resolver.followed()) check_included(library, *file, found);
    check_resolved(library, checked.profiles, found);
  }
  // The file's own findings in the order of its text; those of what it includes after them.
  std::stable_sort(found.begin(), found.end(), [&](const Diagnostic& a, const Diagnostic& b) {
    const bool a_own = a.file == path, b_own = b.file == path;
    if (a_own != b_own) return a_own;
    return a_own && a.at < b.at;
  });
  return checked;
}

std::vector<Diagnostic> check_text(const Files& files, const std::string& path, std::string text,
                                   const LoadOptions& options) {
  Library library(files, options);
  return check_text_in(library, path, std::move(text)).diagnostics;
}

}  // namespace profgen::policy
