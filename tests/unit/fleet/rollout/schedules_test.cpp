// Random fleets, faults and crashes. Whatever happens, a run ends with all nodes new, all as they
// were, or a stop that it states; no node is ever without the confinement it had; nobody is asked
// ahead of its wave; budgets hold.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "support/cases.hpp"
#include "unit/fleet/rollout/fixture.hpp"

namespace profgen::fleet {
namespace {

constexpr int most_attempts = 60;

class Schedule {
 public:
  explicit Schedule(std::uint64_t seed) : random_(seed), fleet_(3 + pick(20), seed) {
    Strategy& strategy = fleet_.inventory.strategy;
    strategy.skip_complain = chance(0.2);
    if (chance(0.5)) strategy.spread = {"zone"};
    if (chance(0.3)) strategy.canary = "zone=b";
    strategy.complain.starts = pick(3);
    strategy.enforce.starts = pick(2);
    strategy.complain.give_up_seconds = strategy.enforce.give_up_seconds = 3600;
    strategy.enforce.max_new_denials = chance(0.3) ? 1 : 0;
    if (chance(0.5))
      strategy.complain.max_failed_nodes = strategy.enforce.max_failed_nodes = {1, false};
    fleet_.inventory.ssh.fan_out = 1 + pick(8);
    SimFaults& faults = fleet_.sim.faults;
    for (double* fault : {&faults.drop, &faults.slow, &faults.reply_lost, &faults.cut_short,
                          &faults.locked, &faults.reboot, &faults.twice})
      if (chance(0.4)) *fault = between(0, 0.05);
    if (chance(0.2)) faults.disk_full = between(0, 0.02);
    faults.until_us = fleet_.sim.now_us() + 6'000'000'000;
    static const std::vector<std::string> modes = {"", "complain", "enforce"};
    for (SimNode& node : fleet_.sim.nodes) {
      for (const char* profile : {"nginx", "sshd"})
        if (const std::string& mode = modes[pick(modes.size())]; !mode.empty())
          node.kernel[profile] = node.disk[profile] = {"old", mode};
      if (chance(0.03)) node.beyond["nginx"] = {"/srv/a"};
      if (chance(0.03)) node.beyond["sshd"] = {"/srv/b", "/srv/c"};
      if (chance(0.01)) node.kernel_differs = true;
      if (chance(0.02)) node.parser_refuses = true;
      before_.push_back(node.kernel);
    }
    fleet_.sim.after_change = [this](std::size_t i) { check_confinement(i); };
  }

