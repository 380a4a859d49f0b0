#include "edit/format/statement.hpp"

#include <algorithm>

#include "base/overloaded.hpp"
#include "base/text.hpp"
#include "edit/format/wrap.hpp"
#include "edit/line.hpp"
#include "grammar/vocabulary.hpp"

namespace profgen::inline v0::edit {
namespace {

using policy::Item;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// A statement's own bytes: the lines below the first keep their distance to it.
std::vector<std::string> own_lines(const policy::Tree& tree, const Item& item) {
  const std::string_view text = tree.source->text();
  const std::string_view own = head_text(tree, item);
  // The compiler takes a carriage return inside a rule for a part of the word in front of it.
  if (own.find('\r') != std::string_view::npos) return {std::string(own)};
  // What is quoted over a line end would become something else.
  bool quoted = false;
  for (std::size_t i = 0; i < own.size(); ++i) {
    if (own[i] == '\\')
      ++i;
    else if (own[i] == '"')
      quoted = !quoted;
    else if (own[i] == '\n' && quoted)
      return {std::string(own)};
  }
  const std::uint32_t first = column_of(text, item.span.begin);
  std::vector<std::string> lines;
  for (std::string_view line : text::split(own, '\n')) {
    if (lines.empty()) {
      lines.emplace_back(text::trim(line));
      continue;
    }
    const std::size_t blanks = std::min(line.find_first_not_of(" \t\r"), line.size());
    const auto begin = static_cast<std::uint32_t>(line.data() - text.data());
    const std::uint32_t column = column_of(text, begin + static_cast<std::uint32_t>(blanks));
    const std::string_view words = text::trim(line);
    lines.push_back(words.empty() ? std::string()
                                  : std::string(column > first ? column - first : 0, ' ') +
                                        std::string(words));
  }
  return lines;
}

// flags=(…): the mode first, the others as they stand. "" where a flag needs the author's spelling.
std::string flags_text(const policy::ProfileHeader& header) {
  std::vector<std::string> flags;
  for (const std::string& flag : header.flags)
    if (flag.find_first_of(" \t\r\n\"(),\\#") != std::string::npos) return {};
  const auto is_mode = [](const std::string& flag) {
    for (const grammar::ProfileFlag& known : grammar::profile_flags)
      if (known.text == flag) return known.group == 1;
    return false;
  };
  flags = header.flags;
  std::stable_partition(flags.begin(), flags.end(), is_mode);
  return "flags=(" + text::join(flags, ",") + ")";
}

// Blanks at the inside of parentheses go, and those around `=` in them and before them.
std::string tight(std::string_view text) {
  std::string out;
  bool quoted = false, inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '(' || c == ')')) inside = c == '(';
    if (c == ' ' && !quoted) {
      const char next = i + 1 < text.size() ? text[i + 1] : '\0';
      const char last = out.empty() ? '\0' : out.back();
      const bool keyword = out.ends_with("xattrs") || out.ends_with("identities");
      const bool assigned = out.ends_with("xattrs=") || out.ends_with("identities=");
      if (inside ? next == '=' || next == ')' || last == '=' || last == '('
                 : (keyword && next == '=') || (assigned && next == '('))
        continue;
    }
    out += c;
    if (c == '\\' && i + 1 < text.size()) out += text[++i];
  }
  return out;
}

std::string header_line(const policy::Tree& tree, const policy::ProfileHeader& header) {
  const Span name = header.name_span, flags = header.flags_span;
  std::string line = header.caret ? "^" : "";
  if (header.keyword) line = header.kind == policy::ProfileKind::hat ? "hat " : "profile ";
  const std::string_view word = tree.source->text(name);
  // Behind a blank it would be a comment.
  if (word.substr(0, 1) == "#" && header.keyword) line.pop_back();
  line += word;
  const std::string rest = tight(collapsed(tree.source->text({name.end, flags.begin})));
  if (!rest.empty()) line += ' ' + rest;
  if (!flags.empty()) {
    const std::string written = header.flags.empty() ? std::string() : flags_text(header);
    line += ' ' + (written.empty() ? collapsed(tree.source->text(flags)) : written);
  }
  return line + " {";
}

std::string opening_line(std::string_view head) {
  head.remove_suffix(1);  // the brace
  const std::string line = collapsed(head);
  return line.empty() ? "{" : line + " {";
}

// Only in front: a path may end in an escaped blank.
std::string_view without_blanks_before(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  return text;
}

std::string include_line(std::string_view own, const policy::Include& include) {
  constexpr std::string_view keyword = "include", condition = "if", exists = "exists";
  own = without_blanks_before(own.substr(keyword.size() + (include.hash ? 1 : 0)));
  if (include.if_exists) {
    own = without_blanks_before(own.substr(condition.size()));
    own = without_blanks_before(own.substr(exists.size()));
  }
  const std::string path = include.magic ? "<" + include.path + ">" : std::string(own);
  return (include.if_exists ? "include if exists " : "include ") + path;
}

std::string abi_line(std::string_view own, const policy::Abi& abi) {
  own.remove_prefix(std::string_view("abi").size());
  own.remove_suffix(1);
  const std::string path = abi.magic ? "<" + abi.path + ">" : std::string(text::trim(own));
  // Behind a blank `#` would begin a comment.
  return (path.front() == '#' ? "abi" : "abi ") + path + ",";
}

