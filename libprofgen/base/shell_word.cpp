#include "base/shell_word.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace profgen::inline v0::text {

std::string shell_word(std::string_view word) {
  const auto safe = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._/-:@%+=,").find(c) != std::string_view::npos;
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), safe)) return std::string(word);
  if (printable(word) == word) {
    std::string out = "'";
    for (const char c : word) out += c == '\'' ? "'\\''" : std::string(1, c);
    return out + "'";
  }
  std::string out = "$'";
  for (const char c : word)
    out += safe(c) ? std::string(1, c) : fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  return out + "'";
}

}  // namespace profgen::inline v0::text
