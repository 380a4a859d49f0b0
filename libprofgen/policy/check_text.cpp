#include "policy/check_text.hpp"

#include <algorithm>
#include <iterator>

#include "policy/check.hpp"
#include "policy/check_resolved.hpp"

namespace profgen::inline v0::policy {

namespace {

// An included file is judged as the text itself is; its warnings are told where it is checked
// alone.
void check_included(Library& library, const SourceFile& file, std::vector<Diagnostic>& found) {
  if (has_errors(file.tree.diagnostics)) return;
  for (Diagnostic& diagnostic : check(file.tree, FileRole::fragment))
    if (diagnostic.severity == Severity::error) found.push_back(std::move(diagnostic));
  check_abi(library, file, found);
}

}  // namespace

void TextChecker::begin_anew() {
  resolver_.reset();
  faultless_.clear();
}

void TextChecker::resolve(const std::string& path, CheckedText& checked) {
  std::vector<Diagnostic>& found = checked.diagnostics;
  if (resolver_) {
    resolver_->report_to(found);
    resolver_->next_text();
  } else {
    resolver_.emplace(library_, found);
  }
  const std::size_t before = found.size();
  checked.profiles = resolver_->profiles_of(*checked.file);
  const bool keeps = found.size() == before && resolver_->followed().count(path) == 0;
  check_abi(library_, *checked.file, found);
  for (const auto& [name, file] : resolver_->followed()) {
    if (faultless_.count(file) != 0) continue;
    const std::size_t so_far = found.size();
    check_included(library_, *file, found);
    if (found.size() == so_far) faultless_.insert(file);
  }
  check_resolved(library_, checked.profiles, found);
  if (!keeps) begin_anew();
}

CheckedText TextChecker::check(const std::string& path, std::string text) {
  if (library_.is_included(path)) {
    begin_anew();
    library_.forget(path);
  }
  CheckedText checked;
  std::vector<Diagnostic>& found = checked.diagnostics;
  checked.file = library_.put(path, std::move(text), found);
  std::vector<Diagnostic> alone = policy::check(checked.file->tree);
  found.insert(found.end(), std::make_move_iterator(alone.begin()),
               std::make_move_iterator(alone.end()));
  // What only shows when includes are followed and variables expanded. Where the text cannot even
  // be read, this would only repeat it in other words.
  if (!has_errors(found)) resolve(path, checked);
  // The file's own findings in the order of its text; those of what it includes after them.
  std::stable_sort(found.begin(), found.end(), [&](const Diagnostic& a, const Diagnostic& b) {
    const bool a_own = a.file == path, b_own = b.file == path;
    if (a_own != b_own) return a_own;
    return a_own && a.at < b.at;
  });
  return checked;
}

void TextChecker::take_back(const std::string& path) {
  if (library_.is_included(path)) begin_anew();
  library_.take_back(path);
}

std::vector<Diagnostic> check_text(const Files& files, const std::string& path, std::string text,
                                   const LoadOptions& options) {
  Library library(files, options);
  return TextChecker(library).check(path, std::move(text)).diagnostics;
}

}  // namespace profgen::inline v0::policy
