#include "edit/profile_text.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "edit/line.hpp"

namespace profgen::inline v0::edit {
namespace {

// A name that holds one of these is also a pattern, unless an attachment is written beside it.
constexpr std::string_view wildcards = "*?[]{}\\";
// Deeper profiles than these are not written: nesting comes from log text.
constexpr int deepest = 16;

Error refused(std::string_view name, std::string reason) {
  return {ErrorKind::input, "name a profile", text::printable(name, 80), std::move(reason)};
}

// Whether a path can stand between the marks of an include and end neither them nor the line.
bool can_be_included(std::string_view path) {
  return path.find_first_of("<>\"\\") == std::string_view::npos && text::printable(path) == path;
}

// `profile NAME ATTACHMENT flags=(…) {`
Result<std::string> header(const NewProfile& profile, Level level) {
  const std::string& name = profile.name;
  if (level == Level::child && name.find("//") != std::string::npos)
    return refused(name, "the name of a child cannot hold `//`");
  Result<std::string> word = profile_name_word(name);
  if (!word) return word;
  const bool pattern = name.find_first_of(wildcards) != std::string::npos;
  std::string attachment = profile.hat ? std::string() : profile.attachment;
  // A name from a log never attaches to more than the one path that it spells.
  if (attachment.empty() && pattern) {
    if (name.front() != '/' || profile.hat)
      return refused(name, "without an attachment the compiler takes it for a pattern");
    attachment = policy::literal_pattern(name);
  }
  if (!pattern && attachment == policy::literal_pattern(name)) attachment.clear();

  std::string text = (profile.hat ? "hat " : "profile ") + *word;
  if (!attachment.empty()) text += " " + policy::word_text(attachment);
  if (!profile.flags.empty()) text += " flags=(" + text::join(profile.flags, ",") + ")";
  return text + " {";
}

Status append(std::vector<std::string>& out, const NewProfile& profile, Level level,
              std::string_view unit, int depth) {
  if (depth > deepest) return refused(profile.name, "profiles are nested too deep");
  std::string outer;
  for (int i = 0; i < depth; ++i) outer += unit;
  const std::string inner = outer + std::string(unit);

  Result<std::string> head = header(profile, level);
  if (!head) return head.error();
  out.push_back(outer + *head);
  bool first = true;
  const auto next_block = [&] {
    if (!first) out.emplace_back();
    first = false;
  };
  std::vector<Line> lines = profile.lines;
  if (!can_be_included(profile.local_include))
    return Error{ErrorKind::input, "include", text::printable(profile.local_include, 80),
                 "an include cannot hold such a file name"};
  if (!profile.local_include.empty())
    lines.emplace_back(policy::Include{profile.local_include, true, true, false});
  bool children_written = false;
  const auto write_children = [&]() -> Status {
    children_written = true;
    for (const NewProfile& child : profile.children) {
      next_block();
      if (Status status = append(out, child, Level::child, unit, depth + 1); !status) return status;
    }
    return Unit{};
  };
  for (const Group& group : group_lines(lines)) {
    if (group.key.group > BlockKey::child && !children_written)
      if (Status status = write_children(); !status) return status;
    next_block();
    for (const Line& line : group.lines) out.push_back(inner + line_text(line));
  }
  if (!children_written)
    if (Status status = write_children(); !status) return status;
  out.push_back(outer + "}");
  return Unit{};
}

}  // namespace

Result<std::vector<std::string>> profile_lines(const NewProfile& profile, Level level,
                                               std::string_view unit) {
  std::vector<std::string> lines;
  if (Status status = append(lines, profile, level, unit, 0); !status) return status.error();
  return lines;
}

Result<std::string> new_file_text(const NewProfile& profile, std::string_view abi,
                                  const std::vector<std::string>& comment) {
  Result<std::vector<std::string>> lines = profile_lines(profile, Level::file, "  ");
  if (!lines) return lines.error();
  std::string text;
  if (!abi.empty()) text += "abi <" + std::string(abi) + ">,\n\n";
  text += "include <tunables/global>\n\n";
  // A comment may quote a log: it must not get a second line of its own.
  for (const std::string& line : comment)
    text += line.empty() ? "#\n" : "# " + text::printable(line) + "\n";
  for (const std::string& line : *lines) text += line + "\n";
  // The columns that `fmt` gives it, and nothing left for `fmt` to do.
  return format(policy::parse(make_source(profile.name, std::move(text))));
}

}  // namespace profgen::inline v0::edit