  void run() {
    Result<RunView> view = Error{};
    for (int attempt = 0;; ++attempt) {
      ASSERT_LT(attempt, most_attempts) << "it never ends: " << (view ? view->why : std::string());
      set_death(attempt);
      try {
        view = attempt == 0 ? fleet_.deploy() : fleet_.resume();
        ASSERT_TRUE(view) << view.error().text();
      } catch (const Killed&) {
        fleet_.sim.forget();
        continue;
      }
      const bool over = view->state == RunState::done || view->state == RunState::rolled_back;
      if (over && fleet_.sim.now_us() > fleet_.sim.faults.until_us) break;
      if (view->state == RunState::rolled_back) break;
      ASSERT_TRUE(over || !view->why.empty()) << "a stop that says nothing";
      if (over && !behind(*view)) break;
      // Whoever sees to a stopped run comes back later.
      (void)fleet_.sim.next(900);
      if (fleet_.sim.now_us() > fleet_.sim.faults.until_us + 20'000'000'000) break;
    }
    ends[static_cast<std::size_t>(view->state)]++;
    check_end(*view);
    check_journal(*view);
  }

  static inline std::map<std::size_t, std::size_t> ends;

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }
  double between(double low, double high) {
    return low + (high - low) * static_cast<double>(random_() % 10'000) / 10'000;
  }
  bool chance(double of) { return between(0, 1) < of; }

  void set_death(int attempt) {
    const bool dies = attempt < 4 && chance(0.5);
    fleet_.files.appends_left = dies && chance(0.5) ? 1 + pick(40) : static_cast<std::size_t>(-1);
    fleet_.files.torn_bytes = pick(60);
    asks_left_ = dies ? pick(150) : static_cast<std::size_t>(-1);
    fleet_.sim.before_ask = [this](std::size_t) {
      if (asks_left_-- == 0) throw Killed{};
    };
  }

  static bool behind(const RunView& view) {
    return std::ranges::any_of(view.nodes,
                               [](const NodeView& node) { return node.state != NodeState::final; });
  }

  void check_confinement(std::size_t i) {
    const SimNode& node = fleet_.sim.nodes[i];
    for (const auto& [profile, old] : before_[i]) {
      ASSERT_TRUE(node.kernel.contains(profile)) << node.name << " lost " << profile;
      ASSERT_NE(node.kernel.at(profile).mode, "unconfined") << node.name << " " << profile;
      if (old.mode == "enforce") {
        ASSERT_TRUE(sim_denies(node.kernel, profile)) << node.name << " " << profile;
      }
    }
  }

  void check_end(const RunView& view) {
    for (std::size_t i = 0; i < view.nodes.size(); ++i) {
      const SimNode& node = fleet_.sim.nodes[i];
      if (view.nodes[i].state == NodeState::final) {
        for (const char* profile : {"nginx", "sshd"})
          EXPECT_EQ(node.kernel.at(profile), (SimProfile{fleet_.digest, "enforce"})) << node.name;
      } else if (view.state == RunState::done) {
        EXPECT_FALSE(view.nodes[i].reason.empty()) << node.name << " is left, and nobody says why";
      }
      if (view.state != RunState::rolled_back) continue;
      for (const auto& [profile, loaded] : node.kernel) {
        const auto old = before_[i].find(profile);
        if (old == before_[i].end())
          EXPECT_EQ(loaded.mode, "unconfined") << node.name << " " << profile;
        else
          EXPECT_EQ(loaded, old->second) << node.name << " " << profile;
      }
      EXPECT_EQ(node.disk, before_[i]) << node.name;
    }
  }

  void check_journal(const RunView& view) {
    RunHead head;
    Phase phase = Phase::preflight;
    std::size_t wave = 0;
    bool breached = false;
    std::int64_t baking_since = 0;
    std::set<std::uint64_t> denied;
    std::map<std::size_t, std::int64_t> asked;
    const auto read = read_journal(fleet_.place, "r1", [&](const Entry& entry) {
      if (const auto* one = std::get_if<RunHead>(&entry)) head = *one;
      if (std::holds_alternative<BreachEntry>(entry)) breached = true;
      if (const auto* one = std::get_if<SeenEntry>(&entry))
        denied.insert(one->denied.begin(), one->denied.end());
      if (const auto* one = std::get_if<PhaseEntry>(&entry)) {
        if (one->phase == Phase::wave && one->wave > 1 && one->wave != wave) {
          EXPECT_EQ(one->wave, wave + 1);
          EXPECT_LE(denied.size(), head.strategy.enforce.max_new_denials);
          EXPECT_GE(one->time_us, baking_since + 120'000'000);
        }
        if (one->phase == Phase::wave && one->wave == 1 && !head.strategy.skip_complain &&
            wave == 0) {
          EXPECT_EQ(phase, Phase::complain);
          EXPECT_GE(one->time_us, baking_since + 600'000'000);
        }
        phase = one->phase;
        wave = one->wave;
        if (one->baking) baking_since = one->time_us;
      }
      const auto* const one = std::get_if<AskedEntry>(&entry);
      if (one == nullptr || one->step == Step::relax || one->step == Step::rollback) return;
      EXPECT_FALSE(breached) << "somebody was asked to go on behind a breach";
      if (one->step != Step::final) return;
      EXPECT_EQ(phase, Phase::wave);
      for (const std::size_t node : one->nodes) {
        EXPECT_LE(view.nodes[node].wave, wave);
        asked.try_emplace(node, one->time_us);
      }
    });
    ASSERT_TRUE(read) << read.error().text();
    // Written down before it was asked.
    for (const auto& ask : fleet_.sim.asks) {
      if (!ask.final) continue;
      ASSERT_TRUE(asked.contains(ask.node));
      EXPECT_LE(asked[ask.node], ask.time_us);
    }
  }

  std::mt19937_64 random_;
  Fleet fleet_;
  std::vector<SimPolicy> before_;
  std::size_t asks_left_ = 0;
};

TEST(Schedules, EndAllNewAllOldOrInAStopThatIsStated) {
  const std::size_t count = proof::cases(120);
  for (std::size_t seed = 1; seed <= count; ++seed) {
    Schedule schedule(seed);
    ASSERT_NO_FATAL_FAILURE(schedule.run()) << "seed " << seed;
    ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed;
  }
  std::string text;
  for (const auto& [state, number] : Schedule::ends)
    text += std::string(text.empty() ? "" : ", ") + std::to_string(number) + " " +
            std::string(name_of(static_cast<RunState>(state)));
  std::cout << count << " schedules: " << text << "\n";
  EXPECT_GT(Schedule::ends[static_cast<std::size_t>(RunState::done)], count / 10);
  EXPECT_GT(Schedule::ends[static_cast<std::size_t>(RunState::rolled_back)], count / 10);
}

}  // namespace
}  // namespace profgen::fleet
