// Comments as text: those inside statements, and those that speak to the formatter.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace profgen::inline v0::edit {

// The comments inside a statement that is written over several lines; without their line ends.
[[nodiscard]] std::vector<std::string> comments_in(std::string_view statement);

// `# fmt: off`, `# fmt: on` (lines of their own), `# fmt: skip` (behind a rule).
enum class Switch { none, off, on, skip };
[[nodiscard]] Switch switch_of(std::string_view comment);
// `#aa:…`: a build tool replaces it, or filters what stands beside or below it.
[[nodiscard]] bool is_directive(std::string_view comment);

}  // namespace profgen::inline v0::edit
