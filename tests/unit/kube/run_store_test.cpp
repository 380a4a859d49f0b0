#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "kube/objects/field.hpp"
#include "kube/objects/kinds.hpp"
#include "kube/transport/cluster_lock.hpp"
#include "kube/transport/mirrored_files.hpp"
#include "kube/transport/run_mirror.hpp"
#include "unit/fleet/rollout/fixture.hpp"
#include "unit/kube/agents.hpp"

namespace profgen::kube {
namespace {

using testing::HasSubstr;

TEST(KubeRunStore, AnotherOperatorGoesOnWithARun) {
  const fleet::Inventory inventory = fleet::make_inventory(4);
  Agents agents(inventory);
  const std::string bytes = bundle::write(fleet::make_bundle({"nginx"}));
  const fleet::Deploy what{inventory, bytes, "", {}, "R_1", false};
  std::atomic<bool> stop = false;
  fleet::MortalFiles ann, ben;
  {
    RunStore store(agents.api, "profgen", "lab");
    MirroredFiles files(ann, store, nullptr);
    RunMirror mirror(agents.api, agents.timing());
    fleet::Observer stopper;
    stopper.changed = [&](const fleet::RunView& view) { stop = view.phase.starts_with("wave 2"); };
    const auto way = agents.transport("ann");
    const auto view = fleet::deploy({files, "/state/fleet/lab", "ann@desk"}, *way, what,
                                    mirror.observer(stopper), stop);
    ASSERT_TRUE(view) << view.error().text();
    EXPECT_EQ(view->state, fleet::RunState::stopped);
  }
  const auto status = [&] { return agents.api.objects(profile_bundles).at(0)["status"]; };
  EXPECT_EQ(status()["phase"], "Stopped");
  stop = false;
  RunStore store(agents.api, "profgen", "lab");
  const fleet::RunPlace place{ben, "/state/fleet/lab", "ben@home"};
  const auto fetched = fetch_runs(store, place);
  ASSERT_TRUE(fetched) << fetched.error().text();
  EXPECT_TRUE(fetched->empty());
  EXPECT_EQ(ben.content["/state/fleet/lab/R_1.jsonl"], ann.content["/state/fleet/lab/R_1.jsonl"]);
  const auto bundle = find_bundle(agents.api, bundle::digest(bytes));
  ASSERT_TRUE(bundle);
  EXPECT_EQ(bundle->bytes, bytes);
  MirroredFiles files(ben, store, nullptr);
  RunMirror mirror(agents.api, agents.timing());
  const auto way = agents.transport("ben");
  const auto view =
      fleet::resume({files, "/state/fleet/lab", "ben@home"}, *way, what, mirror.observer({}), stop);
  ASSERT_TRUE(view) << view.error().text();
  EXPECT_EQ(view->state, fleet::RunState::done);
  EXPECT_EQ(status()["phase"], "Done");
  EXPECT_EQ(status()["final"], 4);
  // What Ben did comes to Ann, too.
  RunStore again(agents.api, "profgen", "lab");
  ASSERT_TRUE(fetch_runs(again, {ann, "/state/fleet/lab", "ann@desk"}));
  EXPECT_EQ(ben.content["/state/fleet/lab/R_1.jsonl"], ann.content["/state/fleet/lab/R_1.jsonl"]);
}

TEST(KubeRunStore, LongJournalsAreSeveralObjects) {
  MemoryApi api;
  std::string journal;
  while (journal.size() < 300'000)
    journal += "{\"ä\":\"" + std::to_string(journal.size()) + "\"}\n";
  RunStore store(api, "profgen", "lab");
  for (std::size_t size = 0; size < journal.size();
       size = journal.find('\n', std::min(journal.size() - 1, size + 40'000)) + 1)
    ASSERT_TRUE(store.put("r1", journal.substr(0, size)));
  ASSERT_TRUE(store.put("r1", journal));
  EXPECT_EQ(api.objects(config_maps).size(), 3U);
  RunStore other(api, "profgen", "lab");
  EXPECT_EQ(other.fetch().value().at("r1"), journal);
  EXPECT_TRUE(RunStore(api, "profgen", "other").fetch()->empty());
  // Here it went on another way: nothing is overwritten.
  MemoryFiles files;
  files.content["/s/r1.jsonl"] = "something else\n";
  const auto warnings = fetch_runs(other, {files, "/s", "x"});
  ASSERT_EQ(warnings->size(), 1U);
  EXPECT_EQ(files.content["/s/r1.jsonl"], "something else\n");
}

TEST(KubeRunStore, ANameFromTheClusterIsNoPath) {
  MemoryApi api;
  Json object = object_of(config_maps, "profgen-run-x-0");
  object["metadata"]["namespace"] = "profgen";
  object["metadata"]["labels"] = {{"profgen.dev/kind", "run"}};
  object["data"] = {{"fleet", "lab"}, {"run", "../x"}, {"chunk", "0"}, {"journal", "{}\n"}};
  api.put(config_maps, object);
  EXPECT_TRUE(RunStore(api, "profgen", "lab").fetch()->empty());
}

TEST(KubeRunStore, AClusterThatSaysNoIsToldOfOnce) {
  MemoryApi api;
  api.fail_next("apply", &config_maps, 403, 2);
  RunStore store(api, "profgen", "lab");
  MemoryFiles files;
  std::vector<std::string> told;
  MirroredFiles mirrored(files, store, [&](const Error& error) { told.push_back(error.text()); });
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(mirrored.append("/s/r1.jsonl", "{}\n"));
  ASSERT_EQ(told.size(), 1U);
  EXPECT_THAT(told[0], HasSubstr("may not `patch` configmaps"));
  EXPECT_EQ(store.fetch().value().at("r1"), "{}\n{}\n{}\n");
}

struct Time {
  std::int64_t now = 1'795'000'000'000'000;
  std::function<void()> meanwhile = [] {};
  Timing timing() {
    return {[this] { return now; },
            [this](double seconds) {
              now += static_cast<std::int64_t>(seconds * 1e6);
              meanwhile();
            }};
  }
};

TEST(ClusterLock, OneLeaderAtATime) {
  MemoryApi api;
  Time time;
  auto ann = ClusterLock::take(api, "profgen", "lab", "ann", time.timing());
  ASSERT_TRUE(ann) << ann.error().text();
  EXPECT_EQ(api.object(leases, "profgen", "profgen-lab")->at("spec").at("holderIdentity"), "ann");
  time.meanwhile = [&] { (void)(*ann)->renew(); };
  const auto ben = ClusterLock::take(api, "profgen", "lab", "ben", time.timing());
  ASSERT_FALSE(ben);
  EXPECT_THAT(ben.error().text(), HasSubstr("ann leads a rollout"));
  // Given back, it is free at once.
  ann = Error{};
  time.meanwhile = [] {};
  const std::int64_t begun = time.now;
  EXPECT_TRUE(ClusterLock::take(api, "profgen", "lab", "ben", time.timing()));
  EXPECT_EQ(time.now, begun);
}

TEST(ClusterLock, IsTakenOverFromALeaderThatDied) {
  MemoryApi api;
  Time time;
  auto ann = ClusterLock::take(api, "profgen", "lab", "ann", time.timing());
  ASSERT_TRUE(ann);
  const std::int64_t begun = time.now;
  const auto ben = ClusterLock::take(api, "profgen", "lab", "ben", time.timing());
  ASSERT_TRUE(ben) << ben.error().text();
  EXPECT_GE(time.now - begun, 30'000'000);
  EXPECT_FALSE((*ann)->renew());
  EXPECT_TRUE((*ben)->renew());
}

TEST(ClusterLock, ALeaderThatLostItIsTold) {
  const fleet::Inventory inventory = fleet::make_inventory(1);
  Agents agents(inventory);
  auto lock = ClusterLock::take(agents.api, "profgen", "lab", "ann", agents.timing());
  ASSERT_TRUE(lock);
  int lost = 0;
  const auto way = while_locked(agents.transport(), **lock, [&] { ++lost; });
  for (int i = 0; i < 200; ++i) way->wait(1);
  EXPECT_EQ(lost, 0);
  Json lease = *agents.api.object(leases, "profgen", "profgen-lab");
  lease["spec"]["holderIdentity"] = "ben";
  agents.api.put(leases, lease);
  for (int i = 0; i < 200; ++i) way->wait(1);
  EXPECT_EQ(lost, 1);
}

}  // namespace
}  // namespace profgen::kube
