// What does harm is undone: relaxed at once, then rolled back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "profgen/evidence_file.hpp"
#include "unit/fleet/rollout/fixture.hpp"

namespace profgen::fleet {
namespace {

using testing::HasSubstr;

std::size_t in_state(const RunView& view, NodeState state) {
  return static_cast<std::size_t>(
      std::ranges::count_if(view.nodes, [&](const NodeView& node) { return node.state == state; }));
}

// All that the fleet's kernels and disks hold.
std::vector<std::pair<SimPolicy, SimPolicy>> policies(const Fleet& fleet) {
  std::vector<std::pair<SimPolicy, SimPolicy>> all;
  for (const SimNode& node : fleet.sim.nodes) all.emplace_back(node.disk, node.kernel);
  return all;
}

TEST(Breach, ByANewDenialOnTheCanaryUndoesTheRun) {
  Fleet fleet(20);
  for (SimNode& node : fleet.sim.nodes)
    node.kernel["nginx"] = node.disk["nginx"] = {"old", "complain"};
  for (SimNode& node : fleet.sim.nodes)
    node.kernel["sshd"] = node.disk["sshd"] = {"old", "enforce"};
  fleet.sim.nodes[0].beyond["nginx"] = {"/srv/new"};
  const auto before = policies(fleet);
  std::vector<std::string> handed_over;
  fleet.observer.events = [&](const std::string& node, const node::EventsReply& reply) {
    if (reply.denied != 0) handed_over.push_back(node);
  };
  const auto view = fleet.deploy();
  ASSERT_TRUE(view) << view.error().text();
  EXPECT_EQ(view->state, RunState::rolled_back);
  EXPECT_THAT(view->why, HasSubstr("1 new denial, 0 may be"));
  EXPECT_EQ(in_state(*view, NodeState::rolled_back), 20u);
  EXPECT_EQ(policies(fleet), before);
  EXPECT_EQ(fleet.asked(apply_request, true), 1u);
  EXPECT_EQ(fleet.asked(relax_request), 1u);
  EXPECT_EQ(fleet.asked(rollback_request), 20u);
  EXPECT_THAT(handed_over, testing::Contains("web00"));
  EXPECT_EQ(view->nodes[0].new_denials, 1u);
  // The denial's evidence is kept, for refine.
  std::size_t kept = 0;
  for (const auto& [path, text] : fleet.files.content)
    if (path.find("/r1.evidence/") != std::string::npos) {
      EXPECT_TRUE(evidence::open_text(text, path)) << path;
      kept += text.find("/srv/new") != std::string::npos ? 1 : 0;
    }
  EXPECT_GE(kept, 1u);
}

TEST(Breach, InALaterWaveUndoesTheEarlierOnesToo) {
  Fleet fleet(20);
  fleet.inventory.strategy.skip_complain = true;
  fleet.sim.nodes[15].beyond["nginx"] = {"/srv/new"};
  const auto view = fleet.deploy();
  EXPECT_EQ(view->state, RunState::rolled_back);
  const std::size_t wave = view->nodes[15].wave;
  EXPECT_GT(wave, 1u);
  for (std::size_t i = 0; i < 20; ++i)
    EXPECT_EQ(view->nodes[i].state,
              view->nodes[i].wave <= wave ? NodeState::rolled_back : NodeState::waiting);
  EXPECT_EQ(fleet.count("nginx", fleet.digest, "enforce"), 0u);
}

TEST(Breach, RelaxesBeforeSlowNodesHaveAnswered) {
  Fleet fleet(10);
  fleet.inventory.strategy.waves = {{100, true}};
  fleet.inventory.strategy.skip_complain = true;
  fleet.sim.nodes[0].beyond["nginx"] = {"/srv/new"};
  // A poll of this one hangs until the request times out.
  bool hangs = false;
  fleet.sim.before_ask = [&](std::size_t node) {
    fleet.sim.faults.slow = node == 5 && hangs ? 1 : 0;
  };
  fleet.observer.changed = [&](const RunView& view) {
    hangs = view.phase == "wave 1 of 1: baking";
  };
  fleet.sim.nodes[0].beyond.clear();
  std::int64_t bad_since = 0;
  fleet.sim.after_change = [&](std::size_t) {
    if (hangs && bad_since == 0) {
      bad_since = fleet.sim.now_us();
      fleet.sim.nodes[0].beyond["nginx"] = {"/srv/new"};
    }
  };
  const auto view = fleet.deploy();
  EXPECT_EQ(view->state, RunState::rolled_back);
  std::int64_t first = 0, last = 0;
  for (const auto& ask : fleet.sim.asks)
    if (ask.request == relax_request) {
      if (first == 0) first = ask.time_us;
      last = ask.time_us;
    }
  EXPECT_EQ(fleet.asked(relax_request), 10u);
  EXPECT_EQ(first, last);
  EXPECT_LT(first - bad_since, 15'000'000);  // a poll later
}

TEST(Breach, IsNoneWhereItWasDeniedBeforeTheRun) {
  Fleet fleet(4);
  for (SimNode& node : fleet.sim.nodes) {
    node.kernel["nginx"] = node.disk["nginx"] = {"old", "enforce"};
    node.beyond["nginx"] = {"/srv/forbidden"};
  }
  EXPECT_EQ(fleet.deploy()->state, RunState::done);
}

TEST(Breach, LeavesABudget) {
  Fleet fleet(4);
  fleet.inventory.strategy.enforce.max_new_denials = 2;
  for (SimNode& node : fleet.sim.nodes) node.beyond["nginx"] = {"/a", "/b"};
  EXPECT_EQ(fleet.deploy()->state, RunState::done);  // two distinct ones, on each of four nodes
  Fleet other(4);
  other.inventory.strategy.enforce.max_new_denials = 2;
  other.sim.nodes[0].beyond["nginx"] = {"/a", "/b", "/c"};
  EXPECT_EQ(other.deploy()->state, RunState::rolled_back);
}

TEST(Breach, OfTheComplainGateIsByWhatItLetThrough) {
  Fleet fleet(4);
  fleet.inventory.strategy.complain.max_new_denials = 0;
  fleet.sim.nodes[3].beyond["sshd"] = {"/srv/new"};
  const auto view = fleet.deploy();
  EXPECT_EQ(view->state, RunState::rolled_back);
  EXPECT_THAT(view->why, HasSubstr("1 access that enforce mode would deny"));
  EXPECT_EQ(fleet.asked(apply_request, true), 0u);
}

TEST(Breach, ByAKernelThatHasOtherThanWasAskedFor) {
  Fleet fleet(4);
  fleet.sim.nodes[1].kernel_differs = true;
  const auto view = fleet.deploy();
  EXPECT_EQ(view->state, RunState::rolled_back);
  EXPECT_THAT(view->why, HasSubstr("web01"));
  EXPECT_THAT(view->why, HasSubstr("not as it was asked for"));
}

TEST(Breach, ByAParserThatRefusesAtTheLastMoment) {
  Fleet fleet(4);
  fleet.sim.nodes[1].parser_refuses = true;
  EXPECT_EQ(fleet.deploy()->state, RunState::rolled_back);
  Fleet lenient(4);
  lenient.inventory.strategy.complain.max_failed_nodes = {1, false};
  lenient.sim.nodes[3].parser_refuses = true;
  lenient.inventory.strategy.enforce.max_failed_nodes = {1, false};
  const auto view = lenient.deploy();
  EXPECT_EQ(view->state, RunState::done);
  EXPECT_EQ(view->nodes[3].state, NodeState::failed);
  EXPECT_THAT(view->why, HasSubstr("but not on 1 node: web03"));
}

TEST(Breach, WithANodeAwayIsHalfUndoneAndFinishedLater) {
  Fleet fleet(6);
  fleet.inventory.strategy.waves = {{100, true}};
  fleet.sim.nodes[2].beyond["nginx"] = {"/srv/new"};
  fleet.sim.before_ask = [&](std::size_t) {
    if (fleet.asked(relax_request) != 0) fleet.sim.gone_until_us.try_emplace(4, INT64_MAX);
  };
  const auto view = fleet.deploy();
  EXPECT_EQ(view->state, RunState::half_rolled_back);
  EXPECT_THAT(view->why, HasSubstr("web04"));
  EXPECT_EQ(view->nodes[4].state, NodeState::unreachable);
  EXPECT_EQ(in_state(*view, NodeState::rolled_back), 5u);
  fleet.sim.gone_until_us[4] = 0;
  const auto again = fleet.roll_back();
  EXPECT_EQ(again->state, RunState::rolled_back);
  EXPECT_EQ(fleet.count("nginx", fleet.digest, "enforce"), 0u);
  const auto resumed = fleet.resume();
  ASSERT_FALSE(resumed);
  EXPECT_THAT(resumed.error().text(), HasSubstr("it has ended: rolled-back"));
}

TEST(RollBack, OfARunThatIsDoneUndoesItWithoutRelaxing) {
  Fleet fleet(5);
  for (SimNode& node : fleet.sim.nodes)
    node.kernel["nginx"] = node.disk["nginx"] = {"old", "enforce"};
  ASSERT_EQ(fleet.deploy()->state, RunState::done);
  const auto view = fleet.roll_back("");
  ASSERT_TRUE(view) << view.error().text();
  EXPECT_EQ(view->state, RunState::rolled_back);
  EXPECT_THAT(view->why, HasSubstr("ann@desk"));
  EXPECT_EQ(fleet.asked(relax_request), 0u);
  EXPECT_EQ(fleet.count("nginx", "old", "enforce"), 5u);
  EXPECT_EQ(view_run(fleet.place, "r1")->state, RunState::rolled_back);
}

TEST(RollBack, TellsOfNodesThatLeftTheInventory) {
  Fleet fleet(3);
  ASSERT_EQ(fleet.deploy()->state, RunState::done);
  Inventory smaller = fleet.inventory;
  smaller.nodes.pop_back();
  const auto view = roll_back(fleet.place, fleet.sim, smaller, "r1", fleet.observer, fleet.stop);
  EXPECT_EQ(view->state, RunState::half_rolled_back);
  EXPECT_THAT(view->nodes[2].reason, HasSubstr("not in the inventory"));
  EXPECT_EQ(in_state(*view, NodeState::rolled_back), 2u);
}

}  // namespace
}  // namespace profgen::fleet
