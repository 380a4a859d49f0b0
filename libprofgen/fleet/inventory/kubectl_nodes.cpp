// `kubectl get nodes -o json`: kubectl has the user's clusters, logins and proxies.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "fleet/inventory/sources.hpp"
#include "fleet/inventory/words.hpp"

namespace profgen::inline v0::fleet {
namespace {

using NodeJson = nlohmann::json;
using TellNode = std::function<void(const std::string&, const std::string&)>;

constexpr std::string_view role_prefix = "node-role.kubernetes.io/";

Error kubectl_error(std::string reason) {
  return {ErrorKind::system, "get nodes", "kubectl", std::move(reason)};
}

std::string kubectl_complaint(const std::string& text) {
  const std::string_view trimmed = text::trim(text);
  return std::string(trimmed.substr(0, trimmed.find('\n')));
}

const NodeJson& json_member(const NodeJson& value, const char* key) {
  static const NodeJson nothing;
  if (!value.is_object()) return nothing;
  const auto found = value.find(key);
  return found == value.end() ? nothing : *found;
}

std::string json_text_of(const NodeJson& value, const char* key) {
  const NodeJson& found = json_member(value, key);
  return found.is_string() ? found.get<std::string>() : std::string();
}

// The entry of a list whose `type` is that, as conditions and addresses are.
const NodeJson& entry_of_type(const NodeJson& list, std::string_view type) {
  static const NodeJson nothing;
  if (list.is_array())
    for (const NodeJson& one : list)
      if (json_text_of(one, "type") == type) return one;
  return nothing;
}

bool is_control_plane(const std::vector<std::string>& roles) {
  return std::any_of(roles.begin(), roles.end(), [](const std::string& role) {
    return role == "control-plane" || role == "master";
  });
}

// nullopt: it is left out, with a warning or because it was not asked for.
std::optional<Node> read_kubectl_item(const NodeJson& item, const KubectlSource& source,
                                      const TellNode& warn) {
  const NodeJson& metadata = json_member(item, "metadata");
  const NodeJson& status = json_member(item, "status");
  Node node;
  node.name = json_text_of(metadata, "name");
  node.from = "kubectl";
  if (const auto wrong = wrong_host(node.name)) {
    warn(fmt::format("a node is left out, `{}`: {}", text::printable(node.name, 60), *wrong), "");
    return std::nullopt;
  }
  const NodeJson& labels = json_member(metadata, "labels");
  if (labels.is_object())
    for (const auto& [key, value] : labels.items()) {
      if (!value.is_string() || wrong_key(key)) continue;
      const auto text = value.get<std::string>();
      if (wrong_label(text)) continue;
      node.labels[key] = text;
      if (key.compare(0, role_prefix.size(), role_prefix) == 0 && key.size() > role_prefix.size())
        node.groups.push_back(key.substr(role_prefix.size()));
    }
  // What kops and old kubeadm write in their place.
  const auto role = node.labels.find("kubernetes.io/role");
  if (role != node.labels.end() && !wrong_key(role->second)) node.groups.push_back(role->second);
  std::sort(node.groups.begin(), node.groups.end());
  node.groups.erase(std::unique(node.groups.begin(), node.groups.end()), node.groups.end());
  if (!source.control_plane && is_control_plane(node.groups)) return std::nullopt;
  const auto system = node.labels.find("kubernetes.io/os");
  if (system != node.labels.end() && system->second != "linux") {
    warn(fmt::format("node {} is left out: its system is {}", node.name, system->second), "");
    return std::nullopt;
  }
  node.host = source.address.empty()
                  ? node.name
                  : json_text_of(entry_of_type(json_member(status, "addresses"), source.address),
                                 "address");
  if (const auto wrong = wrong_host(node.host)) {
    warn(node.host.empty()
             ? fmt::format("node {} is left out: it has no {}", node.name, source.address)
             : fmt::format("node {} is left out: its {}, `{}`: {}", node.name, source.address,
                           text::printable(node.host, 60), *wrong),
         "`address` may be InternalIP, ExternalIP or Hostname");
    return std::nullopt;
  }
  const NodeJson& ready = entry_of_type(json_member(status, "conditions"), "Ready");
  if (json_text_of(ready, "status") != "True") {
    const std::string reason = json_text_of(ready, "reason");
    warn(fmt::format("node {} is not Ready{}", node.name,
                     reason.empty() ? std::string() : ": " + text::printable(reason, 60)),
         "it stays in the fleet");
  }
  return node;
}

}  // namespace

Result<std::vector<Node>> read_kubectl(Processes& processes, const KubectlSource& source,
                                       const TellNode& warn) {
  Command command;
  command.argv = {"kubectl", "get", "nodes", "--output=json",
                  fmt::format("--request-timeout={}s", source.timeout_seconds)};
  // With `=`, so that no value is taken for an option.
  if (!source.context.empty()) command.argv.push_back("--context=" + source.context);
  if (!source.kubeconfig.empty()) command.argv.push_back("--kubeconfig=" + source.kubeconfig);
  if (!source.selector.empty()) command.argv.push_back("--selector=" + source.selector);
  // A login by an exec plugin may come before.
  command.timeout_seconds = source.timeout_seconds * 2;
  const auto done = processes.run(command);
  if (!done)
    return kubectl_error(processes.find("kubectl").empty()
                             ? "it is not installed; install kubectl, or name the hosts themselves"
                             : done.error().reason);
  if (done->exit_code != 0)
    return kubectl_error(fmt::format("it ended with {}: {}; try the same by hand: {}",
                                     done->exit_code, kubectl_complaint(done->errors),
                                     text::join(command.argv, " ")));
  const NodeJson answer = NodeJson::parse(done->output, nullptr, false);
  const NodeJson& items = json_member(answer, "items");
  if (!items.is_array()) return kubectl_error("its answer is no list of nodes in JSON");
  std::vector<Node> nodes;
  for (const NodeJson& item : items)
    if (auto node = read_kubectl_item(item, source, warn)) nodes.push_back(std::move(*node));
  return nodes;
}

}  // namespace profgen::inline v0::fleet
