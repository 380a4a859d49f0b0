// The nodes of a cluster as far as AppArmor is concerned: what is there, what is missing.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kube/pods/explain.hpp"
#include "kube/pods/server.hpp"

namespace profgen::inline v0::kube {

struct MissingPart {
  std::string what;     // "AppArmor is not enabled (the kubelet says so)"
  std::string command;  // that mends it, or tells more
};

struct NodeRow {
  std::string name;
  bool ready = false, linux_node = true;
  // What the kubelet says; before 1.30 "AppArmor enabled" was part of it.
  std::string ready_message;
  enum class Says : std::uint8_t { nothing, enabled, not_enabled } kubelet_says = Says::nothing;
  std::string kubelet, runtime, kernel, os;
  std::optional<std::string> agent;           // version; nullopt: there is none
  bool agent_silent = false;                  // for more than three heartbeats
  std::map<std::string, std::size_t> modes;   // profiles loaded, by mode; of the agent
  std::map<std::string, std::string> loaded;  // name -> mode
  std::vector<std::string> problems;          // of the agent's preflight
  std::vector<MissingPart> missing;
};

struct NodeTable {
  std::vector<NodeRow> rows;  // by name
  std::vector<std::string> notes;
};

// `status`: its NodeProfileStatus; nullptr: there is none.
[[nodiscard]] NodeRow node_row(const Json& node, const Json* status, std::int64_t now_us,
                               KubeVersion server);
// A cluster without our kinds has a table, too.
[[nodiscard]] Result<NodeTable> node_table(Api& api, std::int64_t now_us, KubeVersion server);
[[nodiscard]] PodNode pod_node(const NodeRow& row);
// Versions of all kubelets, where they are known.
[[nodiscard]] std::vector<KubeVersion> kubelets_of(const NodeTable& table);
// Nodes on which pods with this profile would not start, as far as is known.
[[nodiscard]] std::vector<std::string> profile_warnings(const NodeTable& table,
                                                        const ProfileRef& profile);

}  // namespace profgen::inline v0::kube
