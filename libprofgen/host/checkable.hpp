// A file's text as a parser can take it: what is only ever included is no policy by itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/diagnostic.hpp"

namespace profgen::inline v0::host {

struct Checkable {
  std::string text;
  std::uint32_t lines_above = 0;  // that are not the file's own
};
// The text itself, or, for what stands below local/ and abstractions/, the text as the body of a
// profile.
[[nodiscard]] Checkable checkable_text(const std::string& path, const std::string& text,
                                       const std::string& policy_dir);
// Diagnostics of a Checkable in lines of the file.
[[nodiscard]] std::vector<Diagnostic> in_file_lines(std::vector<Diagnostic> diagnostics,
                                                    const std::string& path,
                                                    const Checkable& checkable);

}  // namespace profgen::inline v0::host
