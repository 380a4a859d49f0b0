// Ansible inventories: hosts, groups and the variables that say how ssh reaches them.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "fleet/inventory/ansible_model.hpp"
#include "fleet/inventory/ansible_yaml.hpp"
#include "fleet/inventory/sources.hpp"
#include "fleet/inventory/ssh_arguments.hpp"
#include "fleet/inventory/words.hpp"

namespace profgen::inline v0::fleet::ansible {
namespace {

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash + 1);
}

bool has_ending(const std::string& path, std::string_view ending) {
  return path.size() > ending.size() &&
         path.compare(path.size() - ending.size(), ending.size(), ending) == 0;
}

// By the name, as Ansible does; without an ending by what it is.
void read_text(Model& model, const std::string& path, const std::string& text) {
  YamlReader& reader = model.files.front();
  if (text.compare(0, 2, "#!") == 0)
    return reader.fail(
        {1, 1}, "this is a script, and is not run",
        "write its result to a file: ansible-inventory -i FILE --list --yaml --output NEW.yml");
  if (!text::is_utf8(text)) return reader.fail({0, 0}, "it is not UTF-8 text");
  const std::string base = path.substr(folder_of(path).size());
  const bool named =
      has_ending(base, ".yml") || has_ending(base, ".yaml") || has_ending(base, ".json");
  if (!named && base.find('.') != std::string::npos) return read_ini(model, 0, text);
  YamlError error;
  const YamlPtr root = read_yaml(text, error, yaml_options());
  if (root != nullptr && (named || root->kind == YamlNode::Kind::map))
    return read_yaml_inventory(model, 0, *root);
  if (!named) return read_ini(model, 0, text);
  reader.fail(error.at, error.message, error.hint);
}

// The variables of one host → how ssh reaches it.
class Way {
 public:
  Way(Model& model, std::set<std::pair<std::size_t, Position>>& told)
      : model_(model), told_(told) {}

  // False: the host is left out.
  bool take(const Vars& vars, Node& node) {
    const Value* connection = find(vars, {"ansible_connection"});
    if (connection != nullptr) {
      std::string kind = connection->text;
      kind = kind.substr(kind.rfind('.') + 1);
      if (kind == "local") return false;
      if (kind != "ssh" && kind != "smart" && kind != "paramiko" && kind != "paramiko_ssh") {
        warn(*connection,
             fmt::format("hosts with ansible_connection={} are left out",
                         text::printable(connection->text, 60)),
             "only ssh reaches nodes");
        return false;
      }
    }
    // A later name counts more, as for Ansible's own ssh.
    const Value* host = find(vars, {"ansible_ssh_host", "ansible_host"});
    if (host != nullptr && !usable(*host, "the hosts are left out")) return false;
    if (host != nullptr && !checked(*host, "ansible_host", wrong_host)) return false;
    if (host != nullptr) node.host = host->text;
    const Value* user = find(vars, {"ansible_ssh_user", "ansible_user"});
    if (user != nullptr && usable(*user, as_configured) &&
        checked(*user, "ansible_user", wrong_user))
      node.user = user->text;
    const Value* port = find(vars, {"ansible_ssh_port", "ansible_port"});
    if (port != nullptr && usable(*port, as_configured)) {
      const auto number = text::to_number(port->text);
      if (number && *number > 0 && *number < 65536)
        node.port = static_cast<std::uint16_t>(*number);
      else
        fail(*port, fmt::format("expected a number from 1 to 65535 for ansible_port, found `{}`",
                                text::printable(port->text, 60)));
    }
    for (const char* name :
         {"ansible_ssh_args", "ansible_ssh_common_args", "ansible_ssh_extra_args"})
      if (const Value* found = find(vars, {name})) arguments(*found, name, node);
    for (const char* name : {"ansible_ssh_private_key_file", "ansible_private_key_file"})
      if (const Value* found = find(vars, {name}))
        warn(*found, fmt::format("{} is not taken", name),
             "put it into your ssh_config as IdentityFile, or the key into the agent");
    for (const char* name : {"ansible_password", "ansible_ssh_pass", "ansible_ssh_password",
                             "ansible_become_password", "ansible_become_pass"})
      if (const Value* found = find(vars, {name}))
        warn(*found,
             fmt::format("{} is not taken: nodes are reached by ssh keys and `sudo -n`", name), "");
    return true;
  }

 private:
  static constexpr const char* as_configured = "it is as ssh_config says";

  static const Value* find(const Vars& vars, std::initializer_list<const char*> names) {
    for (const char* name : names) {
      const auto known = vars.find(name);
      if (known != vars.end()) return &known->second;
    }
    return nullptr;
  }

