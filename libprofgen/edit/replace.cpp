#include "edit/body.hpp"
#include "edit/format/comments.hpp"
#include "profgen/edit.hpp"

namespace profgen::inline v0::edit {
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

}  // namespace profgen::inline v0::edit
