#include "policy/aare_exact.hpp"

#include <algorithm>

#include "policy/aare.hpp"

namespace profgen::inline v0::policy {

bool aare_exact(std::string_view pattern) {
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern[at] == '\\') {
      (void)aare_escape(pattern, at);
      continue;
    }
    if (pattern[at] == '*' || pattern[at] == '?') return false;
    if (pattern[at] == '[') {
      if (pattern.substr(at + 1, 1) == "^") return false;
      at = std::min(pattern.find(']', at), pattern.size() - 1);
    }
    ++at;
  }
  return true;
}

}  // namespace profgen::inline v0::policy
