// A node that stops at any change of its disk or its kernel, killed or without power: the next call
// finds all old or all new, and the same request asked again is carried out.
#include <gtest/gtest.h>

#include "node/plan/modes.hpp"
#include "unit/node/blob_machine.hpp"

namespace profgen::node {
namespace {

using test::BlobMachine;
using test::package_of;
using test::problems_text;
using Texts = std::map<std::string, std::string>;

const std::string before_text = "profile old /bin/old {\n  /o r,\n}\n";
const Texts set = {
    {"fresh",
     "profile fresh /bin/fresh {\n  include if exists <local/fresh>\n  profile sub {\n  }\n}\n"},
    {"local/fresh", "/l r,\n"},
    {"old", "profile old /bin/old {\n  /o r,\n  /more r,\n}\n"}};

// What counts of a node. Parked and not loaded are alike: nothing is confined by it.
struct Standing {
  Texts policy;
  std::map<std::string, std::string> modes;
  friend bool operator==(const Standing&, const Standing&) = default;
};
Standing standing_of(const BlobMachine& node) {
  Standing out{node.policy(), node.kernel.modes()};
  std::erase_if(out.modes, [](const auto& one) { return one.second == "unconfined"; });
  return out;
}

struct Scenario {
  const char* name;
  std::vector<Request> first;
  Request request;
  bool always_finished = false;  // what the disk has of it counts as all of it
};

std::vector<Scenario> scenarios() {
  const Apply complain{package_of(set), Stage::complain, {"old"}, "r"};
  const Apply final{package_of(set), Stage::final, {"old"}, "r"};
  const Rollback back{"r", std::nullopt};
  return {{"complain", {}, complain},
          {"final", {}, final},
          {"final after complain", {complain}, final},
          {"relax", {complain, final}, Relax{"r"}, true},
          {"rollback", {complain, final}, back},
          {"rollback after relax", {final, Relax{"r"}}, back},
          {"park", {final}, Park{{"fresh"}, "p"}},
          {"retire", {final, Park{{"fresh"}, "p"}}, Retire{{"fresh"}, "p"}}};
}

class Stopped : public ::testing::TestWithParam<bool> {
 protected:
  // `old` denied before any of it, and nothing here may change that.
  static void watch(BlobMachine& node) {
    node.kernel.changed = [&node] { EXPECT_TRUE(mode_denies(node.kernel.mode("old"))); };
  }
  static void settle_and_compare(BlobMachine& node, const Scenario& scenario, const Standing& old,
                                 const Standing& fresh, int step) {
    const Reply status = node.ask(StatusOf{});
    ASSERT_TRUE(std::holds_alternative<StatusReply>(status)) << problems_text(status);
    const Standing now = standing_of(node);
    EXPECT_TRUE(now == old || now == fresh)
        << scenario.name << " stopped at " << step << ": neither old nor new";
    const std::uint64_t old_revision = scenario.first.size();
    EXPECT_EQ(node.state().revision, now == old ? old_revision : old_revision + 1)
        << scenario.name << " stopped at " << step;
    EXPECT_FALSE(node.files.exists("/var/lib/profgen/node/pending"));
  }
};

TEST_P(Stopped, AtEveryStepIsWholeAtTheNextCall) {
  const bool without_power = GetParam();
  for (const Scenario& scenario : scenarios()) {
    BlobMachine start;
    start.write_and_load("old", before_text);
    for (const Request& request : scenario.first) {
      const Reply reply = start.ask(request);
      ASSERT_TRUE(std::holds_alternative<ApplyReply>(reply)) << problems_text(reply);
    }
    BlobMachine whole(start);
    const Reply done = whole.ask(scenario.request);
    ASSERT_TRUE(std::holds_alternative<ApplyReply>(done)) << scenario.name << problems_text(done);
    ASSERT_TRUE(std::get<ApplyReply>(done).changed) << scenario.name;
    const Standing old = standing_of(start), fresh = standing_of(whole);

    int stops = 0;
    for (int step = 0;; ++step) {
      BlobMachine node(start);
      watch(node);
      node.fuse.left = step;
      (void)node.ask(scenario.request);
      if (!node.fuse.blown) break;
      ++stops;
      BlobMachine next(node);
      if (without_power) next.reboot();
      EXPECT_TRUE(mode_denies(next.kernel.mode("old"))) << scenario.name << " at " << step;
      watch(next);
      settle_and_compare(next, scenario, old, fresh, step);
      const Reply again = next.ask(scenario.request);
      ASSERT_TRUE(std::holds_alternative<ApplyReply>(again))
          << scenario.name << problems_text(again);
      EXPECT_EQ(standing_of(next), fresh) << scenario.name << " asked again after " << step;
    }
    EXPECT_GE(stops, 5) << scenario.name;
  }
}

TEST_P(Stopped, AlsoWhileItSettles) {
  const bool without_power = GetParam();
  for (const Scenario& scenario : scenarios()) {
    BlobMachine start;
    start.write_and_load("old", before_text);
    for (const Request& request : scenario.first) (void)start.ask(request);
    BlobMachine whole(start);
    (void)whole.ask(scenario.request);
    const Standing old = standing_of(start), fresh = standing_of(whole);
    // Every third stop of the first call is enough; all of those of the second are looked at.
    for (int step = 2;; step += 3) {
      BlobMachine node(start);
      node.fuse.left = step;
      (void)node.ask(scenario.request);
      if (!node.fuse.blown) break;
      for (int second = 0;; ++second) {
        BlobMachine settling(node);
        watch(settling);
        settling.fuse.left = second;
        (void)settling.ask(StatusOf{});
        BlobMachine next(settling);
        if (without_power) next.reboot();
        watch(next);
        settle_and_compare(next, scenario, old, fresh, step * 1000 + second);
        if (!settling.fuse.blown) break;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(KilledOrWithoutPower, Stopped, ::testing::Bool());

}  // namespace
}  // namespace profgen::node
