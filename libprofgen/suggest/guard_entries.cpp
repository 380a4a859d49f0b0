#include "suggest/guard_entries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "grammar/vocabulary.hpp"
#include "policy/aare.hpp"
#include "policy/variables.hpp"
#include "suggest/guard_match.hpp"
#include "suggest/guard_never.hpp"
#include "suggest/pattern.hpp"
#include "yaml/reader.hpp"

namespace profgen::inline v0::suggest {
namespace {

using Problem = std::optional<EntryProblem>;

std::string quoted(std::string_view text) { return "`" + text::printable(text, 80) + "`"; }

std::vector<std::string_view> words_of(std::span<const grammar::Word> table) {
  std::vector<std::string_view> words;
  for (const grammar::Word& word : table) words.push_back(word.text);
  return words;
}

bool has_wildcard(std::string_view text) {
  return text.find_first_of("*?[{") != std::string_view::npos;
}

Problem blanks_around(const std::string& text) {
  if (text::trim(text).size() == text.size()) return std::nullopt;
  return EntryProblem{fmt::format("{} begins or ends with a blank", quoted(text)), ""};
}

// An unknown variable would stand for anything, which here would mean: everything is accepted, or
// nothing is.
Problem variables_problem(std::string_view pattern) {
  for (std::size_t at = pattern.find("@{"); at != std::string_view::npos;
       at = pattern.find("@{", at + 1)) {
    const std::string_view name = policy::variable_at(pattern, at);
    if (name.empty()) return EntryProblem{"a variable is written @{NAME}", ""};
    const auto& known = known_variables();
    if (std::find(known.begin(), known.end(), name) == known.end())
      return EntryProblem{fmt::format("unknown variable @{{{}}}", text::printable(name, 60)),
                          near_hint(name, known)};
  }
  return std::nullopt;
}

Problem pattern(std::string_view text) {
  if (auto problem = variables_problem(text)) return problem;
  // Variables are no part of a pattern's own syntax.
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view name =
        text[i] == '@' ? policy::variable_at(text, i) : std::string_view();
    if (name.empty())
      plain += text[i];
    else
      i += name.size() + 2;
  }
  if (const auto error = policy::aare_error(plain))
    return EntryProblem{fmt::format("{} is no pattern: {}", quoted(text), error->message), ""};
  if (compile_pattern(text).simplified)
    return EntryProblem{fmt::format("{} has too many alternatives", quoted(text)),
                        "write several entries"};
  return std::nullopt;
}

// What the parser says of a text that is no rule.
std::string parser_words(const std::string& rule) {
  const policy::Tree tree = policy::parse(make_source("", rule));
  if (tree.diagnostics.empty()) return "it is not one rule";
  const Diagnostic& first = tree.diagnostics.front();
  return first.hint.empty() ? first.message : fmt::format("{} ({})", first.message, first.hint);
}

std::vector<std::string_view> rule_words() {
  static constexpr std::string_view no_rules[] = {"hat", "profile", "include", "abi", "if"};
  std::vector<std::string_view> words;
  for (const grammar::Word& word : grammar::statement_keywords)
    if (std::find(std::begin(no_rules), std::end(no_rules), word.text) == std::end(no_rules))
      words.push_back(word.text);
  for (const grammar::Word& word : grammar::prefix_words) words.push_back(word.text);
  return words;
}

}  // namespace

Problem check_path_entry(const std::string& text) {
  if (auto problem = blanks_around(text)) return problem;
  const PathEntry parts = split_entry(text);
  if (!is_path_pattern(parts.pattern))
    return EntryProblem{
        fmt::format("expected a path pattern that begins with `/`, found {}", quoted(text)),
        "`[other] PATTERN [PERMISSIONS]`, as `other /home/*/** rw`"};
  const std::size_t blank = parts.pattern.rfind(' ');
  if (parts.perms.empty() && blank != std::string_view::npos) {
    const std::string_view tail = parts.pattern.substr(blank + 1);
    if (tail.find('/') == std::string_view::npos)
      return EntryProblem{
          fmt::format("expected permissions (letters of mrwalkx) behind the blank, found {}",
                      quoted(tail)),
          "a blank that is part of a path is written \\040"};
  }
  return pattern(parts.pattern);
}

