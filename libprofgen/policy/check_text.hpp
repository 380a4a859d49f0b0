// The steps of check_text(), for those who need what they made too.
#pragma once

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "policy/library.hpp"
#include "policy/resolve.hpp"

namespace profgen::inline v0::policy {

struct CheckedText {
  const SourceFile* file = nullptr;
  std::vector<Diagnostic> diagnostics;    // the file's own first, in the order of its text
  std::vector<ResolvedProfile> profiles;  // none where the text has errors by itself
};

// Judges one text after the other. What they include is read and judged once, as long as nothing is
// found wrong with it: what is wrong is told for each text.
class TextChecker {
 public:
  explicit TextChecker(Library& library) : library_(library) {}

  // Puts the text in place of what the path holds, and judges it.
  [[nodiscard]] CheckedText check(const std::string& path, std::string text);
  // To be called when what check() returned is no longer looked at.
  void take_back(const std::string& path);

 private:
  void resolve(const std::string& path, CheckedText& checked);
  void begin_anew();

  Library& library_;
  std::optional<Resolver> resolver_;
  std::unordered_set<const SourceFile*> faultless_;  // included files that have been judged
};

}  // namespace profgen::inline v0::policy
