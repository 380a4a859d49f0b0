// The diff of the files.
#include <algorithm>

#include "base/text.hpp"
#include "profgen/edit.hpp"
#include "report/view.hpp"

namespace profgen::inline v0::report {
namespace {

std::string_view look_of(std::string_view line) {
  if (line.compare(0, 3, "+++") == 0 || line.compare(0, 3, "---") == 0) return "name";
  if (line.empty()) return "";
  if (line[0] == '+') return "add";
  if (line[0] == '-') return "del";
  return line[0] == '@' ? "hunk" : "";
}

// A tab is layout here; everything else that is not seen is made so.
std::string line_html(std::string_view line) {
  std::string out;
  bool first = true;
  for (const std::string_view piece : text::split(line, '\t')) {
    if (!first) out += '\t';
    out += escaped(piece, longest_text);
    first = false;
  }
  return out;
}

// Gives how many lines there were no room for.
std::size_t put_lines(std::string& out, std::string_view diff, std::size_t& room) {
  if (!diff.empty() && diff.back() == '\n') diff.remove_suffix(1);
  std::size_t left_out = 0;
  out += "<pre class=\"diff\">";
  bool head = true;
  for (const std::string_view line : text::split(diff, '\n')) {
    if (line.compare(0, 2, "@@") == 0) head = false;
    if (room == 0) {
      ++left_out;
      continue;
    }
    --room;
    const std::string_view look = head ? "name"
                                  : look_of(line) == "name"
                                      ? line.substr(0, 1) == "+" ? "add" : "del"
                                      : look_of(line);
    put(out, "<span class=\"{}\">{}</span>", look, line.empty() ? "&#8203;" : line_html(line));
  }
  out += "</pre>\n";
  return left_out;
}

}  // namespace

void write_diff(const View& view, std::string& out) {
  const std::vector<FileChange>& changes = view.input.recommendation.outcome.changes;
  out += "<section id=\"diff\"><h2>The change</h2>\n";
  if (changes.empty()) out += "<p>No file would change.</p>\n";
  std::size_t room = view.limits.diff_lines, left_out = 0;
  for (const FileChange& change : changes) {
    const std::string diff =
        edit::unified_diff(change.path, change.before.value_or(""), change.after, !change.before);
    const auto lines_with = [&diff](char mark) {
      std::size_t count = 0;
      for (std::size_t at = diff.find("\n@@"); at != std::string::npos;
           at = diff.find('\n', at + 1))
        if (at + 1 < diff.size() && diff[at + 1] == mark) ++count;
      return count;
    };
    put(out,
        "<details open><summary>{} <span class=\"good\">+{}</span> <span class=\"bad\">−{}</span>{}"
        "</summary>\n",
        code(change.path, 300), lines_with('+'), lines_with('-'),
        change.before ? "" : " (new file)");
    left_out += put_lines(out, diff, room);
    out += "</details>\n";
  }
  put_more(out, left_out, "line", view.command("suggest --format=diff"));
  out += "</section>\n";
}

}  // namespace profgen::inline v0::report
