#include "fleet/rollout/waves.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace profgen::fleet {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

Inventory nodes_in_zones(const std::vector<std::pair<std::string, std::size_t>>& zones) {
  Inventory inventory;
  for (const auto& [zone, count] : zones)
    for (std::size_t i = 0; i < count; ++i) {
      Node node;
      node.name = zone + std::to_string(100 + i);
      node.labels = {{"zone", zone}, {"os", i % 2 == 0 ? "bookworm" : "trixie"}};
      inventory.nodes.push_back(node);
    }
  return inventory;
}

std::vector<std::size_t> all_of(const Inventory& inventory) {
  std::vector<std::size_t> nodes(inventory.nodes.size());
  std::iota(nodes.begin(), nodes.end(), std::size_t{0});
  return nodes;
}

std::size_t with_label(const Inventory& inventory, const std::vector<std::size_t>& wave,
                       const std::string& label, const std::string& value) {
  return static_cast<std::size_t>(std::ranges::count_if(
      wave, [&](std::size_t i) { return inventory.nodes[i].labels.at(label) == value; }));
}

TEST(Waves, AreCumulativeAndHaveEveryNodeOnce) {
  const Inventory inventory = nodes_in_zones({{"a", 60}, {"b", 40}});
  const auto waves = plan_waves(inventory, all_of(inventory));
  ASSERT_TRUE(waves);
  ASSERT_THAT(*waves, ElementsAre(SizeIs(1), SizeIs(9), SizeIs(40), SizeIs(50)));
  std::vector<std::size_t> all;
  for (const auto& wave : *waves) all.insert(all.end(), wave.begin(), wave.end());
  std::ranges::sort(all);
  EXPECT_EQ(all, all_of(inventory));
}

TEST(Waves, TakeEvenlyFromEveryValueOfEveryLabel) {
  Inventory inventory = nodes_in_zones({{"a", 60}, {"b", 30}, {"c", 10}});
  inventory.strategy.spread = {"zone", "os"};
  inventory.strategy.waves = {{10, true}, {50, true}, {100, true}};
  const auto waves = plan_waves(inventory, all_of(inventory));
  ASSERT_TRUE(waves);
  ASSERT_THAT(*waves, ElementsAre(SizeIs(10), SizeIs(40), SizeIs(50)));
  EXPECT_EQ(with_label(inventory, (*waves)[0], "zone", "a"), 6u);
  EXPECT_EQ(with_label(inventory, (*waves)[0], "zone", "b"), 3u);
  EXPECT_EQ(with_label(inventory, (*waves)[0], "zone", "c"), 1u);
  EXPECT_EQ(with_label(inventory, (*waves)[1], "zone", "c"), 4u);
  EXPECT_NEAR(static_cast<double>(with_label(inventory, (*waves)[0], "os", "trixie")), 5, 1);
  EXPECT_NEAR(static_cast<double>(with_label(inventory, (*waves)[1], "os", "trixie")), 20, 1);
}

TEST(Waves, DoNotDependOnTheOrderOfTheNodesGiven) {
  Inventory inventory = nodes_in_zones({{"a", 7}, {"b", 5}});
  inventory.strategy.spread = {"zone"};
  std::vector<std::size_t> back = all_of(inventory);
  std::ranges::reverse(back);
  EXPECT_EQ(*plan_waves(inventory, back), *plan_waves(inventory, all_of(inventory)));
}

TEST(Waves, BeginWithTheCanariesAndEndWithWhatIsLeft) {
  Inventory inventory = nodes_in_zones({{"a", 8}, {"b", 2}});
  inventory.strategy.canary = "zone=b";
  inventory.strategy.waves = {{1, false}, {5, false}};
  const auto waves = plan_waves(inventory, all_of(inventory));
  ASSERT_TRUE(waves);
  EXPECT_THAT(*waves, ElementsAre(ElementsAre(8, 9), SizeIs(3), SizeIs(5)));
}

TEST(Waves, OfAFewNodesAreFewerAndNeverEmpty) {
  const Inventory inventory = nodes_in_zones({{"a", 2}});
  EXPECT_THAT(*plan_waves(inventory, all_of(inventory)), ElementsAre(SizeIs(1), SizeIs(1)));
}

TEST(Waves, RefuseACanaryThatThereIsNot) {
  Inventory inventory = nodes_in_zones({{"a", 2}});
  inventory.strategy.canary = "zone=z";
  const auto waves = plan_waves(inventory, all_of(inventory));
  ASSERT_FALSE(waves);
  EXPECT_EQ(waves.error().kind, ErrorKind::usage);
  EXPECT_THAT(waves.error().text(), testing::HasSubstr("zone=z"));
}

}  // namespace
}  // namespace profgen::fleet
