#include <set>

#include "fleet/gather/troubles.hpp"

namespace profgen::inline v0::fleet {

Corrected correct(Transport& transport, const Inventory& inventory, const node::Package& package,
                  node::Stage stage, const FleetDrift& drift) {
  std::set<std::string> drifted;
  for (const DriftRow& row : drift.rows) drifted.insert(row.nodes.begin(), row.nodes.end());
  std::vector<std::size_t> nodes;
  for (std::size_t node = 0; node < inventory.nodes.size(); ++node)
    if (drifted.count(inventory.nodes[node].name) != 0) nodes.push_back(node);
  Corrected out;
  Troubles troubles(inventory);
  for (const NodeReply& reply :
       ask_all(transport, nodes, node::Apply{package, stage, inventory.adopt, "correct"}))
    if (troubles.is<node::ApplyReply>(reply)) out.nodes.push_back(inventory.nodes[reply.node].name);
  out.troubles = troubles.take();
  return out;
}

}  // namespace profgen::inline v0::fleet
