// What fleet_file() writes is the fleet again, for whoever reads it without a cluster to ask.
#include "kube/controller/fleet_file.hpp"

#include <random>

#include "unit/fleet/inventory_files.hpp"

namespace profgen::kube {
namespace {

fleet::Inventory asked_of_kubectl(fleet::test::Ground& ground, const std::string& rollout) {
  ground.processes.programs["kubectl"] = [](const Command&) {
    return Finished{0, R"({"items": [
      {"metadata": {"name": "n1", "labels": {"zone": "a", "canary": "true", "size": "12",
        "node-role.kubernetes.io/edge": ""}},
       "status": {"conditions": [{"type": "Ready", "status": "True"}]}},
      {"metadata": {"name": "n2.example.org", "labels": {"zone": "no", "team": "x: {y"}},
       "status": {"conditions": [{"type": "Ready", "status": "True"}]}}]})",
                    ""};
  };
  const fleet::ReadInventory read = ground.read(
      "fleet: prod\ntransport: kubernetes\nkubernetes: {context: c, namespace: ops}\n" + rollout);
  EXPECT_TRUE(read.inventory) << fleet::test::told(read.diagnostics);
  ground.processes.programs.clear();
  return read.inventory.value_or(fleet::Inventory{});
}

TEST(FleetFile, ReadsBackWithoutAskingAnybody) {
  fleet::test::Ground ground;
  const fleet::Inventory fleet = asked_of_kubectl(
      ground,
      "rollout:\n  canary: canary=true\n  spread: [zone]\n  waves: [1, 12.5%, 100%]\n"
      "  enforce: {bake: 1h30m, starts: 0, max_failed_nodes: 10%, give_up: 2d}\n"
      "  complain: {max_new_denials: 7}\n  poll: 3s\n  skip_complain: true\n"
      "ssh: {request_timeout: 5m, fan_out: 70}\nadopt: [usr.sbin.ntpd, 'a b']\n");
  const std::string text = fleet_file(fleet, "@edge,team!=y,node-role.kubernetes.io/edge=*");
  const fleet::ReadInventory again = ground.read(text);
  ASSERT_TRUE(again.inventory) << text << fleet::test::told(again.diagnostics);
  EXPECT_EQ(fleet::test::told(again.inventory->warnings), "");
  EXPECT_EQ(again.inventory->fleet, "prod");
  EXPECT_EQ(again.inventory->strategy, fleet.strategy);
  EXPECT_EQ(again.inventory->ssh, fleet.ssh);
  EXPECT_EQ(again.inventory->adopt, fleet.adopt);
  ASSERT_TRUE(again.inventory->kubernetes);
  EXPECT_EQ(again.inventory->kubernetes->name_space, "ops");
  // A pod has no such context.
  EXPECT_EQ(again.inventory->kubernetes->context, "");
  EXPECT_EQ(fleet::test::shown(again),
            "n1 @n1:0 via  [edge ] {canary=true node-role.kubernetes.io/edge= zone=a }\n"
            "n2.example.org @n2.example.org:0 via  [] {team=x: {y zone=no }\n");
}

TEST(FleetFile, LeavesOutWhatNoSelectorAsksFor) {
  fleet::test::Ground ground;
  const std::string text = fleet_file(asked_of_kubectl(ground, ""), "size=12");
  EXPECT_EQ(fleet::test::shown(ground.read(text)),
            "n1 @n1:0 via  [] {size=12 }\nn2.example.org @n2.example.org:0 via  [] {}\n");
}

TEST(FleetFile, EveryStrategyComesBack) {
  std::mt19937_64 random(1);
  const auto below = [&](std::uint64_t limit) { return random() % limit; };
  const auto gate = [&] {
    fleet::Gate out;
    out.bake_seconds = static_cast<double>(below(1'000'000));
    out.starts = below(100);
    out.max_new_denials = below(3) == 0 ? UINT64_MAX : below(1000);
    out.max_failed_nodes = {static_cast<double>(below(1000)) / 10, true};
    if (below(2) == 0) out.max_failed_nodes = {static_cast<double>(below(100'000)), false};
    if (below(2) == 0) out.give_up_seconds = out.bake_seconds + 1 + static_cast<double>(below(99));
    return out;
  };
  fleet::test::Ground ground;
  fleet::Inventory fleet = asked_of_kubectl(ground, "");
  for (int i = 0; i < 100; ++i) {
    fleet.strategy.complain = gate();
    fleet.strategy.enforce = gate();
    fleet.strategy.waves = {{static_cast<double>(1 + below(9)), false},
                            {static_cast<double>(1 + below(990)) / 10, true},
                            {100, true}};
    fleet.strategy.poll_seconds = static_cast<double>(1 + below(1000));
    fleet.strategy.skip_complain = below(2) == 0;
    const std::string text = fleet_file(fleet, "");
    const fleet::ReadInventory again = ground.read(text);
    ASSERT_TRUE(again.inventory) << text << fleet::test::told(again.diagnostics);
    ASSERT_EQ(again.inventory->strategy, fleet.strategy) << text;
  }
}

}  // namespace
}  // namespace profgen::kube
