// An agent that is killed at any point, and anything in any order: what was asked is answered, what
// was meant for the node is there, and a profile that denies is never taken away.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "node/plan/modes.hpp"
#include "unit/kube/agent/agent_rig.hpp"

namespace profgen::kube {
namespace {

using test::AgentRig;
using test::web_texts;

struct Killed {};

// Ends the agent before or after one of its calls.
class KillingApi : public Api {
  // Before its uses: its return type is deduced.
  template <class Call>
  auto call(const Call& done) {
    const bool dies = left == 0;
    if (left >= 0) --left;
    if (dies && !after) throw Killed();
    auto out = done();
    if (dies) throw Killed();
    return out;
  }

 public:
  explicit KillingApi(Api& api) : api_(api) {}
  int left = -1;  // never
  bool after = false;

  Reply<Json> get_raw(const std::string& path) override { return api_.get_raw(path); }
  Reply<Json> get(const Kind& kind, const std::string& space, const std::string& name) override {
    return call([&] { return api_.get(kind, space, name); });
  }
  Reply<List> list(const Kind& kind, const std::string& space,
                   const std::string& selector) override {
    return call([&] { return api_.list(kind, space, selector); });
  }
  std::unique_ptr<Watch> watch(const Kind& kind, const std::string& space,
                               const std::string& selector, const std::string& version) override {
    return call([&] { return api_.watch(kind, space, selector, version); });
  }
  Reply<Json> create(const Kind& kind, const Json& object) override {
    return call([&] { return api_.create(kind, object); });
  }
  std::vector<Reply<Json>> apply(const Kind& kind, const std::vector<Json>& objects,
                                 const std::string& manager, bool force) override {
    return call([&] { return api_.apply(kind, objects, manager, force); });
  }
  Reply<Json> patch(const Kind& kind, const std::string& space, const std::string& name,
                    const Json& patch, bool status) override {
    return call([&] { return api_.patch(kind, space, name, patch, status); });
  }
  Reply<Unit> remove(const Kind& kind, const std::string& space, const std::string& name) override {
    return call([&] { return api_.remove(kind, space, name); });
  }

 private:
  Api& api_;
};

TEST(AgentKilled, AtAnyCallIsMadeGoodByTheNext) {
  for (const bool after : {false, true}) {
    int kills = 0;
    for (int at = 0;; ++at) {
      AgentRig rig;
      KillingApi killing(rig.memory);
      killing.left = at;
      killing.after = after;
      rig.api = &killing;
      rig.put_node({}, {pending_taint});
      rig.put_bundle(web_texts, "Done");
      const std::string id = rig.ask(node::StatusOf{});
      bool killed = false;
      try {
        rig.run(3);
      } catch (const Killed&) {
        killed = true;
      }
      killing.left = -1;
      rig.agent.reset();
      rig.run(4);
      const std::string where = (after ? "after call " : "before call ") + std::to_string(at);
      EXPECT_EQ(rig.status().reply.id, id) << where;
      EXPECT_EQ(rig.blob.kernel.mode("web"), "enforce") << where << "\n" << rig.all_told();
      EXPECT_TRUE(rig.taints().empty()) << where;
      EXPECT_EQ(rig.set(), short_digest(test::package_of(web_texts).digest)) << where;
      EXPECT_TRUE(rig.status().drift.empty()) << where;
      EXPECT_TRUE(rig.agent->settled()) << where;
      if (!killed) break;
      ++kills;
    }
    EXPECT_GE(kills, 10);
  }
}

TEST(AgentKilled, AtAnyChangeOfItsNodeIsMadeGoodByTheNext) {
  int kills = 0;
  for (int at = 0;; ++at) {
    AgentRig rig;
    rig.put_node({}, {pending_taint});
    rig.put_bundle(web_texts, "Done");
    rig.blob.kernel.changed = [&] { EXPECT_FALSE(rig.taints().empty()); };
    rig.blob.fuse.left = at;
    rig.run(2, 0.1);
    const bool blown = rig.blob.fuse.blown;
    rig.blob.fuse = {};
    rig.agent.reset();
    rig.run(4);
    EXPECT_EQ(rig.blob.kernel.mode("web"), "enforce") << at << "\n" << rig.all_told();
    EXPECT_TRUE(rig.taints().empty()) << at << "\n" << rig.all_told();
    EXPECT_TRUE(rig.status().drift.empty()) << at;
    EXPECT_FALSE(node::read_kept(rig.machine).taking_up) << at;
    if (!blown) break;
    ++kills;
  }
  EXPECT_GE(kills, 10);
}

// What anybody may do meanwhile, in any order.
class Meanwhile {
 public:
  Meanwhile(AgentRig& rig, unsigned seed) : rig_(rig), random_(seed) {}

