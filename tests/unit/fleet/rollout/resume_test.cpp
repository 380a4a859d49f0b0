// Runs that were cut off, stopped or left behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "unit/fleet/rollout/fixture.hpp"

namespace profgen::fleet {
namespace {

using testing::HasSubstr;

TEST(Resume, GoesOnWhereACrashLeftIt) {
  // At every write, with none, some or all of a line on the disk.
  for (std::size_t at = 1; at < 200; ++at) {
    Fleet fleet(5, at);
    fleet.files.appends_left = at;
    fleet.files.torn_bytes = at * 7 % 50;
    bool killed = false;
    try {
      ASSERT_TRUE(fleet.deploy());
    } catch (const Killed&) {
      killed = true;
    }
    if (!killed) {
      EXPECT_GT(at, 10u);
      break;
    }
    const RunState cut_off = view_run(fleet.place, "")->state;
    EXPECT_TRUE(cut_off == RunState::running || cut_off == RunState::done) << at;
    fleet.files.appends_left = static_cast<std::size_t>(-1);
    fleet.sim.forget();
    const auto view = fleet.resume();
    ASSERT_TRUE(view) << at << ": " << view.error().text();
    ASSERT_EQ(view->state, RunState::done) << at << ": " << view->why;
    ASSERT_EQ(fleet.count("sshd", fleet.digest, "enforce"), 5u);
    // The journal alone says the same.
    const auto read = view_run(fleet.place, "r1");
    ASSERT_TRUE(read) << at << ": " << read.error().text();
    EXPECT_EQ(read->state, RunState::done);
    EXPECT_TRUE(std::ranges::all_of(
        read->nodes, [](const NodeView& node) { return node.state == NodeState::final; }));
  }
}

TEST(Resume, OfARollbackGoesOnWithThat) {
  Fleet fleet(8);
  fleet.inventory.strategy.waves = {{100, true}};
  fleet.sim.nodes[2].beyond["nginx"] = {"/srv/new"};
  fleet.sim.before_ask = [&](std::size_t) {
    if (fleet.asked(rollback_request) == 3) throw Killed{};
  };
  EXPECT_THROW((void)fleet.deploy(), Killed);
  fleet.sim.before_ask = nullptr;
  fleet.sim.forget();
  const auto view = fleet.resume();
  ASSERT_TRUE(view) << view.error().text();
  EXPECT_EQ(view->state, RunState::rolled_back);
  EXPECT_THAT(view->why, HasSubstr("1 new denial"));
  EXPECT_EQ(fleet.count("nginx", fleet.digest, "enforce"), 0u);
}

TEST(Resume, RefusesAnotherBundleAndOtherNodes) {
  Fleet fleet(3);
  for (SimNode& node : fleet.sim.nodes) node.runs_programs = false;
  fleet.inventory.strategy.complain.give_up_seconds = 3600;
  ASSERT_EQ(fleet.deploy()->state, RunState::stopped);
  const std::string bytes = fleet.bytes;
  fleet.bytes = bundle::write(make_bundle({"other"}));
  const auto other = fleet.resume();
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind, ErrorKind::usage);
  EXPECT_THAT(other.error().text(), HasSubstr(bundle::digest(fleet.bytes)));
  fleet.bytes = bytes;
  fleet.inventory.nodes[1].name =
      "db\x1b"
      "1";
  const auto nodes = fleet.resume();
  ASSERT_FALSE(nodes);
  EXPECT_THAT(nodes.error().text(), HasSubstr("+db\\x1b1 -web01"));
}

TEST(Resume, TakesUpANodeThatWasLostInMidWave) {
  Fleet fleet(10);
  fleet.observer.changed = [&](const RunView& view) {
    if (view.phase == "wave 2 of 3")
      for (std::size_t i = 0; i < 10; ++i)
        if (view.nodes[i].wave == 2) {
          fleet.sim.gone_until_us.try_emplace(i, INT64_MAX);
          break;
        }
  };
  const auto view = fleet.deploy();
  EXPECT_EQ(view->state, RunState::stopped) << view->why;
  EXPECT_THAT(view->why, HasSubstr("resume"));
  ASSERT_EQ(fleet.sim.gone_until_us.size(), 1u);
  const std::size_t lost = fleet.sim.gone_until_us.begin()->first;
  EXPECT_EQ(view->nodes[lost].state, NodeState::unreachable);
  EXPECT_EQ(fleet.asked(rollback_request), 0u);
  fleet.observer.changed = nullptr;
  fleet.sim.gone_until_us[lost] = 0;
  EXPECT_EQ(fleet.resume()->state, RunState::done);
  EXPECT_EQ(fleet.count("nginx", fleet.digest, "enforce"), 10u);
}

TEST(Resume, CatchesUpWhatWasAwayWhenTheRunWasDone) {
  Fleet fleet(10);
  fleet.inventory.strategy.complain.max_failed_nodes = {10, true};
  fleet.inventory.strategy.enforce.max_failed_nodes = {1, false};
  fleet.sim.gone_until_us[9] = INT64_MAX;
  const auto view = fleet.deploy();
  EXPECT_EQ(view->state, RunState::done);
  EXPECT_THAT(view->why, HasSubstr("but not on 1 node: web09"));
  EXPECT_EQ(view->nodes[9].state, NodeState::unreachable);
  fleet.sim.gone_until_us[9] = 0;
  const auto later = fleet.resume();
  EXPECT_EQ(later->state, RunState::done);
  EXPECT_EQ(later->why, "");
  EXPECT_EQ(fleet.count("nginx", fleet.digest, "enforce"), 10u);
  // And then there is nothing to do.
  const std::size_t asks = fleet.sim.asks.size();
  EXPECT_EQ(fleet.resume()->state, RunState::done);
  EXPECT_EQ(fleet.sim.asks.size(), asks);
}

TEST(Deploy, CatchesUpLateNodesInLaterWaves) {
  Fleet fleet(10);
  fleet.inventory.strategy.complain.max_failed_nodes = {1, false};
  fleet.inventory.strategy.enforce.max_failed_nodes = {1, false};
  fleet.sim.gone_until_us[0] = fleet.sim.now_us() + 900'000'000;
  const auto view = fleet.deploy();
  EXPECT_EQ(view->state, RunState::done);
  EXPECT_EQ(view->nodes[0].state, NodeState::final);
  EXPECT_EQ(fleet.count("nginx", fleet.digest, "enforce"), 10u);
}

TEST(Stop, ByHandWaitsForWhatIsUnderWayAndCanBeResumed) {
  Fleet fleet(10);
  fleet.observer.changed = [&](const RunView& view) {
    if (view.phase == "wave 2 of 3: baking") fleet.stop = true;
  };
  const auto view = fleet.deploy();
  EXPECT_EQ(view->state, RunState::stopped);
  EXPECT_THAT(view->why, HasSubstr("by hand"));
  EXPECT_FALSE(fleet.sim.next(1000));  // nobody's answer is left
  fleet.observer.changed = nullptr;
  fleet.stop = false;
  EXPECT_EQ(fleet.resume()->state, RunState::done);
}

TEST(Abort, EndsARunAndLeavesTheNodesAsTheyAre) {
  Fleet fleet(4);
  fleet.observer.changed = [&](const RunView& view) {
    fleet.stop = view.phase == "complain: baking";
  };
  ASSERT_EQ(fleet.deploy()->state, RunState::stopped);
  const std::size_t asks = fleet.sim.asks.size();
  const auto view = abort(fleet.place, "");
  ASSERT_TRUE(view) << view.error().text();
  EXPECT_EQ(view->state, RunState::aborted);
  EXPECT_EQ(fleet.sim.asks.size(), asks);
  EXPECT_EQ(fleet.count("nginx", fleet.digest, "complain"), 4u);
  EXPECT_FALSE(abort(fleet.place, "r1"));
  fleet.stop = false;
  fleet.observer.changed = nullptr;
  EXPECT_FALSE(fleet.resume());
  // It stands in nobody's way, and can still be undone.
  EXPECT_EQ(fleet.deploy("r2")->state, RunState::done);
  EXPECT_EQ(*runs(fleet.place), (std::vector<std::string>{"r1", "r2"}));
}

TEST(ViewRun, SaysWhereThereIsNone) {
  Fleet fleet(1);
  EXPECT_THAT(view_run(fleet.place, "").error().text(), HasSubstr("had none yet"));
  EXPECT_EQ(view_run(fleet.place, "r9").error().kind, ErrorKind::input);
  EXPECT_TRUE(runs(fleet.place)->empty());
}

}  // namespace
}  // namespace profgen::fleet
