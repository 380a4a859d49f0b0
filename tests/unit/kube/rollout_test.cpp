// The whole engine of a rollout over mailboxes, with everything that may happen in between: it ends
// with all nodes new, all as they were, or a stop that it states.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

#include "kube/objects/kinds.hpp"
#include "support/cases.hpp"
#include "unit/fleet/rollout/fixture.hpp"
#include "unit/kube/agents.hpp"

namespace profgen::kube {
namespace {

using fleet::RunState;
using fleet::RunView;

class KubeSchedule {
 public:
  explicit KubeSchedule(std::uint64_t seed)
      : random_(seed), inventory_(make(2 + pick(6))), agents_(inventory_, seed) {
    static const std::vector<std::string> modes = {"", "complain", "enforce"};
    for (fleet::SimNode& node : agents_.nodes) {
      if (const std::string& mode = modes[pick(3)]; !mode.empty())
        node.kernel["nginx"] = node.disk["nginx"] = {"old", mode};
      if (chance(0.04)) node.beyond["nginx"] = {"/srv/a"};
      before_.push_back(node.kernel);
    }
    // Few bytes a part where replies are short, as evidence is long.
    if (chance(0.5)) agents_.part_size = 40 + pick(400);
    agents_.faults.until_us = agents_.now_us + 900'000'000;
    for (double* fault : {&agents_.faults.restart, &agents_.faults.silence, &agents_.faults.reboot})
      if (chance(0.4)) *fault = 0.002 * static_cast<double>(1 + pick(4));
    agents_.at_work = [this] { meddle(); };
    agents_.after_change = [this](std::size_t i) { check_confinement(i); };
  }

