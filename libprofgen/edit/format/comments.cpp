#include "edit/format/comments.hpp"

#include "base/text.hpp"

namespace profgen::inline v0::edit {

std::vector<std::string> comments_in(std::string_view statement) {
  std::vector<std::string> comments;
  bool quoted = false, word = false;
  for (std::size_t i = 0; i < statement.size(); ++i) {
    const char c = statement[i];
    if (c == '\\') {
      ++i;
      word = true;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == '#' && !quoted && !word) {
      std::size_t end = statement.find('\n', i);
      if (end == std::string_view::npos) end = statement.size();
      comments.emplace_back(statement.substr(i, end - i));
      if (!comments.back().empty() && comments.back().back() == '\r') comments.back().pop_back();
      i = end;
      word = false;
    } else {
      word = c != ' ' && c != '\t' && c != '\n' && c != '\r';
    }
  }
  return comments;
}

Switch switch_of(std::string_view comment) {
  comment.remove_prefix(1);
  comment = text::trim(comment);
  constexpr std::string_view mark = "fmt:";
  if (comment.substr(0, mark.size()) != mark) return Switch::none;
  const std::string_view word = text::trim(comment.substr(mark.size()));
  if (word == "off") return Switch::off;
  if (word == "on") return Switch::on;
  return word == "skip" ? Switch::skip : Switch::none;
}

bool is_directive(std::string_view comment) { return comment.substr(0, 4) == "#aa:"; }

}  // namespace profgen::inline v0::edit