  // A variable of a group is told of once, not for each host.
  bool first(const Value& value) { return told_.emplace(value.file, value.at).second; }
  void warn(const Value& value, std::string message, std::string hint) {
    if (first(value)) model_.files[value.file].warn(value.at, std::move(message), std::move(hint));
  }
  void fail(const Value& value, std::string message) {
    if (first(value)) model_.files[value.file].fail(value.at, std::move(message));
  }

  bool usable(const Value& value, std::string_view else_what) {
    switch (value.kind) {
      case Value::Kind::scalar:
        return !value.text.empty();
      case Value::Kind::jinja:
        warn(value,
             fmt::format("`{}` is known only when Ansible runs; {}",
                         text::printable(value.text, 60), else_what),
             "");
        return false;
      case Value::Kind::vault:
        warn(value, fmt::format("this is encrypted; {}", else_what), "");
        return false;
      case Value::Kind::other:
        break;
    }
    fail(value, "expected a text");
    return false;
  }

  bool checked(const Value& value, std::string_view what,
               std::optional<std::string> (*check)(std::string_view)) {
    const auto wrong = check(value.text);
    if (wrong)
      fail(value, fmt::format("{}, `{}`: {}", what, text::printable(value.text, 60), *wrong));
    return !wrong;
  }

  void arguments(const Value& value, std::string_view name, Node& node) {
    if (!usable(value, as_configured)) return;
    SshArguments said = read_ssh_arguments(value.text);
    if (!said.not_taken.empty())
      warn(value, fmt::format("{} of {} is not taken", text::printable(said.not_taken, 60), name),
           std::move(said.remedy));
    if (said.jump.empty()) return;
    if (const auto wrong = wrong_jump(said.jump))
      return fail(value, fmt::format("the jump host of {}, `{}`: {}", name,
                                     text::printable(said.jump, 60), *wrong));
    node.jump = std::move(said.jump);
  }

  Model& model_;
  std::set<std::pair<std::size_t, Position>>& told_;
};

void take_labels(const Vars& vars, std::map<std::string, std::string>& labels) {
  for (const auto& [key, value] : vars)
    if (value.kind == Value::Kind::scalar && key.compare(0, 8, "ansible_") != 0 &&
        !is_secret_key(key) && !wrong_key(key) && !wrong_label(value.text))
      labels[key] = value.text;
}

bool names_one(const std::vector<std::string>& words, const Node& node) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return word == "all" || word == node.name ||
           std::binary_search(node.groups.begin(), node.groups.end(), word);
  });
}

}  // namespace
}  // namespace profgen::inline v0::fleet::ansible

namespace profgen::inline v0::fleet {

std::vector<Found> read_ansible(
    const Files& files, const AnsibleSource& source, std::vector<Diagnostic>& diagnostics,
    const std::function<void(const std::string&, const std::vector<std::string_view>&)>& unknown) {
  ansible::Model model;
  const auto text = files.read(source.path);
  model.files.emplace_back(make_source(source.path, text ? *text : std::string()), "inventory",
                           diagnostics);
  if (!text) {
    model.files.front().fail({0, 0}, "cannot be read: " + text.error().reason);
    return {};
  }
  ansible::read_text(model, source.path, *text);
  const ansible::Groups groups(model);
  if (model.files.front().failed() || !groups.report_loops(model)) return {};

  std::vector<std::string_view> known{"all"};
  for (const auto& [name, group] : model.groups) known.push_back(name);
  for (const ansible::Host& host : model.hosts) known.push_back(host.name);
  for (const auto* words : {&source.only, &source.except})
    for (const std::string& word : *words)
      if (std::find(known.begin(), known.end(), word) == known.end()) unknown(word, known);

  ansible::VarsFolders folders(files, ansible::folder_of(source.path), diagnostics);
  std::set<std::pair<std::size_t, Position>> told;
  ansible::Way way(model, told);
  std::vector<Found> found;
  for (const ansible::Host& host : model.hosts) {
    Found one;
    Node& node = one.node;
    node.name = node.host = host.name;
    const std::vector<std::string> in = groups.of(host);
    for (const std::string& group : in)
      if (group != "all") node.groups.push_back(group);
    std::sort(node.groups.begin(), node.groups.end());
    if ((!source.only.empty() && !ansible::names_one(source.only, node)) ||
        ansible::names_one(source.except, node))
      continue;
    const ansible::Vars vars = ansible::variables_of(model, host, in, folders);
    if (!way.take(vars, node)) continue;
    node.groups.erase(std::remove(node.groups.begin(), node.groups.end(), "ungrouped"),
                      node.groups.end());
    ansible::take_labels(vars, node.labels);
    node.from = fmt::format("{}:{}", source.path, host.at.line);
    one.place = model.files[host.file].diagnostic(host.at);
    found.push_back(std::move(one));
  }
  return found;
}

}  // namespace profgen::inline v0::fleet
