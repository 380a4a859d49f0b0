#include "kube/pods/yaml_edit.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <variant>

#include "base/text.hpp"
#include "kube/pods/yaml_bytes.hpp"

namespace profgen::inline v0::kube {
namespace {

std::vector<std::string> tokens_of(const std::string& pointer) {
  std::vector<std::string> out;
  for (Json::json_pointer at{pointer}; !at.empty(); at.pop_back())
    out.insert(out.begin(), at.back());
  return out;
}

// What keeps a document from being edited at a place.
struct NoWay {
  Position at;
  std::string reason, remedy;
};
using MaybeSplice = std::variant<edit::Splice, NoWay>;

class OneEdit {
 public:
  OneEdit(std::string_view text, const YamlNode& root, const ValueEdit& edit)
      : bytes_(text), root_(root), edit_(edit), tokens_(tokens_of(edit.pointer)) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    json_ = first != std::string_view::npos && text[first] == '{';
  }

  MaybeSplice splice() {
    const YamlNode* at = &root_;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      flow_ = flow_ || bytes_.is_flow(*at);
      if (at->kind == YamlNode::Kind::list) {
        const auto index = text::to_number(tokens_[i]);
        if (!index || *index >= at->items.size()) return refuse(*at, "there is no such item");
        at = at->items[*index].get();
        continue;
      }
      if (at->kind != YamlNode::Kind::map) return refuse(*at, "expected a mapping here");
      const std::size_t pair = find(*at, tokens_[i]);
      if (pair == std::string_view::npos) {
        if (merged(*at, tokens_[i]))
          return refuse(*at, fmt::format("`{}` comes from a merge (`<<`) here",
                                         text::printable(tokens_[i], 60)));
        return add(*at, i);
      }
      const bool last = i + 1 == tokens_.size();
      const YamlNode& value = *at->pairs[pair].second;
      if (last) return edit_.value ? replace(*at, pair) : remove(*at, pair);
      if (value.kind == YamlNode::Kind::nothing) return fill(*at, pair, i + 1);
      // The bytes of an empty `{}` and of nothing are filled, those of others gone into.
      at = &value;
    }
    return refuse(root_, "nothing is named");
  }

 private:
  static std::size_t find(const YamlNode& map, const std::string& key) {
    for (std::size_t i = 0; i < map.pairs.size(); ++i)
      if (map.pairs[i].first->text == key) return i;
    return std::string_view::npos;
  }

  static bool merged(const YamlNode& map, const std::string& key) {
    const std::size_t merge = find(map, "<<");
    if (merge == std::string_view::npos) return false;
    const YamlNode& from = *map.pairs[merge].second;
    if (from.kind == YamlNode::Kind::map)
      return find(from, key) != std::string_view::npos || merged(from, key);
    for (const YamlPtr& one : from.items)
      if (find(*one, key) != std::string_view::npos || merged(*one, key)) return true;
    return false;
  }

  static NoWay refuse(const YamlNode& node, std::string reason) {
    return {node.at, std::move(reason), "write it by hand, or give this place a value of its own"};
  }

  edit::Splice cut(std::size_t begin, std::size_t end, std::string text) const {
    return {{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}, std::move(text)};
  }

  [[nodiscard]] std::string scalar(std::string_view text) const { return yaml_scalar(text, json_); }

  // The tokens from `from` on as one flow mapping entry: `a: {b: value}`.
  [[nodiscard]] std::string flow_entry(std::size_t from) const {
    std::string out, tail;
    for (std::size_t i = from; i < tokens_.size(); ++i) {
      out += scalar(tokens_[i]) + ": ";
      if (i + 1 == tokens_.size()) continue;
      out += "{";
      tail += "}";
    }
    return out + scalar(*edit_.value) + tail;
  }

  // The same as lines, each with its line end.
  [[nodiscard]] std::string block_lines(std::size_t from, std::size_t column) const {
    std::string out;
    for (std::size_t i = from; i < tokens_.size(); ++i) {
      out += std::string(column, ' ') + scalar(tokens_[i]) + ":";
      if (i + 1 == tokens_.size()) out += " " + scalar(*edit_.value);
      out += bytes_.eol();
      column += step();
    }
    return out;
  }

  // What the author indents one level by.
  [[nodiscard]] std::size_t step() const {
    for (const auto& [key, value] : root_.pairs)
      if (value->kind == YamlNode::Kind::map && !value->pairs.empty() &&
          value->at.line > key->at.line) {
        const auto inner = value->pairs.front().first->at.column;
        if (inner > key->at.column && inner - key->at.column <= 8) return inner - key->at.column;
      }
    return 2;
  }