  void something() {
    switch (random_() % 12) {
      case 0:
        asked(rig_.ask(node::StatusOf{}));
        break;
      case 1:
        asked(rig_.ask_apply(web_texts, node::Stage::final, "r1"));
        break;
      case 2:
        asked(rig_.ask_line("{}"));
        break;
      case 3:
        rig_.agent.reset();
        ++restarts_;
        break;
      case 4:
        rig_.memory.set_reachable(random_() % 2 == 0);
        break;
      case 5:
        rig_.memory.expire();
        break;
      case 6:
        rig_.memory.close_watches();
        break;
      case 7:
        (void)rig_.memory.remove(node_profile_statuses, "", "n1");
        last_.clear();
        break;
      case 8:
        rig_.memory.lose_answers("patch-status", &node_profile_statuses);
        break;
      case 9:
        rig_.memory.fail_next(random_() % 2 == 0 ? "patch-status" : "get", nullptr, 500);
        break;
      case 10:
        rig_.put_node({}, {pending_taint});
        break;
      default:
        rig_.blob.write("abstractions/acme", "/other r,\n");
        rig_.changes.pending = true;
    }
    rig_.run(1 + static_cast<int>(random_() % 3), 0.5 + static_cast<double>(random_() % 40));
  }
  [[nodiscard]] const std::string& last() const { return last_; }
  [[nodiscard]] std::size_t restarts() const { return restarts_; }

 private:
  void asked(const std::string& id) {
    if (!id.empty()) last_ = id;
  }
  AgentRig& rig_;
  std::mt19937 random_;
  std::string last_;
  std::size_t restarts_ = 0;
};

TEST(AgentKilled, AnythingInAnyOrderEndsWell) {
  for (unsigned seed = 0; seed < 15; ++seed) {
    AgentRig rig;
    rig.options.correct = true;
    rig.put_bundle(web_texts, "Done");
    rig.run();
    ASSERT_EQ(rig.blob.kernel.mode("web"), "enforce");
    bool less = false;
    rig.blob.kernel.changed = [&] {
      rig.changes.pending = true;
      less = less || !node::mode_denies(rig.blob.kernel.mode("web"));
    };
    Meanwhile meanwhile(rig, seed);
    for (int i = 0; i < 20; ++i) meanwhile.something();
    rig.memory.set_reachable(true);
    rig.run(6, 40);
    const std::string where = "seed " + std::to_string(seed) + "\n" + rig.all_told();
    EXPECT_FALSE(less) << where;
    EXPECT_TRUE(rig.status().drift.empty()) << where;
    EXPECT_EQ(rig.blob.policy()["abstractions/acme"], "/acme r,\n") << where;
    EXPECT_TRUE(rig.taints().empty()) << where;
    EXPECT_NE(rig.set(), "") << where;
    EXPECT_EQ(rig.condition("Drift"), "False") << where;
    if (!meanwhile.last().empty()) {
      EXPECT_EQ(rig.status().reply.id, meanwhile.last()) << where;
    }
    // Only an agent that was started anew may do something twice.
    std::map<std::string, std::size_t> done;
    for (const std::string& line : rig.log)
      if (line.starts_with("request ")) ++done[line.substr(0, line.find(':'))];
    for (const auto& [id, times] : done) EXPECT_LE(times, 1 + meanwhile.restarts()) << id << where;
  }
}

}  // namespace
}  // namespace profgen::kube
