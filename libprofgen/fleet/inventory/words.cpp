#include "fleet/inventory/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/text.hpp"

namespace profgen::inline v0::fleet {
namespace {

constexpr std::size_t longest_host = 255;
constexpr std::size_t longest_user = 64;
constexpr std::size_t longest_label = 256;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::optional<std::string> wrong_word(std::string_view word, std::string_view also,
                                      std::size_t longest) {
  if (word.empty()) return "it is empty";
  if (word.front() == '-') return "it begins with `-`";
  if (word.size() > longest) return fmt::format("it has more than {} bytes", longest);
  const auto odd = std::find_if(word.begin(), word.end(), [&](char c) {
    return !is_letter_or_digit(c) && also.find(c) == std::string_view::npos;
  });
  if (odd == word.end()) return std::nullopt;
  // Of a character beyond ASCII no byte alone.
  const auto from = static_cast<std::size_t>(odd - word.begin());
  std::size_t to = from + 1;
  while (to < word.size() && (static_cast<unsigned char>(word[to]) & 0xc0) == 0x80) ++to;
  return fmt::format("it holds `{}`", text::printable(word.substr(from, to - from)));
}

std::optional<std::string> wrong_hop(std::string_view hop) {
  const std::size_t at = hop.rfind('@');
  if (at != std::string_view::npos) {
    if (auto wrong = wrong_user(hop.substr(0, at))) return wrong;
    hop.remove_prefix(at + 1);
  }
  const std::size_t colon = hop.rfind(':');
  // Two colons are an IPv6 address; with a port it stands in brackets.
  const bool brackets = !hop.empty() && hop.front() == '[';
  const bool port = colon != std::string_view::npos &&
                    (brackets ? colon > 0 && hop[colon - 1] == ']' : hop.find(':') == colon);
  if (port) {
    const auto number = text::to_number(hop.substr(colon + 1));
    if (!number || *number == 0 || *number > 65535) return "its port is no number from 1 to 65535";
    hop = hop.substr(0, colon);
  }
  if (brackets) {
    if (hop.size() < 3 || hop.back() != ']') return "its `[` is not closed";
    hop = hop.substr(1, hop.size() - 2);
  }
  return wrong_host(hop);
}

}  // namespace

std::optional<std::string> wrong_host(std::string_view word) {
  // `:` and `%` of IPv6 addresses; no `/`: names stand in those of files.
  return wrong_word(word, "._-:%", longest_host);
}

std::optional<std::string> wrong_user(std::string_view word) {
  // DOMAIN\user and user@domain are of directory services.
  if (!word.empty() && word.back() == '\\') return "it ends in `\\`";
  return wrong_word(word, "._-+@\\", longest_user);
}

std::optional<std::string> wrong_jump(std::string_view word) {
  if (word == "none") return std::nullopt;
  for (const std::string_view hop : text::split(word, ','))
    if (auto wrong = wrong_hop(hop)) return wrong;
  return std::nullopt;
}

std::optional<std::string> wrong_key(std::string_view word) {
  return wrong_word(word, "._-/", longest_host);
}

std::optional<std::string> wrong_label(std::string_view value) {
  if (value.size() > longest_label) return fmt::format("it has more than {} bytes", longest_label);
  const bool odd = std::any_of(value.begin(), value.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (odd || !text::is_utf8(value)) return "it holds control characters";
  return std::nullopt;
}

bool is_secret_key(std::string_view key) {
  std::string low(key);
  std::transform(low.begin(), low.end(), low.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  static constexpr std::string_view parts[] = {"pass", "secret", "token",   "credential", "vault",
                                               "_key", "apikey", "private", "certificate"};
  return std::any_of(std::begin(parts), std::end(parts),
                     [&](std::string_view part) { return low.find(part) != std::string::npos; });
}

}  // namespace profgen::inline v0::fleet