  MaybeSplice add(const YamlNode& map, std::size_t token) const {
    if (!edit_.value) return refuse(map, "there is nothing to take away");
    if (bytes_.is_flow(map)) return add_to_flow(map, token);
    if (map.pairs.empty()) return refuse(map, "an empty mapping");
    const std::size_t column = map.pairs.front().first->at.column - 1;
    const std::size_t front = bytes_.offset(map.pairs.front().first->at);
    // Metadata stand above the spec, as everybody writes them.
    if (tokens_[token] == "metadata" && bytes_.skip_blanks(bytes_.line_begin(front)) == front) {
      return cut(bytes_.line_begin(front), bytes_.line_begin(front), block_lines(token, column));
    }
    const std::size_t end = bytes_.block_end(map);
    std::string lines = block_lines(token, column);
    if (end > 0 && bytes_.text()[end - 1] != '\n') {
      lines = std::string(bytes_.eol()) + lines;
      lines.erase(lines.size() - bytes_.eol().size());
    }
    return cut(end, end, std::move(lines));
  }

  MaybeSplice add_to_flow(const YamlNode& map, std::size_t token) const {
    const std::size_t open = bytes_.skip_properties(bytes_.offset(map.at)) + 1;
    if (map.pairs.empty()) return cut(open, open, flow_entry(token));
    const std::size_t first = bytes_.offset(map.pairs.front().first->at);
    const std::string_view gap = bytes_.text().substr(open, first - open);
    // On lines of their own, as the other entries are.
    const std::size_t feed = gap.rfind('\n');
    const std::string between = feed == std::string_view::npos
                                    ? " "
                                    : std::string(bytes_.eol()) + std::string(gap.substr(feed + 1));
    return cut(first, first, flow_entry(token) + "," + between);
  }

  // `key:` without a value, or with `null`.
  MaybeSplice fill(const YamlNode& map, std::size_t pair, std::size_t token) const {
    if (!edit_.value) return refuse(map, "there is nothing to take away");
    const YamlNode& key = *map.pairs[pair].first;
    const bool in_flow = flow_ || bytes_.is_flow(map);
    const std::size_t colon = bytes_.behind_colon(key, in_flow);
    if (colon == std::string_view::npos) return refuse(key, "a key of this form");
    if (!in_flow && bytes_.blank_or_comment(colon)) {
      const std::size_t end = bytes_.line_end(colon);
      std::string lines = block_lines(token, key.at.column - 1 + step());
      if (bytes_.text()[end - 1] != '\n') lines = std::string(bytes_.eol()) + lines;
      return cut(end, end, std::move(lines));
    }
    const std::size_t begin = bytes_.skip_blanks(colon);
    const std::size_t end = bytes_.scalar_end(begin, in_flow);
    const std::string gap = begin == colon ? " " : "";
    return cut(begin, end == std::string_view::npos ? begin : end,
               gap + "{" + flow_entry(token) + "}");
  }

  MaybeSplice replace(const YamlNode& map, std::size_t pair) const {
    const auto& [key, value] = map.pairs[pair];
    const bool in_flow = flow_ || bytes_.is_flow(map);
    const std::size_t colon = bytes_.behind_colon(*key, in_flow);
    if (colon == std::string_view::npos) return refuse(*key, "a key of this form");
    const std::size_t begin = bytes_.skip_properties(bytes_.skip_blanks(colon));
    if (value->kind == YamlNode::Kind::nothing && bytes_.blank_or_comment(colon))
      return cut(colon, colon, " " + scalar(*edit_.value));
    if (value->kind != YamlNode::Kind::text && value->kind != YamlNode::Kind::nothing)
      return refuse(*value, "expected a text here");
    const std::size_t end = bytes_.scalar_end(begin, in_flow);
    if (end == std::string_view::npos) return refuse(*value, "a text of this form");
    const char quote = bytes_.text()[begin];
    std::string text = scalar(*edit_.value);
    if (quote == '"') text = yaml_scalar(*edit_.value, true);
    if (quote == '\'' && text[0] != '"') text = "'" + text + "'";
    return cut(begin, end, std::move(text));
  }

