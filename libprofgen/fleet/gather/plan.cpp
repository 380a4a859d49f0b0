#include <map>
#include <tuple>

#include "fleet/gather/troubles.hpp"

namespace profgen::inline v0::fleet {
namespace {

// What makes two nodes' plans of a profile one.
auto plan_key(const node::ProfilePlan& plan) {
  std::vector<std::string> problems;
  for (const node::Problem& problem : plan.problems) problems.push_back(problem.id + problem.text);
  return std::tuple(plan.profile, plan.file, plan.action, plan.mode_before, plan.mode_after,
                    plan.differences, problems);
}

}  // namespace

FleetPlan gather_plan(const Inventory& inventory, const std::vector<NodeReply>& replies) {
  FleetPlan out;
  Troubles troubles(inventory);
  std::map<decltype(plan_key({})), std::size_t> places;
  for (const NodeReply& reply : replies) {
    if (!troubles.is<node::PlanReply>(reply)) continue;
    const auto& plan = std::get<node::PlanReply>(reply.reply);
    troubles.note(reply.node, plan.problems);
    for (const node::ProfilePlan& one : plan.profiles) {
      const auto [place, is_new] = places.try_emplace(plan_key(one), out.rows.size());
      if (is_new) {
        out.rows.emplace_back();
        out.rows.back().plan = one;
        out.rows.back().plan.users.clear();
      }
      PlanRow& row = out.rows[place->second];
      row.nodes.push_back(inventory.nodes[reply.node].name);
      for (const node::User& user : one.users) ++(user.confined ? row.confined : row.unconfined);
    }
  }
  most_nodes_first(out.rows);
  std::stable_sort(out.rows.begin(), out.rows.end(), [](const PlanRow& a, const PlanRow& b) {
    return a.plan.profile < b.plan.profile;
  });
  out.troubles = troubles.take();
  return out;
}

FleetPreflight gather_preflight(const Inventory& inventory, const std::vector<NodeReply>& replies) {
  FleetPreflight out;
  Troubles troubles(inventory);
  std::map<std::tuple<std::string, std::string, std::string, std::string, std::string>,
           std::vector<std::string>>
      alike;
  for (const NodeReply& reply : replies) {
    if (!troubles.is<node::PreflightReply>(reply)) continue;
    const auto& said = std::get<node::PreflightReply>(reply.reply);
    troubles.note(reply.node, said.problems);
    alike[{said.os, said.kernel, said.machine, said.parser, said.newest_abi}].push_back(
        inventory.nodes[reply.node].name);
  }
  for (auto& [key, nodes] : alike) {
    const auto& [os, kernel, machine, parser, abi] = key;
    out.rows.push_back({os, kernel, machine, parser, abi, std::move(nodes)});
  }
  most_nodes_first(out.rows);
  out.troubles = troubles.take();
  return out;
}

}  // namespace profgen::inline v0::fleet
