#include "edit/body.hpp"
#include "profgen/edit.hpp"

namespace profgen::edit {
namespace {

// The comments inside a rule that is written over several lines; without their newlines.
std::vector<std::string> comments_in(std::string_view rule) {
  std::vector<std::string> comments;
  bool quoted = false, word = false;
  for (std::size_t i = 0; i < rule.size(); ++i) {
    const char c = rule[i];
    if (c == '\\') {
      ++i;
      word = true;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == '#' && !quoted && !word) {
      std::size_t end = rule.find('\n', i);
      if (end == std::string_view::npos) end = rule.size();
      comments.emplace_back(rule.substr(i, end - i));
      if (!comments.back().empty() && comments.back().back() == '\r') comments.back().pop_back();
      i = end;
      word = false;
    } else {
      word = c != ' ' && c != '\t' && c != '\n' && c != '\r';
    }
  }
  return comments;
}

}  // namespace

Splice replace_rule(const policy::Tree& tree, Span rule, const policy::Rule& by) {
  const std::string_view text = tree.source->text();
  const std::string_view old = tree.source->text(rule);
  const std::size_t newline = old.find('\n');
  std::string written;
  if (newline != std::string_view::npos) {
    const bool crlf = newline > 0 && old[newline - 1] == '\r';
    // Above the rule they are still beside what they speak of.
    for (const std::string& comment : comments_in(old))
      written += comment + (crlf ? "\r\n" : "\n") + indent_at(text, rule.begin);
  }
  return {rule, written + policy::to_text(by)};
}

}  // namespace profgen::edit
