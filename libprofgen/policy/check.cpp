#include "policy/check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "policy/aare.hpp"
#include "policy/check_context.hpp"
#include "policy/findings.hpp"
#include "policy/variables.hpp"

namespace profgen::inline v0::policy {

namespace {

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The first place of `word` that is not the end of a longer word (`bus` in `dbus`), else the first.
std::size_t place_of(std::string_view word, std::string_view text) {
  if (word.empty()) return std::string_view::npos;
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
    if (at == 0 || !is_word_char(text[at - 1]) || !is_word_char(word.front())) return at;
  return text.find(word);
}

}  // namespace

void CheckContext::error_at(std::uint32_t offset, std::string id, std::string_view message,
                            std::string_view hint) const {
  add_error(findings, source, offset, std::move(id), text::printable(message),
            text::printable(hint));
}

void CheckContext::error(std::string_view word, std::string id, std::string_view message,
                         std::string_view hint) const {
  const auto place = place_of(word, source.text(item));
  const auto offset =
      place == std::string_view::npos ? item.begin : item.begin + static_cast<std::uint32_t>(place);
  error_at(offset, std::move(id), message, hint);
}

void CheckContext::warning(std::string id, std::string_view message, std::string_view hint) const {
  add_warning(findings, source, item.begin, std::move(id), text::printable(message),
              text::printable(hint));
}

std::string near_hint_of(std::string_view word, const std::vector<std::string_view>& known) {
  const std::string_view near = text::nearest(word, known);
  return near.empty() ? std::string() : fmt::format("did you mean `{}`?", near);
}

namespace {

// False, and a report, for what is no name in `@{…}`. `@{a,b}` is no variable but a group, and
// `@{}` one without a comma.
bool check_variable_names(const CheckContext& context, std::string_view pattern) {
  for (auto at = pattern.find("@{"); at != std::string_view::npos;
       at = pattern.find("@{", at + 1)) {
    const auto end = pattern.find('}', at);
    if (end == std::string_view::npos || end == at + 2) continue;
    const std::string_view name = pattern.substr(at + 2, end - at - 2);
    const bool letter = (name[0] >= 'a' && name[0] <= 'z') || (name[0] >= 'A' && name[0] <= 'Z');
    std::size_t size = 0;
    while (size < name.size() && is_word_char(name[size])) ++size;
    if (letter && (size == name.size() || name[size] == ',')) continue;
    context.error(pattern.substr(at, end + 1 - at), "value",
                  fmt::format("`@{{{}}}` is no variable: a name has letters, digits and _ and "
                              "begins with a letter",
                              name));
    return false;
  }
  return true;
}

}  // namespace

void check_pattern(const CheckContext& context, std::string_view pattern) {
  if (pattern.find_first_of("{}[]\\") == std::string_view::npos) return;
  if (!check_variable_names(context, pattern)) return;
  // A variable counts as one ordinary character, in a group as two alternatives: its values may be.
  std::string expanded;
  unsigned groups = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::size_t name = pattern[i] == '@' ? variable_at(pattern, i).size() : 0;
    if (name == 0) {
      expanded += pattern[i];
      if (pattern[i] == '{') ++groups;
      if (pattern[i] == '}' && groups != 0) --groups;
      if (pattern[i] == '\\' && i + 1 < pattern.size()) expanded += pattern[++i];
    } else {
      expanded += groups == 0 ? "x" : "x,x";
      i += name + 2;  // to the brace
    }
  }
  if (const auto wrong = aare_error(expanded))
    context.error(pattern, "value", fmt::format("in pattern `{}`: {}", pattern, wrong->message));
}

namespace {

// In these the compiler takes a carriage return for a part of the word before it.
void check_line_ends(const CheckContext& context, std::string_view what) {
  if (context.source.text(context.item).find('\r') != std::string_view::npos)
    context.warning("carriage-return",
                    fmt::format("a carriage return stands inside this {}: the compiler may take it "
                                "for a part of the word before it",
                                what),
                    "write it on one line, or end the lines with a line feed alone");
}

void check_items(const std::vector<Item>& items, const Source& source,
                 std::vector<Diagnostic>& findings) {
  for (const Item& item : items) {
    if (const auto* rule = std::get_if<Rule>(&item.value)) {
      check_rule({source, findings, item.span}, *rule);
      if (!std::holds_alternative<FileRule>(rule->body))
        check_line_ends({source, findings, item.span}, "rule");
    } else if (const auto* header = std::get_if<ProfileHeader>(&item.value)) {
      const CheckContext context{source, findings, {item.span.begin, item.body.begin}};
      check_header(context, *header);
      check_line_ends(context, "head of a profile");
    }
    check_items(item.children, source, findings);
  }
}

// A comment and an `#include` are read with the line feed behind them, or not at all. The comment
// behind a set is a part of the assignment's line.
void check_last_line(const Tree& tree, std::vector<Diagnostic>& findings) {
  const std::string_view text = tree.source->text();
  if (text.empty() || text.back() == '\n' || tree.items.empty()) return;
  const Item& last = tree.items.back();
  const auto* include = std::get_if<Include>(&last.value);
  if (!std::holds_alternative<Comment>(last.value) && (include == nullptr || !include->hash))
    return;
  if (include == nullptr && tree.items.size() > 1) {
    const Item& before = tree.items[tree.items.size() - 2];
    const auto* variable = std::get_if<Variable>(&before.value);
    if (variable != nullptr && !variable->boolean &&
        tree.source->text({before.span.end, last.span.begin}).find('\n') == std::string_view::npos)
      return;
  }
  const CheckContext context{*tree.source, findings, last.span};
  context.error_at(last.span.end, "syntax", "expected a line feed, found the end of the file",
                   include == nullptr ? "a comment ends with its line" : "");
}

}  // namespace

std::vector<Diagnostic> check(const Tree& tree, FileRole role) {
  std::vector<Diagnostic> findings;
  check_structure(tree, role == FileRole::fragment, findings);
  check_items(tree.items, *tree.source, findings);
  check_last_line(tree, findings);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.at < b.at; });
  return findings;
}

}  // namespace profgen::inline v0::policy
