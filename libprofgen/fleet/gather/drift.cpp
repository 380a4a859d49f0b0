#include <map>
#include <tuple>

#include "fleet/gather/troubles.hpp"

namespace profgen::inline v0::fleet {

FleetDrift gather_drift(const Inventory& inventory, const std::vector<NodeReply>& replies) {
  FleetDrift out;
  Troubles troubles(inventory);
  std::map<std::tuple<std::string, std::string, std::string, std::string, std::string>,
           std::vector<std::string>>
      alike;
  for (const NodeReply& reply : replies) {
    if (!troubles.is<node::DriftReply>(reply)) continue;
    const std::string& name = inventory.nodes[reply.node].name;
    bool drifted = false;
    for (const node::DriftItem& item : std::get<node::DriftReply>(reply.reply).items) {
      if (item.kind == "as-desired") continue;
      drifted = true;
      alike[{item.profile, item.kind, item.file, item.detail, item.who}].push_back(name);
    }
    if (!drifted) out.as_desired.push_back(name);
  }
  for (auto& [key, nodes] : alike) {
    const auto& [profile, kind, file, detail, who] = key;
    out.rows.push_back({{profile, file, kind, detail, who}, std::move(nodes)});
  }
  out.troubles = troubles.take();
  return out;
}

FleetStatus gather_status(const Inventory& inventory, const std::vector<NodeReply>& replies) {
  FleetStatus out;
  Troubles troubles(inventory);
  std::map<std::tuple<std::string, std::string, node::Stage,
                      std::vector<std::pair<std::string, std::string>>>,
           std::vector<std::string>>
      alike;
  for (const NodeReply& reply : replies) {
    if (!troubles.is<node::StatusReply>(reply)) continue;
    const auto& said = std::get<node::StatusReply>(reply.reply);
    std::vector<std::pair<std::string, std::string>> profiles;
    for (const node::ProfileState& one : said.profiles)
      profiles.emplace_back(one.profile, one.mode);
    alike[{said.digest, said.run, said.stage, std::move(profiles)}].push_back(
        inventory.nodes[reply.node].name);
  }
  for (auto& [key, nodes] : alike) {
    const auto& [digest, run, stage, profiles] = key;
    out.rows.push_back({digest, run, stage, profiles, std::move(nodes)});
  }
  most_nodes_first(out.rows);
  out.troubles = troubles.take();
  return out;
}

}  // namespace profgen::inline v0::fleet
