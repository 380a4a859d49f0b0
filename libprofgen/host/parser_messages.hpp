// What apparmor_parser says, as diagnostics.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "profgen/diagnostic.hpp"

namespace profgen::inline v0::host {

// The file argument under which the text is handed over.
inline constexpr std::string_view handed_over_as = "/dev/stdin";

// The diagnostics in what the parser wrote to stderr. What it says of the text handed over is said
// of `path`, with the line of `text`; a message without a place is about the file as a whole. What
// it says about its cache and the kernel is no one's business here and left out.
[[nodiscard]] std::vector<Diagnostic> parser_messages(std::string_view errors,
                                                      const std::string& path,
                                                      std::string_view text);

}  // namespace profgen::inline v0::host
