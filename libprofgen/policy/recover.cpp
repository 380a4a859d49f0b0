#include "policy/recover.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "grammar/vocabulary.hpp"

namespace profgen::inline v0::policy {
namespace {

bool is_identifier(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Whether a statement seems to begin at the first word after `offset`.
bool statement_follows(std::string_view text, std::size_t offset) {
  unsigned lines = 0;
  while (offset < text.size() && is_space(text[offset])) lines += text[offset++] == '\n';
  if (offset == text.size() || lines > 1) return true;
  const char c = text[offset];
  if (c == '/' || c == '#' || c == '}' || c == '"' || c == '^') return true;
  if (c == '@') return text.substr(offset, 2) == "@{";
  const std::string_view word = leading_identifier(text.substr(offset, 32));
  return grammar::find_word(grammar::statement_keywords, word) ||
         grammar::find_word(grammar::prefix_words, word) || word == "priority" || word == "alias" ||
         word == "else";
}

}  // namespace

bool is_hash_include(std::string_view text, std::size_t at) {
  constexpr std::string_view word = "#include";
  return text.substr(at, word.size()) == word;
}

std::size_t place_of_mistake(std::string_view text, std::size_t begin, std::size_t offset) {
  std::size_t word = offset;
  while (word < text.size() && (text[word] == ' ' || text[word] == '\t')) ++word;
  std::size_t place = word;
  bool crossed = word == text.size() || text[word] == '\n' || text[word] == '\r';
  while (place > begin && is_space(text[place - 1])) crossed |= text[--place] == '\n';
  return crossed ? place : word;
}

std::string_view word_at(std::string_view text, std::size_t offset) {
  std::size_t end = offset;
  while (end < text.size() && !is_space(text[end]) && text[end] != ',' && end - offset < 64) ++end;
  if (end == offset && end < text.size() && !is_space(text[end])) ++end;
  return text.substr(offset, end - offset);
}

std::string_view leading_identifier(std::string_view word) {
  std::size_t end = 0;
  while (end < word.size() && is_identifier(word[end])) ++end;
  return word.substr(0, end);
}

std::string describe_found(std::string_view found, std::string_view text, std::size_t offset) {
  if (!found.empty()) return fmt::format("`{}`", text::printable(found, 40));
  const auto next = text.find_first_not_of(" \t\r", offset);
  return next == std::string_view::npos ||
                 text.find_first_not_of(" \t\r\n", offset) == std::string_view::npos
             ? "the end of the file"
             : "the end of the line";
}

Recovery recovery_point(std::string_view text, std::size_t begin, std::size_t mistake) {
  const auto trimmed = [&](std::size_t end) {
    while (end > begin && is_space(text[end - 1])) --end;
    return end;
  };
  const auto stops = [&](std::size_t p) {
    return p >= text.size() || is_space(text[p]) || text[p] == '}' || text[p] == '#';
  };
  // The only brace of a condition is that of its body, whatever it touches.
  const std::string_view first = leading_identifier(text.substr(begin, 5));
  const bool condition = first == "if" || first == "else";
  std::size_t p = mistake;
  for (; p < text.size(); ++p) {
    const char c = text[p];
    if (c == ',' && stops(p + 1)) return {p + 1, p + 1, false};
    const bool after_space = p == begin || is_space(text[p - 1]) || text[p - 1] == ')';
    if (c == '{' && p > begin && (condition || (after_space && stops(p + 1))))
      return {p + 1, p + 1, true};
    if (c == '}' && p > begin && after_space) break;
    if (c == '\n' && p > begin && statement_follows(text, p)) break;
  }
  const std::size_t end = std::max(trimmed(p), std::min(begin + 1, text.size()));
  return {end, std::max(end, p), false};
}

}  // namespace profgen::inline v0::policy
