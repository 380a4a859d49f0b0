#include <fmt/format.h>

#include <algorithm>

#include "edit/match_lines.hpp"
#include "profgen/edit.hpp"

namespace profgen::inline v0::edit {
namespace {

constexpr std::uint32_t context = 3;

// A stretch that was rewritten: lines [before_begin, before_end) by [after_begin, after_end).
struct LineChange {
  std::uint32_t before_begin, before_end, after_begin, after_end;
};

std::vector<LineChange> changes_of(const std::vector<std::string_view>& before,
                                   const std::vector<std::string_view>& after) {
  std::vector<Match> matches = match_lines(before, after);
  matches.emplace_back(before.size(), after.size());
  std::vector<LineChange> changes;
  std::uint32_t a = 0, b = 0;
  for (const auto& [in_a, in_b] : matches) {
    if (a != in_a || b != in_b) changes.push_back({a, in_a, b, in_b});
    a = in_a + 1;
    b = in_b + 1;
  }
  return changes;
}

void append_line(std::string& out, char mark, std::string_view line) {
  out += mark;
  out += line;
  if (line.back() != '\n') out += "\n\\ No newline at end of file\n";
}

// "FIRST,COUNT" as diff -u writes it: a count of 1 is left out, an empty range names the line
// above.
std::string range_text(std::uint32_t begin, std::uint32_t end) {
  const std::uint32_t count = end - begin;
  const std::uint32_t first = count == 0 ? begin : begin + 1;
  return count == 1 ? fmt::format("{}", first) : fmt::format("{},{}", first, count);
}

// A name as GNU diff and patch write it: quoted like a C string where it holds what ends a line or
// a name, with a tab behind it where it holds blanks.
std::string label(char side, std::string_view name) {
  while (!name.empty() && name.front() == '/') name.remove_prefix(1);
  std::string text = std::string(1, side) + "/";
  bool quoted = false;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      text += fmt::format("\\{:03o}", byte);
      quoted = true;
    } else {
      if (c == '"' || c == '\\') text += '\\', quoted = true;
      text += c;
    }
  }
  if (quoted) return "\"" + text + "\"";
  return text.find(' ') == std::string::npos ? text : text + "\t";
}

}  // namespace

std::string unified_diff(std::string_view name, std::string_view before, std::string_view after,
                         bool is_new, bool is_gone) {
  if (before == after) return {};
  const std::vector<std::string_view> a = lines_of(before), b = lines_of(after);
  const std::vector<LineChange> changes = changes_of(a, b);

  std::string out = "--- " + (is_new ? "/dev/null" : label('a', name)) + "\n";
  out += "+++ " + (is_gone ? "/dev/null" : label('b', name)) + "\n";
  for (std::size_t i = 0; i < changes.size();) {
    // Changes whose contexts touch share a hunk.
    std::size_t last = i;
    while (last + 1 < changes.size() &&
           changes[last + 1].before_begin - changes[last].before_end <= 2 * context)
      ++last;
    const std::uint32_t lead = std::min(context, changes[i].before_begin);
    const std::uint32_t trail =
        std::min(context, static_cast<std::uint32_t>(a.size()) - changes[last].before_end);
    out += fmt::format("@@ -{} +{} @@\n",
                       range_text(changes[i].before_begin - lead, changes[last].before_end + trail),
                       range_text(changes[i].after_begin - lead, changes[last].after_end + trail));
    std::uint32_t line = changes[i].before_begin - lead;
    for (; i <= last; ++i) {
      for (; line < changes[i].before_begin; ++line) append_line(out, ' ', a[line]);
      for (; line < changes[i].before_end; ++line) append_line(out, '-', a[line]);
      for (std::uint32_t k = changes[i].after_begin; k < changes[i].after_end; ++k)
        append_line(out, '+', b[k]);
    }
    for (const std::uint32_t end = line + trail; line < end; ++line) append_line(out, ' ', a[line]);
  }
  return out;
}

}  // namespace profgen::inline v0::edit
