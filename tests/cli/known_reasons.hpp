// Why a record of a real recording may go unused: each asks for no rule, or for one that cannot be
// written. Anything else would be a loss that nobody explained.
#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "base/text.hpp"

namespace profgen::test {

// Takes what `events --ignored` prints.
inline bool only_known_reasons(const std::string& listing) {
  static constexpr std::string_view known[] = {
      "the kernel could not resolve the path: Failed name lookup - disconnected path",
      "the kernel only tried whether it might (optional: no audit)",
      "the record names no hat",
      "the target profile is not loaded: label not found",
  };
  for (const std::string_view line : text::split(listing, '\n')) {
    // "   COUNT  REASON", then an example further in.
    if (line.empty() || line.substr(0, 9) == "         ") continue;
    const std::string_view reason = line.substr(line.find_first_not_of(" 0123456789"));
    if (std::find(std::begin(known), std::end(known), reason) == std::end(known)) return false;
  }
  return true;
}

}  // namespace profgen::test
