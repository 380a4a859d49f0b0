// A run that goes well, and those that stop before anything is changed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "unit/fleet/rollout/fixture.hpp"

namespace profgen::fleet {
namespace {

using testing::HasSubstr;

bool all_are(const RunView& view, NodeState state) {
  return std::ranges::all_of(view.nodes, [&](const NodeView& node) { return node.state == state; });
}

TEST(Deploy, GoesFromComplainThroughTheWavesToTheEnd) {
  Fleet fleet(20);
  std::vector<std::string> phases;
  fleet.observer.changed = [&](const RunView& view) {
    if (phases.empty() || phases.back() != view.phase) phases.push_back(view.phase);
  };
  const std::int64_t begin = fleet.sim.now_us();
  const auto view = fleet.deploy();
  ASSERT_TRUE(view) << view.error().text();
  EXPECT_EQ(view->state, RunState::done);
  EXPECT_TRUE(all_are(*view, NodeState::final));
  EXPECT_EQ(view->wave_sizes, (std::vector<std::size_t>{1, 1, 8, 10}));
  EXPECT_EQ(fleet.count("nginx", fleet.digest, "enforce"), 20u);
  EXPECT_EQ(phases, (std::vector<std::string>{
                        "preflight", "plan", "complain", "complain: baking", "wave 1 of 4",
                        "wave 1 of 4: baking", "wave 2 of 4", "wave 2 of 4: baking", "wave 3 of 4",
                        "wave 3 of 4: baking", "wave 4 of 4", "wave 4 of 4: baking"}));
  EXPECT_GE(fleet.sim.now_us() - begin, 1'080'000'000);  // 600 s and four times 120 s
  EXPECT_LT(fleet.sim.now_us() - begin, 1'300'000'000);
  EXPECT_EQ(fleet.asked(apply_request), 40u);
  EXPECT_EQ(fleet.asked(apply_request, true), 20u);
  EXPECT_EQ(fleet.asked(relax_request) + fleet.asked(rollback_request), 0u);
}

TEST(Deploy, KeepsEnforcingWhatWasEnforcedWhileOthersComplain) {
  Fleet fleet(2);
  for (SimNode& node : fleet.sim.nodes)
    node.kernel["nginx"] = node.disk["nginx"] = {"old", "enforce"};
  bool enforced = true;
  fleet.sim.after_change = [&](std::size_t node) {
    enforced = enforced && sim_denies(fleet.sim.nodes[node].kernel, "nginx");
  };
  ASSERT_EQ(fleet.deploy()->state, RunState::done);
  EXPECT_TRUE(enforced);
}

TEST(Deploy, CanSkipComplain) {
  Fleet fleet(3);
  fleet.inventory.strategy.skip_complain = true;
  ASSERT_EQ(fleet.deploy()->state, RunState::done);
  EXPECT_EQ(fleet.asked(apply_request), 3u);
}

TEST(Deploy, LeavesOutWhatTheSelectorDoesNotTake) {
  Fleet fleet(6);
  bundle::Bundle bundle = make_bundle({"nginx"});
  bundle.selector = "zone=a";
  fleet.bytes = bundle::write(bundle);
  const auto view = fleet.deploy();
  ASSERT_EQ(view->state, RunState::done);
  EXPECT_EQ(fleet.count("nginx", bundle::digest(fleet.bytes), "enforce"), 3u);
  EXPECT_EQ(view->nodes[1].state, NodeState::left_out);
  EXPECT_TRUE(
      std::ranges::all_of(fleet.sim.asks, [](const auto& ask) { return ask.node % 2 == 0; }));
  bundle.selector = "zone=z";
  fleet.bytes = bundle::write(bundle);
  const auto none = fleet.deploy("r2");
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().text(), HasSubstr("takes no node"));
}

TEST(Deploy, StopsAtABlockedNodeBeforeAnythingIsChanged) {
  Fleet fleet(4);
  fleet.sim.nodes[2].preflight_problems = {
      {"read-only", "/etc/apparmor.d is read-only", "remount it", true}};
  const auto view = fleet.deploy();
  ASSERT_TRUE(view);
  EXPECT_EQ(view->state, RunState::stopped);
  EXPECT_THAT(view->why, HasSubstr("web02"));
  EXPECT_THAT(view->why, HasSubstr("read-only"));
  EXPECT_THAT(view->why, HasSubstr("nothing was changed"));
  EXPECT_EQ(view->nodes[2].state, NodeState::failed);
  EXPECT_EQ(view->nodes[2].remedy, "remount it");
  EXPECT_EQ(fleet.asked(apply_request), 0u);
  // Nothing stands in the way of another run, and the node can be mended meanwhile.
  fleet.sim.nodes[2].preflight_problems.clear();
  EXPECT_EQ(fleet.resume()->state, RunState::done);
}

TEST(Deploy, GoesOnWithoutBlockedNodesWhereItIsToldTo) {
  Fleet fleet(4);
  fleet.leave_blocked = true;
  fleet.sim.nodes[2].plan_problems = {{"reserved-name", "docker-default is Docker's", "", true}};
  const auto view = fleet.deploy();
  EXPECT_EQ(view->state, RunState::done);
  EXPECT_EQ(view->nodes[2].state, NodeState::left_out);
  EXPECT_THAT(view->nodes[2].reason, HasSubstr("docker-default"));
  EXPECT_EQ(fleet.count("nginx", fleet.digest, "enforce"), 3u);
}

TEST(Deploy, StopsWhereAProfileDoesNotCompileSomewhereWhateverIsLeft) {
  Fleet fleet(4);
  fleet.leave_blocked = true;
  fleet.sim.nodes[3].plan_problems = {
      {"does-not-compile", "nginx:3:1: syntax error", "ask for an older abi", true}};
  const auto view = fleet.deploy();
  EXPECT_EQ(view->state, RunState::stopped);
  EXPECT_THAT(view->why, HasSubstr("web03: nginx:3:1: syntax error (ask for an older abi)"));
  EXPECT_EQ(fleet.asked(apply_request), 0u);
}

TEST(Deploy, StopsWhereTooManyCannotBeReachedBeforeAnythingIsChanged) {
  Fleet fleet(4);
  fleet.sim.gone_until_us[1] = INT64_MAX;
  const auto view = fleet.deploy();
  EXPECT_EQ(view->state, RunState::stopped);
  EXPECT_EQ(view->nodes[1].state, NodeState::unreachable);
  EXPECT_THAT(view->why, HasSubstr("web01: Connection refused"));
  EXPECT_EQ(fleet.asked(apply_request), 0u);
}

TEST(Deploy, TellsOfAClockThatIsWrongAndGoesOn) {
  Fleet fleet(2);
  fleet.sim.nodes[0].clock_ahead_us = 7'200'000'000;
  fleet.sim.nodes[1].clock_ahead_us = -86'400'000'000;
  const auto view = fleet.deploy();
  EXPECT_EQ(view->state, RunState::done);
  EXPECT_THAT(view->nodes[0].reason, HasSubstr("2 hours"));
  EXPECT_THAT(view->nodes[0].reason, HasSubstr("ahead"));
  EXPECT_THAT(view->nodes[1].reason, HasSubstr("behind"));
  EXPECT_THAT(view->nodes[1].remedy, HasSubstr("chrony"));
}

TEST(Deploy, WaitsForStartsAndGivesUpWhenItIsTold) {
  Fleet fleet(2);
  for (SimNode& node : fleet.sim.nodes) node.runs_programs = false;
  fleet.inventory.strategy.complain.give_up_seconds = 3600;
  const auto view = fleet.deploy();
  EXPECT_EQ(view->state, RunState::stopped);
  EXPECT_THAT(view->why, HasSubstr("1 hour"));
  EXPECT_THAT(view->why, HasSubstr("0 of 1 process under nginx"));
  EXPECT_EQ(fleet.asked(rollback_request), 0u);
  for (SimNode& node : fleet.sim.nodes) node.runs_programs = true;
  EXPECT_EQ(fleet.resume()->state, RunState::done);
}

TEST(Deploy, CountsStartsOverTheNodesOfTheWave) {
  Fleet fleet(4);
  fleet.inventory.strategy.complain.starts = 5;  // one process a node: four, until one is restarted
  fleet.inventory.strategy.complain.give_up_seconds = 5000;
  fleet.inventory.strategy.enforce.starts = 0;
  EXPECT_EQ(fleet.deploy()->state, RunState::stopped);
  fleet.sim.nodes[0].reboot();
  EXPECT_EQ(fleet.resume()->state, RunState::done);
}

TEST(Deploy, DoesNotBeginWhereAnotherRunIsHalfWay) {
  Fleet fleet(2);
  for (SimNode& node : fleet.sim.nodes) node.runs_programs = false;
  fleet.inventory.strategy.complain.give_up_seconds = 3600;
  ASSERT_EQ(fleet.deploy()->state, RunState::stopped);
  const auto second = fleet.deploy("r2");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::usage);
  EXPECT_THAT(second.error().text(), HasSubstr("run r1 is stopped"));
  const auto same = fleet.deploy();
  ASSERT_FALSE(same);
  EXPECT_THAT(same.error().text(), HasSubstr("already"));
}

TEST(Deploy, RefusesASecondWriterAndTellsWhoTheFirstIs) {
  Fleet fleet(2);
  fleet.files.content["/state/fleet/lab/lock.holder"] = "bob@desk (deploy r0)\n";
  fleet.files.locked = true;
  const auto view = fleet.deploy();
  ASSERT_FALSE(view);
  EXPECT_EQ(view.error().kind, ErrorKind::system);
  EXPECT_THAT(view.error().text(), HasSubstr("bob@desk (deploy r0)"));
  EXPECT_FALSE(fleet.resume());
  EXPECT_FALSE(fleet.roll_back());
  EXPECT_FALSE(abort(fleet.place, "r1"));
  EXPECT_TRUE(fleet.sim.asks.empty());
}

TEST(Deploy, AsksNobodyWhereTheJournalCannotBeWritten) {
  Fleet fleet(2);
  fleet.files.full = true;
  const auto view = fleet.deploy();
  ASSERT_FALSE(view);
  EXPECT_THAT(view.error().text(), HasSubstr("No space left"));
  EXPECT_TRUE(fleet.sim.asks.empty());
}

TEST(Deploy, TakesADamagedReplyForNone) {
  Fleet fleet(1);
  class Garbled : public Transport {
   public:
    explicit Garbled(Transport& under) : under_(under) {}
    void ask(std::size_t node, std::shared_ptr<const std::string> line) override {
      under_.ask(node, std::move(line));
    }
    std::optional<Answer> next(double seconds) override {
      auto answer = under_.next(seconds);
      if (answer && !garbled_) answer->line = "\x1b[2J{";
      garbled_ = garbled_ || answer;
      return answer;
    }
    void wait(double seconds) override { under_.wait(seconds); }
    std::int64_t now_us() const override { return under_.now_us(); }

   private:
    Transport& under_;
    bool garbled_ = false;
  } garbled(fleet.sim);
  const auto view = deploy(fleet.place, garbled, fleet.what("r1"), fleet.observer, fleet.stop);
  EXPECT_EQ(view->state, RunState::stopped);
  EXPECT_THAT(view->why, HasSubstr("its reply is damaged"));
  EXPECT_EQ(view->why.find('\x1b'), std::string::npos);
  EXPECT_EQ(fleet.resume()->state, RunState::done);
}

}  // namespace
}  // namespace profgen::fleet
