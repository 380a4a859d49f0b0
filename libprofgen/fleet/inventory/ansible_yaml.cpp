// Ansible's YAML inventories: groups with hosts, children and vars.
#include <fmt/format.h>

#include "base/text.hpp"
#include "fleet/inventory/ansible_model.hpp"

namespace profgen::inline v0::fleet::ansible {
namespace {

constexpr int most_group_levels = 30;

class InventoryTree {
 public:
  InventoryTree(Model& model, std::size_t file) : model_(model), file_(file) {}

  void top(const YamlNode& root) {
    if (root.kind != YamlNode::Kind::map)
      return reader().fail(root.at,
                           fmt::format("expected groups of hosts, found {}", found_text(root)));
    model_.groups["ungrouped"];
    for (const auto& [key, value] : root.pairs) {
      if (key->text == "plugin")
        return reader().fail(
            key->at, "this is the configuration of an inventory plugin, which is not run",
            "write its result to a file: ansible-inventory -i FILE --list --yaml --output NEW.yml");
      group(*key, *value, 0);
    }
  }

 private:
  YamlReader& reader() { return model_.files[file_]; }

  void group(const YamlNode& key, const YamlNode& node, int level) {
    if (key.kind != YamlNode::Kind::text || key.text.empty())
      return reader().fail(key.at,
                           fmt::format("expected the name of a group, found {}", found_text(key)));
    const std::string name = key.text;
    if (node.kind != YamlNode::Kind::map && node.kind != YamlNode::Kind::nothing)
      return reader().warn(node.at,
                           fmt::format("`{}` is not taken for a group: expected hosts, children "
                                       "and vars, found {}",
                                       text::printable(name, 60), found_text(node)));
    model_.groups[name].file = file_;
    if (level == most_group_levels) return;
    for (const auto& [part, value] : node.pairs) {
      if (part->text == "vars")
        read_vars(model_, file_, *value, "vars", model_.groups[name].vars);
      else if (part->text == "hosts")
        entries(*value, "hosts",
                [&](const YamlNode& word, const YamlNode& vars) { host(name, word, vars); });
      else if (part->text == "children")
        entries(*value, "children", [&](const YamlNode& word, const YamlNode& below) {
          model_.groups[name].children.emplace(word.text, word.at);
          group(word, below, level + 1);
        });
      else
        reader().warn(part->at,
                      fmt::format("unknown key {} in the group `{}`", found_text(*part),
                                  text::printable(name, 60)),
                      near_hint(part->text, {"hosts", "children", "vars"}));
    }
  }

  // A mapping, or one word alone.
  template <typename Handler>
  void entries(const YamlNode& node, std::string_view what, const Handler& one) {
    if (node.kind == YamlNode::Kind::text) return one(node, YamlNode());
    if (node.kind == YamlNode::Kind::nothing) return;
    if (node.kind != YamlNode::Kind::map)
      return reader().fail(
          node.at, fmt::format("expected a mapping for {}, found {}", what, found_text(node)),
          "as `NAME:`, with its colon and without `-`");
    for (const auto& [key, value] : node.pairs) one(*key, *value);
  }

  void host(const std::string& group, const YamlNode& word, const YamlNode& node) {
    if (word.kind != YamlNode::Kind::text)
      return reader().fail(word.at, fmt::format("expected a host, found {}", found_text(word)));
    const Pattern pattern = read_pattern(reader(), word.at, word.text);
    if (pattern.names.empty()) return;
    Vars vars;
    if (!pattern.port.empty()) vars["ansible_port"] = scalar(pattern.port, file_, word.at);
    read_vars(model_, file_, node, "the variables of a host", vars);
    for (const std::string& name : pattern.names) {
      Host& host = model_.host(name, file_, word.at);
      host.groups.insert(group);
      for (const auto& [key, value] : vars) host.vars[key] = value;
    }
  }

  Model& model_;
  std::size_t file_;
};

}  // namespace

void read_vars(Model& model, std::size_t file, const YamlNode& node, std::string_view what,
               Vars& into) {
  if (node.kind == YamlNode::Kind::nothing) return;
  if (node.kind != YamlNode::Kind::map)
    return model.files[file].fail(
        node.at, fmt::format("expected a mapping for {}, found {}", what, found_text(node)));
  for (const auto& [key, value] : node.pairs) {
    if (key->kind != YamlNode::Kind::text) continue;
    Value made = scalar(value->text, file, value->at);
    if (value->kind != YamlNode::Kind::text) made.kind = Value::Kind::other;
    if (value->tag == "!vault" || value->tag == "!vault-encrypted") made.kind = Value::Kind::vault;
    into[key->text] = std::move(made);
  }
}

void read_yaml_inventory(Model& model, std::size_t file, const YamlNode& root) {
  InventoryTree(model, file).top(root);
}

}  // namespace profgen::inline v0::fleet::ansible