// The values of an assignment, one piece a line that they stand on.
std::vector<std::string> value_lines(std::string_view values) {
  std::vector<std::string> lines;
  bool quoted = false;
  std::size_t begin = 0;
  const auto take = [&](std::size_t end) {
    std::string words = collapsed(values.substr(begin, end - begin));
    if (!words.empty() || lines.empty()) lines.push_back(std::move(words));
  };
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] == '"') quoted = !quoted;
    if (values[i] != '\\') continue;
    const std::size_t newline = values.substr(i + 1, 1) == "\r" ? i + 2 : i + 1;
    const bool alone = i == begin || is_blank(values[i - 1]);  // else it is a part of a value
    if (!quoted && alone && values.substr(newline, 1) == "\n") {
      take(i);
      begin = newline + 1;
      i = newline;
    } else {
      ++i;
    }
  }
  take(values.size());
  return lines;
}

// NAME OP VALUES; an assignment over several lines stays so.
std::vector<std::string> variable_lines(std::string_view own, const policy::Variable& variable) {
  const std::size_t equals = own.find('=');
  const std::string_view name = own.substr(0, equals - (variable.op.size() - 1));
  std::vector<std::string> lines = value_lines(own.substr(equals + 1));
  for (std::string& line : lines) {
    const bool first = &line == &lines.front(), last = &line == &lines.back();
    if (first)
      line = collapsed(name) + ' ' + variable.op + (line.empty() ? "" : " ") + line;
    else
      line = "    " + line;
    if (!last) line += " \\";
  }
  return lines;
}

// What a person would not write, and what joining lines would change: a word that ends in `\` at
// the end of its line, a comment before the `=` of an assignment.
bool is_odd(const Item& item, std::string_view own) {
  if (std::holds_alternative<policy::Variable>(item.value))
    return own.find('#') < own.find('=') && own.find('\n') != std::string_view::npos;
  return own.find("\\\n") != std::string_view::npos || own.find('\r') != std::string_view::npos;
}

Written rule_lines(const policy::Rule& as_read, const Lines& lines) {
  const policy::Rule rule = canonical(as_read);
  Written out;
  const auto* file = std::get_if<policy::FileRule>(&rule.body);
  if (file == nullptr) {
    if (lines.may_break)
      out.lines = wrapped(rule, lines.indent);
    else
      out.lines.push_back(policy::to_text(rule));
    return out;
  }
  std::string text = policy::to_text(rule);
  if (!file->bare && !file->perms_first) {
    out.right = file_perms_text(file->perms) + file->exec;
    if (!file->target.empty()) out.right += " -> " + policy::word_text(file->target);
    out.right += ',';
    out.left = text.substr(0, text.size() - out.right.size() - 1);
  }
  out.lines.push_back(std::move(text));
  return out;
}

}  // namespace

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

std::string collapsed(std::string_view text) {
  std::string out;
  bool quoted = false, gap = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_blank(c) && !quoted) {
      gap = true;
      continue;
    }
    if (gap && !out.empty()) out += ' ';
    gap = false;
    if (c == '"') quoted = !quoted;
    out += c;
    // A blank that is escaped belongs to its word.
    if (c == '\\' && i + 1 < text.size()) out += text[++i];
  }
  return out;
}

policy::Rule canonical(policy::Rule rule) {
  if (auto* dbus = std::get_if<policy::DbusRule>(&rule.body)) {
    const auto place = [](const policy::Condition& condition) {
      for (const grammar::Word& word : grammar::dbus_conditions)
        if (word.text == condition.key) return word.value;
      return static_cast<std::uint32_t>(std::size(grammar::dbus_conditions));
    };
    const auto before = [&](const policy::Condition& a, const policy::Condition& b) {
      return place(a) < place(b);
    };
    std::stable_sort(dbus->local.begin(), dbus->local.end(), before);
    std::stable_sort(dbus->peer.begin(), dbus->peer.end(), before);
  }
  return rule;
}

Written write_statement(const policy::Tree& tree, const Entry& entry, const Lines& lines) {
  const Item& item = *entry.item;
  const std::string_view own = head_text(tree, item);
  if (entry.part) return rule_lines(*entry.part, lines);
  if (entry.skipped || !inner_comments(tree, item).empty() || is_odd(item, own))
    return {own_lines(tree, item), {}, {}};
  const auto one = [](std::string line) { return Written{{std::move(line)}, {}, {}}; };
  return std::visit(
      Overloaded{
          [&](const policy::Rule& rule) { return rule_lines(rule, lines); },
          [&](const policy::Comment&) { return one(std::string(text::trim(own))); },
          [&](const policy::Include& include) { return one(include_line(own, include)); },
          [&](const policy::Abi& abi) { return one(abi_line(own, abi)); },
          [&](const policy::Variable& variable) {
            return Written{variable_lines(own, variable), {}, {}};
          },
          [&](const policy::Alias& alias) {
            return one("alias " + policy::word_text(alias.from) + " -> " +
                       policy::word_text(alias.to) + ",");
          },
          [&](const policy::ProfileHeader& header) { return one(header_line(tree, header)); },
          [&](const auto&) {
            return has_body(item) ? one(opening_line(own)) : Written{own_lines(tree, item), {}, {}};
          }},
      item.value);
}

}  // namespace profgen::inline v0::edit
