#include "kube/pods/yaml_bytes.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "kube/api/api.hpp"
#include "kube/objects/yaml_text.hpp"

namespace profgen::inline v0::kube {
namespace {

bool is_yaml_blank(char c) { return c == ' ' || c == '\t'; }
bool is_line_end(char c) { return c == '\n' || c == '\r'; }

// `---` or `...` at `begin`, alone or with blanks behind it.
bool is_document_marker(std::string_view line, std::string_view marker) {
  return line.starts_with(marker) &&
         (line.size() == 3 || is_yaml_blank(line[3]) || is_line_end(line[3]));
}

// Of fewer bytes than is_plain_yaml() allows: it may come to stand between brackets.
bool is_plain_word(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return is_plain_yaml(text) && (letter(text[0]) || text[0] == '/') &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '/' ||
                  c == '-';
         });
}

}  // namespace

std::vector<YamlDocument> documents_of(std::string_view text) {
  std::vector<YamlDocument> out;
  YamlDocument now;
  std::uint32_t line_number = 0;
  bool directives = true;  // `%YAML` lines, and nothing else, since the last document
  for (std::size_t at = 0; at < text.size(); ++line_number) {
    const std::size_t feed = text.find('\n', at);
    const std::size_t next = feed == std::string_view::npos ? text.size() : feed + 1;
    const std::string_view line = text.substr(at, next - at);
    if (is_document_marker(line, "---")) {
      // What is written behind the marker belongs to the document that it begins.
      if (!directives) {
        now.end = at;
        out.push_back(now);
        now = {at, at, line_number};
      }
      directives = false;
    } else if (is_document_marker(line, "...")) {
      now.end = next;
      out.push_back(now);
      now = {next, next, line_number + 1};
      directives = true;
    } else if (!line.starts_with('%') && !line.starts_with('#') &&
               line.find_first_not_of(" \t\r\n") != std::string_view::npos) {
      directives = false;
    }
    at = next;
  }
  now.end = text.size();
  if (now.end > now.begin) out.push_back(now);
  return out;
}

YamlBytes::YamlBytes(std::string_view text) : text_(text), eol_("\n") {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  lines_.push_back(text.starts_with(mark) ? mark.size() : 0);
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\n') lines_.push_back(i + 1);
  const std::size_t feed = text.find('\n');
  if (feed != std::string_view::npos && feed > 0 && text[feed - 1] == '\r') eol_ = "\r\n";
}

std::size_t YamlBytes::offset(Position at) const {
  if (at.line == 0 || at.line > lines_.size()) return text_.size();
  return std::min(lines_[at.line - 1] + at.column - 1, text_.size());
}

std::size_t YamlBytes::line_begin(std::size_t offset) const {
  const auto above = std::upper_bound(lines_.begin(), lines_.end(), offset);
  return above == lines_.begin() ? 0 : *(above - 1);
}

std::size_t YamlBytes::line_end(std::size_t offset) const {
  const std::size_t feed = text_.find('\n', offset);
  return feed == std::string_view::npos ? text_.size() : feed + 1;
}

std::size_t YamlBytes::skip_blanks(std::size_t offset) const {
  while (offset < text_.size() && is_yaml_blank(text_[offset])) ++offset;
  return offset;
}

bool YamlBytes::blank_or_comment(std::size_t offset) const {
  offset = skip_blanks(offset);
  return offset == text_.size() || is_line_end(text_[offset]) || text_[offset] == '#';
}

std::size_t YamlBytes::skip_properties(std::size_t offset) const {
  bool seen = false;
  while (offset < text_.size()) {
    const char c = text_[offset];
    if (c == '&' || c == '!') {
      seen = true;
      while (offset < text_.size() && !is_yaml_blank(text_[offset]) && !is_line_end(text_[offset]))
        ++offset;
    } else if (seen && blank_or_comment(offset)) {
      offset = line_end(offset);
    } else if (is_yaml_blank(c)) {
      ++offset;
    } else {
      break;
    }
  }
  return offset;
}

std::size_t YamlBytes::scalar_end(std::size_t offset, bool in_flow) const {
  if (offset >= text_.size()) return std::string_view::npos;
  const char first = text_[offset];
  if (first == '|' || first == '>' || first == '*') return std::string_view::npos;
  if (first == '"' || first == '\'') {
    for (std::size_t i = offset + 1; i < text_.size(); ++i) {
      if (is_line_end(text_[i])) return std::string_view::npos;
      if (first == '"' && text_[i] == '\\') {
        ++i;
      } else if (text_[i] == first) {
        if (first == '"' || i + 1 == text_.size() || text_[i + 1] != '\'') return i + 1;
        ++i;
      }
    }
    return std::string_view::npos;
  }
  std::size_t end = offset;
  for (std::size_t i = offset; i < text_.size() && !is_line_end(text_[i]); ++i) {
    const char c = text_[i];
    const bool before_gap = i + 1 == text_.size() || is_yaml_blank(text_[i + 1]) ||
                            is_line_end(text_[i + 1]) || (in_flow && text_[i + 1] == ',');
    if (c == ':' && before_gap) break;
    if (c == '#' && i > offset && is_yaml_blank(text_[i - 1])) break;
    if (in_flow && (c == ',' || c == '{' || c == '}' || c == '[' || c == ']')) break;
    if (!is_yaml_blank(c)) end = i + 1;
  }
  return end > offset ? end : std::string_view::npos;
}

std::size_t YamlBytes::behind_colon(const YamlNode& key, bool in_flow) const {
  std::size_t at = scalar_end(skip_properties(offset(key.at)), in_flow);
  if (at == std::string_view::npos) return std::string_view::npos;
  at = skip_blanks(at);
  return at < text_.size() && text_[at] == ':' ? at + 1 : std::string_view::npos;
}

bool YamlBytes::is_flow(const YamlNode& node) const {
  const std::size_t at = skip_properties(offset(node.at));
  return at < text_.size() && (text_[at] == '{' || text_[at] == '[');
}

std::size_t YamlBytes::block_end(const YamlNode& map) const {
  const std::size_t column = map.pairs.front().first->at.column - 1;
  std::size_t end = line_end(offset(map.pairs.back().first->at));
  for (std::size_t at = end; at < text_.size();) {
    const std::size_t next = line_end(at);
    std::size_t word = at;
    while (word < text_.size() && text_[word] == ' ') ++word;
    const bool deeper = word - at > column;
    if (word == text_.size() || is_line_end(text_[word]) || (text_[word] == '#' && !deeper)) {
      at = next;
      continue;
    }
    const bool item = word - at == column && text_[word] == '-' &&
                      (word + 1 == text_.size() || is_yaml_blank(text_[word + 1]) ||
                       is_line_end(text_[word + 1]));
    // A closing bracket may stand at the column of its key.
    const bool closing = word - at == column && (text_[word] == '}' || text_[word] == ']');
    if (!deeper && !item && !closing) break;
    at = end = next;
  }
  return end;
}

std::string yaml_scalar(std::string_view text, bool json) {
  if (!json && is_plain_word(text)) return std::string(text);
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace profgen::inline v0::kube
