#include "fleet/rollout/waves.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <tuple>

namespace profgen::inline v0::fleet {
namespace {

using Places = std::vector<std::size_t>;

std::string label_of(const Node& node, const std::string& label) {
  const auto found = node.labels.find(label);
  return found == node.labels.end() ? std::string() : found->second;
}

// Every beginning of what comes back has of each value of the first label as large a share as the
// whole has, and within a value the same of the labels behind it.
Places spread_over(const Inventory& inventory, Places nodes, std::span<const std::string> labels) {
  if (labels.empty() || nodes.size() < 2) {
    std::ranges::sort(nodes, {}, [&](std::size_t node) -> const std::string& {
      return inventory.nodes[node].name;
    });
    return nodes;
  }
  std::map<std::string, Places> groups;
  for (const std::size_t node : nodes)
    groups[label_of(inventory.nodes[node], labels.front())].push_back(node);
  // The n-th of a group of m stands at (n + 1/2) / m of the way.
  std::vector<std::tuple<double, std::size_t, std::size_t>> stands;
  stands.reserve(nodes.size());
  std::size_t number = 0;
  for (auto& [value, group] : groups) {
    const auto size = static_cast<double>(group.size());
    double at = 0.5;
    for (const std::size_t node : spread_over(inventory, std::move(group), labels.subspan(1))) {
      stands.emplace_back(at / size, number, node);
      at += 1;
    }
    ++number;
  }
  std::ranges::stable_sort(stands, {}, [](const auto& stand) {
    return std::pair(std::get<0>(stand), std::get<1>(stand));
  });
  std::ranges::transform(stands, nodes.begin(),
                         [](const auto& stand) { return std::get<2>(stand); });
  return nodes;
}

}  // namespace

Result<std::vector<Places>> plan_waves(const Inventory& inventory, const Places& nodes) {
  const Strategy& strategy = inventory.strategy;
  Places canaries, others;
  if (!strategy.canary.empty()) {
    const auto selector = Selector::parse(strategy.canary);
    if (!selector) return selector.error();
    for (const std::size_t node : nodes)
      (selector->matches(inventory.nodes[node]) ? canaries : others).push_back(node);
    if (canaries.empty())
      return Error{ErrorKind::usage, "plan the waves", "canary: " + strategy.canary,
                   "none of the bundle's nodes is one; choose others, or leave it out"};
  } else {
    others = nodes;
  }
  Places order = spread_over(inventory, std::move(canaries), strategy.spread);
  std::vector<Places> waves;
  if (!order.empty()) waves.push_back(order);
  std::size_t taken = order.size();
  const Places rest = spread_over(inventory, std::move(others), strategy.spread);
  order.insert(order.end(), rest.begin(), rest.end());
  const auto up_to = [&](std::size_t end) {
    if (end <= taken) return;
    waves.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(taken),
                       order.begin() + static_cast<std::ptrdiff_t>(end));
    taken = end;
  };
  for (const Amount& amount : strategy.waves) up_to(amount.of(order.size()));
  up_to(order.size());
  return waves;
}

}  // namespace profgen::inline v0::fleet
