// Layout that apparmor.d asks for.
#include "base/text.hpp"
#include "policy/lint/table.hpp"

namespace profgen::inline v0::policy {

// The first such line is told, with the number of them: `profgen fmt` mends all at once.
void lint_lines(LintContext& context) {
  const bool tabs = context.id == "tabs";
  std::size_t count = 0;
  Span first;
  for (std::string_view line : text::split(context.source.text(), '\n')) {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    std::size_t at = tabs ? line.find('\t') : line.find_last_not_of(" \t") + 1;
    if (at >= line.size()) continue;
    if (count++ != 0) continue;
    first.begin = static_cast<std::uint32_t>(line.data() - context.source.text().data() + at);
    first.end = first.begin + 1;
  }
  if (count == 0) return;
  const std::string more = count == 1 ? "" : ", in " + std::to_string(count) + " lines of the file";
  context.report(first, (tabs ? "a tab" : "blanks at the end of the line") + more,
                 "`profgen fmt` mends it");
}

void lint_vim(LintContext& context) {
  const std::string_view all = context.source.text();
  for (const std::string_view line : text::split(all, '\n')) {
    const std::size_t at = line.find("vim:");
    if (at != std::string_view::npos && line.find("syntax=apparmor", at) != std::string_view::npos)
      return;
  }
  const auto end = static_cast<std::uint32_t>(all.empty() ? 0 : all.size() - 1);
  context.report({end, end}, "there is no modeline for vim",
                 "end the file with `# vim:syntax=apparmor`");
}

}  // namespace profgen::inline v0::policy
