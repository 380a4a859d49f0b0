#include "tools/manual/shell_text.hpp"

#include <algorithm>

namespace profgen::manual {

std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string fish_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string menu_text(std::string_view text) {
  // Where a parenthesis or a further clause begins there is enough of it, unless it is the
  // beginning.
  std::size_t enough = text.size();
  for (const std::string_view end : {" (", ": ", "; "})
    if (const std::size_t at = text.find(end); at > 12) enough = std::min(enough, at);
  text = text.substr(0, enough);
  return std::string(text);
}

}  // namespace profgen::manual
