#include "kube/pods/node_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/shell_word.hpp"
#include "base/text.hpp"
#include "kube/objects/kinds.hpp"
#include "kube/objects/objects.hpp"
#include "kube/pods/member.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr double agent_silent_after = 3 * heartbeat_seconds;

const Json& ready_condition(const Json& node) {
  static const Json none = Json::object();
  for (const Json& one : list_at(node, {"status", "conditions"}))
    if (text_at(one, {"type"}) == "Ready") return one;
  return none;
}

void add_agent_status(NodeRow& row, const Json& status, std::int64_t now_us) {
  const auto read = node_status_of(status);
  if (!read) {
    row.missing.push_back({read.error().text(), "kubectl get nodeprofilestatus " +
                                                    text::shell_word(row.name) + " -o yaml"});
    return;
  }
  row.agent = read->agent;
  row.agent_silent = static_cast<double>(now_us - read->seen_us) > agent_silent_after * 1'000'000.0;
  for (const node::ProfileState& one : read->profiles)
    if (!one.mode.empty()) {
      ++row.modes[one.mode];
      row.loaded[one.profile] = one.mode;
    }
  for (const node::Problem& one : read->problems) {
    row.problems.push_back(one.text);
    if (one.blocks) row.missing.push_back({text::printable(one.text), text::printable(one.remedy)});
  }
}

void add_missing_parts(NodeRow& row, KubeVersion server) {
  const std::string name = text::shell_word(row.name);
  const auto add = [&](std::string what, std::string command) {
    row.missing.push_back({std::move(what), std::move(command)});
  };
  if (!row.linux_node) return;
  if (!row.ready) add("the node is not Ready", "kubectl describe node " + name);
  // The agent's word goes before the kubelet's, which looked once when it started.
  if (row.kubelet_says == NodeRow::Says::not_enabled && (!row.agent || row.agent_silent))
    add("AppArmor is not enabled, as the kubelet saw when it started",
        "ssh " + name +
            " cat /sys/module/apparmor/parameters/enabled  # N: boot with apparmor=1 "
            "security=apparmor, then restart the kubelet");
  if (!row.agent)
    add("no agent: what is loaded is not known here", "profgen fleet preflight -l " + name);
  else if (row.agent_silent)
    add("the agent has been silent for more than three heartbeats",
        "kubectl get pods -A -o wide --field-selector spec.nodeName=" + name);
  const auto kubelet = version_of(row.kubelet);
  if (kubelet && !kubelet->has_field() && server.has_field() && !server.writes_annotation())
    add("its kubelet reads only annotations, which this server does not write from fields",
        "kubectl drain " + name + " --ignore-daemonsets  # and upgrade its kubelet");
}

}  // namespace

NodeRow node_row(const Json& node, const Json* status, std::int64_t now_us, KubeVersion server) {
  NodeRow row;
  row.name = text_at(node, {"metadata", "name"});
  const Json& info = map_at(node, {"status", "nodeInfo"});
  row.kubelet = text_at(info, {"kubeletVersion"});
  row.runtime = text_at(info, {"containerRuntimeVersion"});
  row.kernel = text_at(info, {"kernelVersion"});
  row.os = text_at(info, {"osImage"});
  const std::string system = text_at(info, {"operatingSystem"});
  row.linux_node = system.empty() || system == "linux";
  const Json& ready = ready_condition(node);
  row.ready = text_at(ready, {"status"}) == "True";
  row.ready_message = text_at(ready, {"message"});
  const auto kubelet = version_of(row.kubelet);
  if (row.ready_message.find("AppArmor enabled") != std::string::npos)
    row.kubelet_says = NodeRow::Says::enabled;
  else if (row.ready && kubelet && *kubelet < KubeVersion{1, 30} && row.linux_node)
    row.kubelet_says = NodeRow::Says::not_enabled;
  if (status != nullptr) add_agent_status(row, *status, now_us);
  add_missing_parts(row, server);
  return row;
}

Result<NodeTable> node_table(Api& api, std::int64_t now_us, KubeVersion server) {
  const auto list = api.list(nodes, "", "");
  if (!list) return list.failure().error("list", "nodes");
  NodeTable out;
  std::map<std::string, const Json*> statuses;
  const auto known = api.list(node_profile_statuses, "", "");
  if (known) {
    for (const Json& one : known->items) statuses[text_at(one, {"metadata", "name"})] = &one;
  } else if (known.failure().not_found()) {
    out.notes.push_back(
        "the cluster has no NodeProfileStatus objects: what is loaded is told by profgen fleet "
        "preflight and profgen fleet status, over ssh");
  } else {
    out.notes.push_back(known.failure().error("list", "nodeprofilestatuses").text());
  }
  for (const Json& node : list->items) {
    const auto status = statuses.find(text_at(node, {"metadata", "name"}));
    out.rows.push_back(
        node_row(node, status == statuses.end() ? nullptr : status->second, now_us, server));
  }
  std::sort(out.rows.begin(), out.rows.end(),
            [](const NodeRow& a, const NodeRow& b) { return a.name < b.name; });
  return out;
}

PodNode pod_node(const NodeRow& row) {
  PodNode out;
  out.name = row.name;
  out.has_agent = row.agent && !row.agent_silent;
  out.loaded = row.loaded;
  out.problems = row.problems;
  out.kubelet = version_of(row.kubelet);
  return out;
}

std::vector<std::string> profile_warnings(const NodeTable& table, const ProfileRef& profile) {
  std::vector<std::string> out = table.notes;
  if (profile.type != ProfileRef::Type::localhost) return out;
  std::vector<std::string> without, off, unknown;
  for (const NodeRow& row : table.rows) {
    if (!row.linux_node) continue;
    const bool known = row.agent && !row.agent_silent;
    if (known && row.loaded.count(profile.name) != 0) continue;
    auto& list = known ? without : row.kubelet_says == NodeRow::Says::not_enabled ? off : unknown;
    list.push_back(text::printable(row.name));
  }
  const auto tell = [&](const std::vector<std::string>& names, std::string_view what) {
    if (names.empty()) return;
    constexpr std::size_t shown = 5;
    const std::vector<std::string> first(
        names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(shown, names.size())));
    out.push_back(fmt::format("{} on {} of {} nodes: {}{}", what, names.size(), table.rows.size(),
                              text::join(first, ", "), names.size() > shown ? ", …" : ""));
  };
  const std::string name = "`" + text::printable(profile.name, 80) + "`";
  tell(without, fmt::format("the profile {} is not loaded", name));
  tell(off, "AppArmor is not enabled, as the kubelet says,");
  tell(unknown, fmt::format("without an agent it is not known whether {} is loaded", name));
  return out;
}

std::vector<KubeVersion> kubelets_of(const NodeTable& table) {
  std::vector<KubeVersion> out;
  for (const NodeRow& row : table.rows)
    if (const auto version = version_of(row.kubelet); version && row.linux_node)
      out.push_back(*version);
  return out;
}

}  // namespace profgen::inline v0::kube
