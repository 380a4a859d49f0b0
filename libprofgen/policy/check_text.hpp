// The steps of check_text(), for those who need what they made too.
#pragma once

#include <string>
#include <vector>

#include "policy/library.hpp"
#include "policy/resolve.hpp"

namespace profgen::policy {

struct CheckedText {
  const SourceFile* file = nullptr;
  std::vector<Diagnostic> diagnostics;    // the file's own first, in the order of its text
  std::vector<ResolvedProfile> profiles;  // none where the text has errors by itself
};
// Puts the text in place of what the path holds, and judges it.
[[nodiscard]] CheckedText check_text_in(Library& library, const std::string& path,
                                        std::string text);

}  // namespace profgen::policy
