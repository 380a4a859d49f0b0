#include "kube/controller/controller_job.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "kube/objects/field.hpp"
#include "kube/objects/kinds.hpp"
#include "kube/transport/mirrored_files.hpp"
#include "unit/fleet/inventory_files.hpp"
#include "unit/fleet/rollout/fixture.hpp"
#include "unit/kube/agents.hpp"

namespace profgen::kube {
namespace {

using testing::HasSubstr;

fleet::Inventory cluster_fleet(std::size_t nodes = 3) {
  fleet::Inventory inventory = fleet::make_inventory(nodes);
  inventory.kubernetes.emplace();
  inventory.kubernetes->image = "registry/profgen-node:0.1.0";
  return inventory;
}
ControllerRun controller_run(const std::string& run = "R_1") {
  return {run, bundle::write(fleet::make_bundle({"nginx"})), "", {}, "", false};
}
std::string what_is_refused(const Result<std::vector<Json>>& objects) {
  return objects ? "nothing was refused" : objects.error().text();
}
void give_account(MemoryApi& api) {
  Json account = object_of(service_accounts, "profgen-controller");
  account["metadata"]["namespace"] = "profgen";
  api.put(service_accounts, account);
}

TEST(ControllerJob, RunsOnceWithoutRights) {
  ControllerRun what = controller_run();
  what.signature = "-----BEGIN SSH SIGNATURE-----\n";
  what.signature_kind = bundle::SignatureKind::ssh;
  what.selector = "zone=a";
  what.leave_blocked = true;
  const auto objects = controller_objects(cluster_fleet(), what);
  ASSERT_TRUE(objects) << objects.error().text();
  const Json &job = objects->at(0), &map = objects->at(1);
  EXPECT_EQ(metadata_text(job, "name"), "profgen-r-1");
  EXPECT_EQ(metadata_text(map, "name"), "profgen-r-1");
  EXPECT_EQ(job["spec"]["backoffLimit"], 0);
  const Json& pod = job["spec"]["template"]["spec"];
  EXPECT_EQ(pod["restartPolicy"], "Never");
  EXPECT_EQ(pod["serviceAccountName"], "profgen-controller");
  EXPECT_EQ(pod["securityContext"]["runAsNonRoot"], true);
  EXPECT_EQ(pod["securityContext"]["seccompProfile"]["type"], "RuntimeDefault");
  ASSERT_EQ(pod["containers"].size(), 1U);
  const Json& container = pod["containers"][0];
  EXPECT_EQ(container["image"], "registry/profgen-node:0.1.0");
  EXPECT_EQ(container["securityContext"]["readOnlyRootFilesystem"], true);
  EXPECT_EQ(container["securityContext"]["allowPrivilegeEscalation"], false);
  EXPECT_EQ(container["securityContext"]["capabilities"], Json({{"drop", {"ALL"}}}));
  EXPECT_EQ(container["command"], Json::array({"profgen"}));
  EXPECT_EQ(container["args"].dump(),
            R"(["fleet","deploy","/etc/profgen/rollout.bundle","--digest",")" +
                bundle::digest(what.bytes) +
                R"(","--run","R_1","--inventory","/etc/profgen/fleet.yaml","--state-dir",)"
                R"("/var/lib/profgen","--selector","zone=a","--leave-blocked"])");
  EXPECT_EQ(pod["volumes"][0]["configMap"]["name"], "profgen-r-1");
  EXPECT_EQ(from_base64(map["binaryData"]["rollout.bundle"].get<std::string>()), what.bytes);
  EXPECT_EQ(from_base64(map["binaryData"]["rollout.bundle.sshsig"].get<std::string>()),
            what.signature);
  // A journal is looked for by this label.
  EXPECT_EQ(map["metadata"]["labels"]["profgen.dev/kind"], "controller");
}

TEST(ControllerJob, NamesAreThoseOfLabels) {
  EXPECT_EQ(controller_name("20261127-171500-1a2b3c4d"), "profgen-20261127-171500-1a2b3c4d");
  EXPECT_EQ(controller_name("A.b_"), "profgen-a-b");
  const std::string longer = controller_name(std::string(200, 'x'));
  EXPECT_LE(longer.size(), 52U);
  EXPECT_NE(longer, controller_name(std::string(201, 'x')));
}