  void run() {
    fleet::MortalFiles files;
    const fleet::RunPlace place{files, "/state/fleet/lab", "ann@desk"};
    const std::string bytes = bundle::write(fleet::make_bundle({"nginx"}));
    const fleet::Deploy what{inventory_, bytes, "", {}, "r1", false};
    std::atomic<bool> stop = false;
    Result<RunView> view = Error{};
    for (int attempt = 0;; ++attempt) {
      ASSERT_LT(attempt, 40) << "it never ends: " << told(view);
      files.appends_left = attempt < 3 && chance(0.4) ? 1 + pick(40) : SIZE_MAX;
      const auto way = agents_.transport("op" + std::to_string(attempt));
      try {
        view = attempt == 0 ? fleet::deploy(place, *way, what, {}, stop)
                            : fleet::resume(place, *way, what, {}, stop);
      } catch (const fleet::Killed&) {
        continue;
      }
      ASSERT_TRUE(view) << view.error().text();
      if (view->state == RunState::rolled_back) break;
      ASSERT_TRUE(view->state == RunState::done || !view->why.empty()) << "a stop without a word";
      // A node that was away at the last look stays so in the view.
      if (view->state == RunState::done &&
          (agents_.now_us > agents_.faults.until_us + 3'000'000'000 || !is_behind(*view)))
        break;
      for (int i = 0; i < 1500; ++i) agents_.pass(1);
    }
    ++ends[static_cast<std::size_t>(view->state)];
    check_end(*view, bundle::digest(bytes));
  }

  static inline std::map<std::size_t, std::size_t> ends;

 private:
  static fleet::Inventory make(std::size_t nodes) {
    fleet::Inventory inventory = fleet::make_inventory(nodes);
    fleet::Strategy& strategy = inventory.strategy;
    strategy.complain = {40, 1, UINT64_MAX, {1, false}, 1800};
    strategy.enforce = {20, 0, 0, {1, false}, 1800};
    strategy.waves = {{1, false}, {100, true}};
    strategy.poll_seconds = 5;
    return inventory;
  }
  std::size_t pick(std::size_t count) { return random_() % count; }
  bool chance(double of) { return static_cast<double>(pick(100'000)) < of * 1e5; }

  static bool is_behind(const RunView& view) {
    return std::ranges::any_of(view.nodes, [](const fleet::NodeView& node) {
      return node.state != fleet::NodeState::final;
    });
  }

  static std::string told(const Result<RunView>& view) {
    if (!view) return view.error().text();
    std::string out = view->why;
    for (const fleet::NodeView& node : view->nodes)
      out += "\n" + node.name + " " + std::string(name_of(node.state)) + " " + node.reason;
    return out;
  }

  // What happens to an API server.
  void meddle() {
    MemoryApi& api = agents_.api;
    if (agents_.now_us >= down_until_us_ && down_until_us_ != 0) {
      api.set_reachable(true);
      down_until_us_ = 0;
    }
    if (agents_.now_us > agents_.faults.until_us || !chance(0.01)) return;
    static constexpr const char* verbs[] = {"list", "watch", "apply", "create", "get"};
    switch (pick(6)) {
      case 0:
        return api.close_watches();
      case 1:
        return api.expire();
      case 2:
        return api.fail_next(verbs[pick(5)], nullptr, pick(2) == 0 ? 503 : 429, 1 + int(pick(3)));
      case 3:
        return api.lose_answers("apply", nullptr, 1 + int(pick(3)));
      case 4:
        return write_by_somebody();
      default:
        if (!chance(0.2)) return;
        api.set_reachable(false);
        down_until_us_ = agents_.now_us + 1'000'000 * std::int64_t(1 + pick(200));
    }
  }

  // Another profgen asks something: its request may stand in the way.
  void write_by_somebody() {
    const std::string& name = agents_.nodes[pick(agents_.nodes.size())].name;
    const auto object = agents_.api.object(node_profile_statuses, "", name);
    if (!object) return;
    const NodeStatus status = node_status_of(*object).value();
    if (status.reply.id != status.request.id) return;
    Json made = request_object(name, {"ben-" + std::to_string(random_() % 1'000'000),
                                      node::to_line(node::Request(node::Preflight{})), "", 0});
    (void)agents_.api.apply(node_profile_statuses, {made}, "profgen", false);
  }

  void check_confinement(std::size_t i) {
    const fleet::SimNode& node = agents_.nodes[i];
    for (const auto& [profile, old] : before_[i]) {
      ASSERT_TRUE(node.kernel.contains(profile));
      if (old.mode == "enforce") {
        ASSERT_TRUE(fleet::sim_denies(node.kernel, profile)) << node.name;
      }
    }
  }

  void check_end(const RunView& view, const std::string& digest) {
    for (std::size_t i = 0; i < view.nodes.size(); ++i) {
      const fleet::SimNode& node = agents_.nodes[i];
      if (view.state == RunState::done) {
        if (view.nodes[i].state == fleet::NodeState::final)
          EXPECT_EQ(node.kernel.at("nginx"), (fleet::SimProfile{digest, "enforce"})) << node.name;
        else
          EXPECT_FALSE(view.nodes[i].reason.empty()) << node.name;
        continue;
      }
      ASSERT_EQ(view.state, RunState::rolled_back);
      EXPECT_EQ(node.disk, before_[i]) << node.name;
      for (const auto& [profile, loaded] : node.kernel) {
        const auto old = before_[i].find(profile);
        if (old == before_[i].end())
          EXPECT_EQ(loaded.mode, "unconfined") << node.name;
        else
          EXPECT_EQ(loaded, old->second) << node.name;
      }
    }
    // It stays so, whatever stands in the mailboxes still.
    const auto kernels = [&] {
      std::vector<fleet::SimPolicy> out;
      for (const fleet::SimNode& node : agents_.nodes) out.push_back(node.kernel);
      return out;
    };
    const auto then = kernels();
    for (int i = 0; i < 100; ++i) agents_.pass(1);
    EXPECT_EQ(kernels(), then);
  }

  std::mt19937_64 random_;
  fleet::Inventory inventory_;
  Agents agents_;
  std::vector<fleet::SimPolicy> before_;
  std::int64_t down_until_us_ = 0;
};

TEST(KubeRollout, EndsAllNewAllOldOrInAStopThatIsStated) {
  const std::size_t count = proof::cases(24);
  for (std::size_t seed = 1; seed <= count; ++seed) {
    KubeSchedule schedule(seed);
    ASSERT_NO_FATAL_FAILURE(schedule.run()) << "seed " << seed;
    ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed;
  }
  std::string text;
  for (const auto& [state, number] : KubeSchedule::ends)
    text += std::string(text.empty() ? "" : ", ") + std::to_string(number) + " " +
            std::string(name_of(static_cast<RunState>(state)));
  std::cout << count << " schedules: " << text << "\n";
  EXPECT_GT(KubeSchedule::ends[static_cast<std::size_t>(RunState::done)], 0U);
}

}  // namespace
}  // namespace profgen::kube
