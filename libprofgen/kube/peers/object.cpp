#include "kube/peers/object.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "profgen/edit.hpp"
#include "profgen/node.hpp"

namespace profgen::inline v0::kube {

const YamlNode* value_of(const YamlNode* node, std::string_view key) {
  if (node == nullptr || node->kind != YamlNode::Kind::map) return nullptr;
  for (const auto& [name, value] : node->pairs)
    if (name->kind == YamlNode::Kind::text && name->text == key)
      return value->kind == YamlNode::Kind::nothing ? nullptr : value.get();
  return nullptr;
}

const YamlNode* value_of(const YamlNode* node, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) node = value_of(node, key);
  return node;
}

std::string title_of(const PeerObject& object) {
  std::string out = object.kind + " ";
  if (!object.name_space.empty()) out += object.name_space + "/";
  return text::printable(out + object.name, 120);
}

Position place_in(const PeerObject& object, const YamlNode& value, std::size_t number) {
  if (value.at.line == 0) return {0, 0};
  const std::string_view head = object.source->line(value.at.line);
  if (value.at.column > head.size() || head[value.at.column - 1] != '|') return value.at;
  const auto line = value.at.line + 1 + static_cast<std::uint32_t>(number);
  const std::size_t indent = object.source->line(line).find_first_not_of(" \t");
  return {line, indent == std::string_view::npos ? 1 : static_cast<std::uint32_t>(indent) + 1};
}

void Teller::add(Severity severity, Position at, std::string message, std::string hint) {
  Diagnostic made;
  made.severity = severity;
  made.file = object_.source->name();
  made.at = at;
  made.message = title_of(object_) + ": " + std::move(message);
  made.id = "import";
  made.hint = std::move(hint);
  made.source_line = std::string(object_.source->line(at.line));
  out_.push_back(std::move(made));
}

void Teller::error(Position at, std::string message, std::string hint) {
  failed_ = true;
  add(Severity::error, at, std::move(message), std::move(hint));
}

void Teller::warn(Position at, std::string message, std::string hint) {
  add(Severity::warning, at, std::move(message), std::move(hint));
}

void Teller::note(Position at, std::string message, std::string hint) {
  add(Severity::note, at, std::move(message), std::move(hint));
}

std::optional<bool> Teller::boolean(const YamlNode* node, std::string_view what) {
  if (node == nullptr) return std::nullopt;
  if (node->kind == YamlNode::Kind::text && !node->quoted) {
    if (node->text == "true") return true;
    if (node->text == "false") return false;
  }
  error(node->at, fmt::format("expected true or false for {}, found {}", what, found_text(*node)));
  return std::nullopt;
}

const std::string* Teller::text(const YamlNode* node, std::string_view what) {
  if (node == nullptr) return nullptr;
  if (node->kind == YamlNode::Kind::text) return &node->text;
  error(node->at, fmt::format("expected a text for {}, found {}", what, found_text(*node)));
  return nullptr;
}

std::vector<const YamlNode*> Teller::texts(const YamlNode* node, std::string_view what) {
  std::vector<const YamlNode*> out;
  if (node == nullptr) return out;
  if (node->kind != YamlNode::Kind::list) {
    error(node->at, fmt::format("expected a list for {}, found {}", what, found_text(*node)));
    return out;
  }
  for (const YamlPtr& item : node->items)
    if (text(item.get(), what) != nullptr) out.push_back(item.get());
  return out;
}

void LinedText::add(std::string_view line, Position from) {
  text.append(line).push_back('\n');
  lines.push_back(from);
}

std::optional<std::string> imported_name(const PeerObject& object, const std::string& name,
                                         Position at, const ImportOptions& options, Teller& tell) {
  const auto renamed = options.rename.find(name);
  const std::string& wanted = renamed == options.rename.end() ? name : renamed->second;
  const std::string how =
      fmt::format("--rename {}=NEW gives it another name; pods that name it must follow",
                  text::printable(name, 60));
  if (node::is_reserved_name(wanted)) {
    tell.error(at,
               fmt::format("the profile name `{}` belongs to the kernel, a container runtime or "
                           "another system of the node, which loads it itself",
                           text::printable(wanted, 80)),
               how);
    return std::nullopt;
  }
  if (const auto word = edit::profile_name_word(wanted); !word) {
    tell.error(at.line == 0 ? object.at : at,
               fmt::format("`{}` cannot be the name of a profile: {}", text::printable(wanted, 80),
                           word.error().reason),
               how);
    return std::nullopt;
  }
  return wanted;
}

std::string imported_mode(const ImportOptions& options, bool enforced) {
  if (!options.mode.empty()) return options.mode;
  return enforced ? "enforce" : "complain";
}

}  // namespace profgen::inline v0::kube