Problem check_capability(const std::string& text) {
  static const std::vector<std::string_view> known = words_of(grammar::capabilities);
  const bool fits = std::any_of(known.begin(), known.end(), [&](std::string_view name) {
    return has_wildcard(text) ? matches_text(text, name) : name == text;
  });
  if (fits) return pattern(text);
  std::string plain = text;
  std::transform(plain.begin(), plain.end(), plain.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (plain.compare(0, 4, "cap_") == 0) plain.erase(0, 4);
  const std::string_view near = text::nearest(plain, known);
  return EntryProblem{
      fmt::format("expected a capability, found {}", quoted(text)),
      near.empty() ? "as `net_admin` or `sys_*`" : fmt::format("did you mean `{}`?", near)};
}

Problem check_escape(const std::string& text) {
  std::vector<std::string_view> known;
  for (const GuardEscape& escape : guard_escapes()) known.push_back(escape.word);
  if (std::find(known.begin(), known.end(), text) != known.end()) return std::nullopt;
  return EntryProblem{fmt::format("unknown way out of confinement {}", quoted(text)),
                      near_hint(text, known)};
}

Problem check_abstraction(const std::string& text) {
  const std::size_t odd = text.find_first_of(" <>\"#,");
  if (odd != std::string::npos || text.front() == '/' || text.find("..") != std::string::npos)
    return EntryProblem{fmt::format("expected the name of an abstraction, found {}", quoted(text)),
                        "as `nameservice` or `ubuntu-browsers.d/*`"};
  return pattern(text);
}

Problem check_rule(const std::string& text) {
  if (auto problem = blanks_around(text)) return problem;
  if (text.back() == ',')
    return EntryProblem{fmt::format("a rule stands here without its comma, found {}", quoted(text)),
                        ""};
  if (auto problem = variables_problem(text)) return problem;
  if (policy::rule_from_text(text + ",")) return std::nullopt;
  const std::string first = text.substr(0, text.find_first_of(" ("));
  static const std::vector<std::string_view> words = rule_words();
  const bool known = std::find(words.begin(), words.end(), first) != words.end();
  if (is_path_pattern(text))
    return EntryProblem{fmt::format("{} is no rule: {}", quoted(text), parser_words(text + ",")),
                        "a file rule is written `PATTERN PERMISSIONS`"};
  if (!known && !has_wildcard(first))
    return EntryProblem{fmt::format("expected a rule, found {}", quoted(text)),
                        near_hint(first, words)};
  if (!has_wildcard(text))
    return EntryProblem{fmt::format("{} is no rule: {}", quoted(text), parser_words(text + ",")),
                        "a pattern of rule text has a `*`, as `network inet*`"};
  return pattern(text);
}

Problem check_match(const std::string& text) {
  if (!is_path_pattern(text)) return check_rule(text);
  if (auto problem = blanks_around(text)) return problem;
  if (text.find(' ') != std::string::npos)
    return EntryProblem{fmt::format("expected a pattern of paths, found {}", quoted(text)),
                        "it takes no permissions; a blank that is part of a path is written \\040"};
  return pattern(text);
}

Problem check_path_match(const std::string& text) {
  if (!is_path_pattern(text) && text != "*" && text != "**")
    return EntryProblem{
        fmt::format("expected a path pattern that begins with `/`, found {}", quoted(text)), ""};
  return pattern(text);
}

Problem check_profile_name(const std::string& text) {
  if (auto problem = blanks_around(text)) return problem;
  return pattern(text);
}

Problem check_exec_answer(const std::string& text) {
  std::vector<std::string_view> known = {"ask", "deny", "ignore"};
  if (std::find(known.begin(), known.end(), text) != known.end()) return std::nullopt;
  if (text != "x" && grammar::find_word(grammar::exec_qualifiers, text) != nullptr)
    return std::nullopt;
  for (const grammar::Word& word : grammar::exec_qualifiers)
    if (word.text != "x") known.push_back(word.text);
  const std::string_view near = text::nearest(text, known);
  return EntryProblem{
      fmt::format("expected an exec qualifier (ix, Px, Cx, …), deny, ignore or ask, found {}",
                  quoted(text)),
      near.empty() ? std::string() : fmt::format("did you mean `{}`?", near)};
}

}  // namespace profgen::inline v0::suggest