  MaybeSplice remove(const YamlNode& map, std::size_t pair) const {
    const auto& [key, value] = map.pairs[pair];
    const bool in_flow = flow_ || bytes_.is_flow(map);
    const std::size_t colon = bytes_.behind_colon(*key, in_flow);
    if (colon == std::string_view::npos) return refuse(*key, "a key of this form");
    const std::size_t begin = bytes_.offset(key->at);
    std::size_t end = bytes_.scalar_end(bytes_.skip_blanks(colon), in_flow);
    if (end == std::string_view::npos) return refuse(*value, "a text of this form");
    if (!bytes_.is_flow(map)) {
      const std::size_t line = bytes_.line_begin(begin);
      if (bytes_.skip_blanks(line) != begin || map.pairs.size() == 1)
        return refuse(*key, "it cannot be taken away without its neighbours");
      return cut(line, bytes_.line_end(end), "");
    }
    const std::string_view text = bytes_.text();
    const std::size_t next = text.find_first_not_of(" \t\r\n", end);
    if (next != std::string_view::npos && text[next] == ',') {
      const std::size_t after = text.find_first_not_of(" \t\r\n", next + 1);
      return cut(begin, after == std::string_view::npos ? next + 1 : after, "");
    }
    const std::size_t before =
        begin == 0 ? std::string_view::npos : text.find_last_not_of(" \t\r\n", begin - 1);
    return cut(before != std::string_view::npos && text[before] == ',' ? before : begin, end, "");
  }

  YamlBytes bytes_;
  const YamlNode& root_;
  const ValueEdit& edit_;
  std::vector<std::string> tokens_;
  bool json_ = false;
  bool flow_ = false;
};

Error refusal(const std::string& name, std::uint32_t first_line, Position at, std::string reason,
              const std::string& remedy) {
  if (!remedy.empty()) reason += "; " + remedy;
  return {ErrorKind::input, "edit",
          at.line == 0 ? name : fmt::format("{}:{}:{}", name, at.line + first_line, at.column),
          std::move(reason)};
}

}  // namespace

Json json_of(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::nothing:
      return nullptr;
    case YamlNode::Kind::text:
      return node.text;
    case YamlNode::Kind::list: {
      Json out = Json::array();
      for (const YamlPtr& item : node.items) out.push_back(json_of(*item));
      return out;
    }
    case YamlNode::Kind::map:
      break;
  }
  Json out = Json::object();
  for (const auto& [key, value] : node.pairs)
    if (key->kind == YamlNode::Kind::text && key->text != "<<") out[key->text] = json_of(*value);
  for (const auto& [key, value] : node.pairs) {
    if (key->text != "<<") continue;
    const Json from = json_of(*value);
    for (const Json& one : from.is_array() ? from : Json::array({from}))
      if (one.is_object())
        for (const auto& [name, merged] : one.items())
          if (!out.contains(name)) out[name] = merged;
  }
  return out;
}

void edit_json(Json& object, const std::vector<ValueEdit>& edits) {
  for (const ValueEdit& edit : edits) {
    const Json::json_pointer place(edit.pointer);
    if (edit.value)
      object[place] = *edit.value;
    else if (object.contains(place))
      object.at(place.parent_pointer()).erase(place.back());
  }
}

Result<std::string> edit_yaml(const std::string& document, const std::vector<ValueEdit>& edits,
                              const std::string& name, std::uint32_t first_line) {
  YamlError wrong;
  YamlPtr root = read_yaml(document, wrong);
  if (root == nullptr) return refusal(name, first_line, wrong.at, wrong.message, wrong.hint);
  Json wanted = json_of(*root);
  std::string text = document;
  for (const ValueEdit& edit : edits) {
    const MaybeSplice splice = OneEdit(text, *root, edit).splice();
    if (const NoWay* no = std::get_if<NoWay>(&splice))
      return refusal(name, first_line, no->at,
                     fmt::format("cannot set {}: {}", text::printable(edit.pointer), no->reason),
                     no->remedy);
    text = edit::apply(text, {std::get<edit::Splice>(splice)});
    root = read_yaml(text, wrong);
    if (root == nullptr) break;
  }
  // Not before: the splices have seen that the way to each value is there.
  edit_json(wanted, edits);
  if (root == nullptr || json_of(*root) != wanted)
    return refusal(name, first_line, {0, 0},
                   "the value cannot be set without changing others (an alias shares it, or it is "
                   "written in a form that is not known)",
                   "write it by hand, or give this place a value of its own");
  return text;
}

}  // namespace profgen::inline v0::kube
