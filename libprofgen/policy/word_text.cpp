// Words and patterns as they are written in a profile.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "policy/words.hpp"

namespace profgen::inline v0::policy {
namespace {

constexpr std::string_view specials = "*?[]{}^,\\";
constexpr std::string_view plain_name =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-+";
constexpr std::string_view escapable = " \t\"!,";

// Bare, an operator or the end of something in one place or another.
constexpr std::string_view no_word_begins_with = "#(),=<>;$}]!|'`";

// `@{NAME}=`, `@NAME+=` and the like are assignments.
bool begins_as_assignment(std::string_view pattern) {
  const std::size_t length = variable_length(pattern);
  return length != 0 && length < pattern.size() &&
         std::string_view("=+?").find(pattern[length]) != std::string_view::npos;
}

bool needs_quotes(std::string_view pattern, bool in_list) {
  if (pattern.empty() || no_word_begins_with.find(pattern.front()) != std::string_view::npos ||
      pattern.substr(0, 2) == "->" || begins_as_assignment(pattern))
    return true;
  // Before a blank it is the brace of a list that was not closed.
  if (in_list && pattern == "{") return true;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    switch (pattern[i]) {
      case '\\':
        // The reader takes `\` and what follows together only where that would end the word. Nobody
        // should have to know whether it does so in a list too.
        if (!in_list && i + 1 < pattern.size() &&
            escapable.find(pattern[i + 1]) != std::string_view::npos)
          ++i;
        break;
      case ' ':
      case '\t':
      case '\n':
      case '\r':
      case '"':
      case '!':
        return true;
      case ',':
        // Within a word a comma stands before what goes on with it.
        if (in_list || i + 1 == pattern.size() || pattern[i + 1] == ',') return true;
        break;
      case '(':
      case ')':
        if (in_list) return true;
        break;
      default:
        break;
    }
  }
  return false;
}

// Such a word can only have stood at the end of a line, and has to stand there again: the `\` would
// take a blank, comma, quote or parenthesis with it.
bool ends_open(std::string_view pattern) { return !pattern.empty() && pattern.back() == '\\'; }

// The length of a printable UTF-8 character at `i`; 0 if there is none.
std::size_t readable(std::string_view bytes, std::size_t i) {
  const auto lead = static_cast<unsigned char>(bytes[i]);
  if (lead < 0x80) return lead > 0x20 && lead < 0x7f ? 1 : 0;
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  const std::string_view character = bytes.substr(i, size);
  return character.size() == size && text::is_utf8(character) &&
                 text::printable(character) == character
             ? size
             : 0;
}

}  // namespace

std::size_t variable_length(std::string_view pattern) {
  constexpr std::string_view name =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
  if (pattern.substr(0, 1) != "@") return 0;
  const bool braces = pattern.substr(1, 1) == "{";
  const std::size_t begin = braces ? 2 : 1;
  const std::size_t end = std::min(pattern.find_first_not_of(name, begin), pattern.size());
  if (end <= begin) return 0;
  if (!braces) return end;
  return end < pattern.size() && pattern[end] == '}' ? end + 1 : 0;
}

std::string quoted_text(std::string_view pattern) {
  std::string out = "\"";
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '"' && (i == 0 || pattern[i - 1] != '\\')) out += '\\';
    out += pattern[i];
  }
  return out + '"';
}

std::string word_text(std::string_view pattern) {
  if (ends_open(pattern)) return std::string(pattern) + '\n';
  return needs_quotes(pattern, false) ? quoted_text(pattern) : std::string(pattern);
}

std::string place_text(std::string_view pattern) {
  if (pattern.empty() || pattern.front() == '/' || ends_open(pattern)) return word_text(pattern);
  // Conditions and arrows may stand in that place too.
  const bool operators = pattern.find_first_of("=()<>:") != std::string_view::npos;
  const bool usual = std::string_view("@*?[{").find(pattern.front()) != std::string_view::npos ||
                     pattern.find_first_not_of(plain_name) == std::string_view::npos;
  return operators || !usual ? quoted_text(pattern) : word_text(pattern);
}

std::string list_word_text(std::string_view pattern) {
  // A new line might seem to begin the next statement.
  if (ends_open(pattern)) return std::string(pattern) + '\r';
  return needs_quotes(pattern, true) ? quoted_text(pattern) : std::string(pattern);
}

std::string literal_pattern(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size();) {
    const char c = bytes[i];
    const std::size_t size = c == ' ' ? 1 : readable(bytes, i);
    if (size == 0 || c == '"') {
      out += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
      ++i;
      continue;
    }
    // A last `\` would take the blank, comma or quote behind the word with it: a class ends in `]`.
    if (c == '\\' && i + 1 == bytes.size()) return out + "[\\\\]";
    if (specials.find(c) != std::string_view::npos) out += '\\';
    out += bytes.substr(i, size);
    i += size;
  }
  return out;
}

}  // namespace profgen::inline v0::policy
