#include "yaml/reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"

namespace profgen::inline v0 {

namespace {
constexpr std::size_t most_listed = 100;
}

Diagnostic YamlReader::diagnostic(Position at) const {
  Diagnostic made;
  made.file = source_->name();
  made.at = at;
  made.id = id_;
  made.source_line = std::string(source_->line(at.line));
  return made;
}

void YamlReader::add(Severity severity, Position at, std::string message, std::string hint) {
  Diagnostic made = diagnostic(at);
  made.severity = severity;
  made.message = std::move(message);
  made.hint = std::move(hint);
  diagnostics_.push_back(std::move(made));
}

void YamlReader::fail(Position at, std::string message, std::string hint) {
  ++errors_;
  if (errors_ <= most_listed) return add(Severity::error, at, std::move(message), std::move(hint));
  if (errors_ == most_listed + 1)
    add(Severity::error, at, "there are more errors from here on", "");
}

void YamlReader::warn(Position at, std::string message, std::string hint) {
  if (++warnings_ <= most_listed) add(Severity::warning, at, std::move(message), std::move(hint));
}

std::string YamlReader::place(Position at) const {
  return fmt::format("{}:{}:{}", source_->name(), at.line, at.column);
}

void YamlReader::wrong_kind(const YamlNode& node, std::string_view expected,
                            std::string_view what) {
  fail(node.at, fmt::format("expected {} for {}, found {}", expected, what, found_text(node)));
}

void YamlReader::names(
    const YamlNode& node, std::string_view what,
    const std::function<void(const YamlNode& key, const YamlNode& value)>& read) {
  if (node.kind != YamlNode::Kind::map) return wrong_kind(node, "a mapping", what);
  std::map<std::string, Position> seen;
  for (const auto& [key, value] : node.pairs) {
    if (key->kind != YamlNode::Kind::text || key->text.empty()) {
      fail(key->at, fmt::format("expected a word as key of {}, found {}", what, found_text(*key)));
      continue;
    }
    const auto [before, first] = seen.emplace(key->text, key->at);
    if (first)
      read(*key, *value);
    else
      fail(key->at, fmt::format("the key `{}` stands twice", text::printable(key->text, 60)),
           fmt::format("it stands at line {} already", before->second.line));
  }
}

void YamlReader::map(const YamlNode& node, std::string_view what, const std::vector<Key>& keys) {
  names(node, what, [&](const YamlNode& key, const YamlNode& value) {
    const auto known = std::find_if(keys.begin(), keys.end(),
                                    [&](const Key& one) { return one.name == key.text; });
    if (known != keys.end()) return known->read(value);
    std::vector<std::string_view> words;
    words.reserve(keys.size());
    for (const Key& one : keys) words.push_back(one.name);
    fail(key.at, fmt::format("unknown key `{}` in {}", text::printable(key.text, 60), what),
         near_hint(key.text, words));
  });
}

void YamlReader::each(const YamlNode& node, std::string_view what, const Handler& read) {
  if (node.kind != YamlNode::Kind::list) return wrong_kind(node, "a list", what);
  for (const YamlPtr& item : node.items) read(*item);
}

const std::string* YamlReader::text(const YamlNode& node, std::string_view what) {
  if (node.kind == YamlNode::Kind::text && !text::trim(node.text).empty()) return &node.text;
  wrong_kind(node, "a text", what);
  return nullptr;
}

std::optional<bool> YamlReader::boolean(const YamlNode& node, std::string_view what) {
  if (node.kind == YamlNode::Kind::text && !node.quoted) {
    if (node.text == "true") return true;
    if (node.text == "false") return false;
  }
  wrong_kind(node, "true or false", what);
  return std::nullopt;
}

std::optional<int> YamlReader::number(const YamlNode& node, std::string_view what, int least,
                                      int most) {
  if (node.kind == YamlNode::Kind::text && !node.quoted) {
    const auto number = text::to_number(node.text);
    if (number && *number >= static_cast<std::uint64_t>(least) &&
        *number <= static_cast<std::uint64_t>(most))
      return static_cast<int>(*number);
  }
  wrong_kind(node, fmt::format("a number from {} to {}", least, most), what);
  return std::nullopt;
}

std::optional<std::size_t> YamlReader::choice(const YamlNode& node, std::string_view what,
                                              const std::vector<std::string_view>& words) {
  if (node.kind == YamlNode::Kind::text)
    for (std::size_t i = 0; i < words.size(); ++i)
      if (words[i] == node.text) return i;
  const std::string_view near =
      node.kind == YamlNode::Kind::text ? text::nearest(node.text, words) : std::string_view();
  fail(node.at,
       fmt::format("expected one of {} for {}, found {}", fmt::join(words, ", "), what,
                   found_text(node)),
       near.empty() ? std::string() : fmt::format("did you mean `{}`?", near));
  return std::nullopt;
}

std::string near_hint(std::string_view word, const std::vector<std::string_view>& known) {
  const std::string_view near = text::nearest(word, known);
  if (!near.empty()) return fmt::format("did you mean `{}`?", near);
  return fmt::format("known: {}", fmt::join(known, ", "));
}

}  // namespace profgen::inline v0
