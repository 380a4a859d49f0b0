#include "policy/check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "policy/aare.hpp"
#include "policy/check_context.hpp"
#include "policy/findings.hpp"

namespace profgen::policy {

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

void CheckContext::error_at(std::uint32_t offset, std::string id, std::string message,
                            std::string hint) const {
  add_error(findings, source, offset, std::move(id), text::printable(message),
            text::printable(hint));
}

void CheckContext::error(std::string_view word, std::string id, std::string message,
                         std::string hint) const {
  const auto place = place_of(word, source.text(item));
  const auto offset =
      place == std::string_view::npos ? item.begin : item.begin + static_cast<std::uint32_t>(place);
  error_at(offset, std::move(id), std::move(message), std::move(hint));
}

std::string near_hint_of(std::string_view word, const std::vector<std::string_view>& known) {
  const std::string_view near = text::nearest(word, known);
  return near.empty() ? std::string() : fmt::format("did you mean `{}`?", near);
}

void check_pattern(const CheckContext& context, std::string_view pattern) {
  if (pattern.find_first_of("{}[]\\") == std::string_view::npos) return;
  // A variable counts as one ordinary character, in a group as two alternatives: its values may be.
  std::string expanded;
  unsigned groups = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const auto end = pattern.substr(i, 2) == "@{" ? pattern.find('}', i) : std::string_view::npos;
    if (end == std::string_view::npos) {
      expanded += pattern[i];
      if (pattern[i] == '{') ++groups;
      if (pattern[i] == '}' && groups != 0) --groups;
      if (pattern[i] == '\\' && i + 1 < pattern.size()) expanded += pattern[++i];
    } else {
      expanded += groups == 0 ? "x" : "x,x";
      i = end;
    }
  }
  if (const auto wrong = aare_error(expanded))
    context.error(pattern, "value", fmt::format("in pattern `{}`: {}", pattern, wrong->message));
}

namespace {

void check_items(const std::vector<Item>& items, const Source& source,
                 std::vector<Diagnostic>& findings) {
  for (const Item& item : items) {
    if (const auto* rule = std::get_if<Rule>(&item.value)) {
      check_rule({source, findings, item.span}, *rule);
    } else if (const auto* header = std::get_if<ProfileHeader>(&item.value)) {
      check_header({source, findings, {item.span.begin, item.body.begin}}, *header);
    }
    check_items(item.children, source, findings);
  }
}

}  // namespace

std::vector<Diagnostic> check(const Tree& tree, FileRole role) {
  std::vector<Diagnostic> findings;
  check_structure(tree, role == FileRole::fragment, findings);
  check_items(tree.items, *tree.source, findings);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.at < b.at; });
  return findings;
}

}  // namespace profgen::policy