TEST(ControllerJob, SaysWhatIsMissing) {
  fleet::Inventory over_ssh = fleet::make_inventory(1);
  EXPECT_THAT(what_is_refused(controller_objects(over_ssh, controller_run())),
              HasSubstr("`transport: kubernetes`"));
  fleet::Inventory without_image = cluster_fleet();
  without_image.kubernetes->image.clear();
  EXPECT_THAT(what_is_refused(controller_objects(without_image, controller_run())),
              HasSubstr("no image is named"));
  EXPECT_THAT(what_is_refused(controller_objects(cluster_fleet(), controller_run("../x"))),
              HasSubstr("a run's name has"));
  bundle::Bundle large = fleet::make_bundle({"nginx"});
  large.files[0].text += std::string(largest_config_map, '#');
  ControllerRun too_much = controller_run();
  too_much.bytes = bundle::write(large);
  EXPECT_THAT(what_is_refused(controller_objects(cluster_fleet(), too_much)),
              HasSubstr("a ConfigMap may have 1048576 bytes; 3 nodes"));
}

TEST(ControllerJob, MapsGoWithTheirJob) {
  MemoryApi api;
  give_account(api);
  const auto objects = controller_objects(cluster_fleet(), controller_run()).value();
  ASSERT_TRUE(start_controller(api, objects));
  const Json job = api.object(jobs, "profgen", "profgen-r-1").value();
  const Json map = api.object(config_maps, "profgen", "profgen-r-1").value();
  EXPECT_EQ(map["metadata"]["ownerReferences"],
            Json::array({{{"apiVersion", "batch/v1"},
                          {"kind", "Job"},
                          {"name", "profgen-r-1"},
                          {"uid", metadata_text(job, "uid")}}}));
  const Status again = start_controller(api, objects);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ErrorKind::usage);
  EXPECT_THAT(again.error().text(), HasSubstr("jobs/profgen-r-1"));
  EXPECT_TRUE(api.object(jobs, "profgen", "profgen-r-1"));
}

TEST(ControllerJob, NothingIsLeftOfAHalf) {
  MemoryApi api;
  const auto objects = controller_objects(cluster_fleet(), controller_run()).value();
  const Status without = start_controller(api, objects);
  ASSERT_FALSE(without);
  EXPECT_THAT(without.error().text(), HasSubstr("kubectl apply -k deploy/"));
  EXPECT_TRUE(api.objects(jobs).empty());
  give_account(api);
  api.fail_next("create", &config_maps, 403);
  const Status refused = start_controller(api, objects);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text(), HasSubstr("`create` configmaps"));
  EXPECT_TRUE(api.objects(jobs).empty());
  // It cannot be taken back either: that is told.
  api.fail_next("create", &config_maps, 403);
  api.fail_next("delete", &jobs, 403);
  const Status left = start_controller(api, objects);
  ASSERT_FALSE(left);
  EXPECT_THAT(left.error().text(), HasSubstr("kubectl -n profgen delete job profgen-r-1"));
}

// As the pod does it, of nothing but the two objects; then it is killed, and Ben goes on.
TEST(ControllerJob, LeadsARolloutThatOthersGoOnWith) {
  fleet::Inventory inventory = cluster_fleet(4);
  inventory.strategy.canary = "zone=b";
  inventory.strategy.complain.bake_seconds = inventory.strategy.enforce.bake_seconds = 20;
  Agents agents(inventory);
  give_account(agents.api);
  const auto made = controller_objects(inventory, controller_run());
  ASSERT_TRUE(made) << made.error().text();
  ASSERT_TRUE(start_controller(agents.api, *made));
  const Json map = agents.api.object(config_maps, "profgen", "profgen-r-1").value();
  fleet::test::Ground ground;
  const fleet::ReadInventory read = ground.read(map["data"]["fleet.yaml"]);
  ASSERT_TRUE(read.inventory) << fleet::test::told(read.diagnostics);
  const std::string bytes =
      from_base64(map["binaryData"]["rollout.bundle"].get<std::string>()).value();
  std::atomic<bool> stop = false;
  fleet::MortalFiles pod, ben;
  {
    RunStore store(agents.api, "profgen", "lab");
    MirroredFiles files(pod, store, nullptr);
    pod.appends_left = 12;
    const auto way = agents.transport("pod");
    EXPECT_THROW((void)fleet::deploy({files, "/state/fleet/lab", "65532@pod"}, *way,
                                     {*read.inventory, bytes, "", {}, "R_1", false}, {}, stop),
                 fleet::Killed);
  }
  RunStore store(agents.api, "profgen", "lab");
  MirroredFiles files(ben, store, nullptr);
  const fleet::RunPlace place{files, "/state/fleet/lab", "ben@home"};
  ASSERT_TRUE(fetch_runs(store, place));
  const auto way = agents.transport("ben");
  const auto view = fleet::resume(place, *way, {inventory, bytes, "", {}, "R_1", false}, {}, stop);
  ASSERT_TRUE(view) << view.error().text();
  EXPECT_EQ(view->state, fleet::RunState::done);
  for (const fleet::SimNode& node : agents.nodes)
    EXPECT_EQ(node.kernel.at("nginx").mode, "enforce") << node.name;
}

}  // namespace
}  // namespace profgen::kube
