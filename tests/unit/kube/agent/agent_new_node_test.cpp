// Nodes that join the cluster: what they take up, their label and taint.
#include <gtest/gtest.h>

#include "unit/kube/agent/agent_rig.hpp"

namespace profgen::kube {
namespace {

using test::AgentRig;
using test::AgentTexts;
using test::web_texts;

const AgentTexts newer_texts = {{"web", "profile web /bin/web {\n  /newer r,\n}\n"}};
const AgentTexts db_texts = {{"db", "profile db /bin/db {\n  /db r,\n}\n"}};
const std::vector<std::string> tainted = {pending_taint, "example.com/other"};
const std::vector<std::string> untainted = {"example.com/other"};

TEST(AgentNewNode, TakesUpWhatIsDoneBeforePodsMayLand) {
  AgentRig rig;
  rig.put_node({{"role", "web"}}, tainted);
  rig.put_bundle(web_texts, "Done", "role=web");
  // The taint goes when the kernel has it all, not before.
  rig.blob.kernel.changed = [&] { EXPECT_EQ(rig.taints(), tainted); };
  rig.run();
  EXPECT_EQ(rig.blob.kernel.mode("web"), "enforce") << rig.all_told();
  EXPECT_EQ(rig.taints(), untainted);
  const NodeStatus status = rig.status();
  EXPECT_EQ(status.digest, test::package_of(web_texts).digest);
  EXPECT_EQ(status.stage, "final");
  EXPECT_EQ(rig.set(), short_digest(status.digest));
  // What is done later is the business of its rollout.
  rig.put_bundle(newer_texts, "Done", "", 5'000'000);
  rig.run(20, 60);
  EXPECT_EQ(rig.status().digest, status.digest);
}

TEST(AgentNewNode, TakesTheOneThatWasDoneLast) {
  AgentRig rig;
  rig.put_bundle(newer_texts, "Done", "", 5'000'000);
  rig.put_bundle(web_texts, "Done", "", 7'000'000);
  rig.put_bundle({{"web", "profile web /bin/web {\n}\n"}}, "RolledBack", "", 9'000'000);
  rig.put_bundle({{"web", "profile web /bin/web {\n  /x r,\n}\n"}}, "Enforcing", "", 9'000'000);
  rig.run();
  EXPECT_EQ(rig.status().digest, test::package_of(web_texts).digest);
}

TEST(AgentNewNode, OfSeveralBundlesTakesAllThatAreNotOutdone) {
  const auto node = fleet::Node{};
  std::map<std::string, std::shared_ptr<Json>> bundles;
  const auto add = [&](const std::string& name, const std::vector<std::string>& profiles,
                       const std::string& done) {
    Json object = {{"metadata", {{"name", name}}},
                   {"spec", {{"digest", name}, {"profiles", Json::array()}}},
                   {"status", {{"phase", "Done"}, {"doneTime", done}}}};
    for (const std::string& profile : profiles)
      object["spec"]["profiles"].push_back({{"name", profile}});
    bundles[name] = std::make_shared<Json>(std::move(object));
  };
  add("old-1", {"a"}, "2026-01-01T00:00:00Z");
  add("both-1", {"a", "b"}, "2026-01-02T00:00:00Z");
  add("both-2", {"a", "b"}, "2026-01-04T00:00:00Z");
  add("c-1", {"c"}, "2026-01-03T00:00:00Z");
  add("more-1", {"b", "d"}, "2026-01-05T00:00:00Z");
  std::string names;
  for (const Offer& offer : offers_for(node, bundles, {})) names += offer.object + " ";
  EXPECT_EQ(names, "c-1 both-2 more-1 ");
}

TEST(AgentNewNode, TakesNoOthersBundles) {
  AgentRig rig;
  rig.put_node({{"role", "web"}}, tainted);
  rig.put_bundle(db_texts, "Done", "role=db");
  rig.put_bundle(web_texts, "Done", "role==,,");
  rig.run();
  EXPECT_TRUE(rig.blob.kernel.loaded.empty());
  // Nothing is pending for it.
  EXPECT_EQ(rig.taints(), untainted);
  EXPECT_EQ(rig.set(), "");
  EXPECT_EQ(rig.told("role==,,"), 1u) << rig.all_told();
  // Its labels change: it is still new.
  rig.put_node({{"role", "db"}}, {});
  rig.run(3, 40);
  EXPECT_EQ(rig.blob.kernel.mode("db"), "enforce") << rig.all_told();
}

TEST(AgentNewNode, RolesAreGroups) {
  AgentRig rig;
  rig.put_node({{"node-role.kubernetes.io/worker", ""}}, {});
  rig.put_bundle(db_texts, "Done", "@control-plane");
  rig.put_bundle(web_texts, "Done", "@worker");
  rig.run();
  EXPECT_EQ(rig.blob.kernel.mode("web"), "enforce");
  EXPECT_EQ(rig.blob.kernel.mode("db"), "");
}

TEST(AgentNewNode, WaitsForARolloutThatIsNotDone) {
  AgentRig rig;
  const std::string name = rig.put_bundle(web_texts, "Enforcing");
  rig.run();
  EXPECT_TRUE(rig.blob.kernel.loaded.empty());
  Json object = *rig.memory.object(profile_bundles, "", name);
  object["status"]["phase"] = "Done";
  rig.memory.put(profile_bundles, object);
  rig.run();
  EXPECT_EQ(rig.blob.kernel.mode("web"), "enforce");
}

TEST(AgentNewNode, ThatCannotTakeItUpStaysTainted) {
  AgentRig rig;
  rig.put_node({}, tainted);
  rig.blob.write("web", "# somebody's\n");
  rig.put_bundle(web_texts, "Done");
  rig.run(5, 1);
  EXPECT_EQ(rig.taints(), tainted);
  EXPECT_NE(rig.status().error.find("was not written by profgen"), std::string::npos)
      << rig.all_told();
  EXPECT_EQ(rig.told("not taken up"), 1u) << rig.all_told();
  rig.blob.files.content.erase("/etc/apparmor.d/web");
  rig.run(7, 60);
  EXPECT_EQ(rig.taints(), untainted) << rig.all_told();
  EXPECT_EQ(rig.status().error, "");
}

TEST(AgentNewNode, WithoutAppArmorIdlesAndSaysWhy) {
  AgentRig rig(false);
  rig.put_node({}, tainted);
  rig.put_bundle(web_texts, "Done");
  rig.run(5, 40);
  EXPECT_EQ(rig.condition("AppArmor"), "False");
  EXPECT_TRUE(rig.has_problem("no-apparmor"));
  EXPECT_TRUE(rig.has_problem("tainted"));
  EXPECT_EQ(rig.taints(), tainted);
  EXPECT_EQ(rig.set(), "");
  EXPECT_EQ(rig.told("no-apparmor"), 1u) << rig.all_told();
  const std::string id = rig.ask_apply(web_texts, node::Stage::final, "r1");
  rig.run();
  EXPECT_EQ(rig.status().reply.id, id);
  EXPECT_EQ(node::test::first_problem(rig.reply()), "no-apparmor");
  rig.options.untaint_without_apparmor = true;
  rig.agent.reset();
  rig.run();
  EXPECT_EQ(rig.taints(), untainted);
  EXPECT_FALSE(rig.has_problem("tainted"));
}

TEST(AgentNewNode, LosesNobodysTaint) {
  AgentRig rig;
  rig.put_node({}, tainted);
  // Somebody changes the Node between our reading and our writing.
  bool changed = false;
  rig.blob.kernel.changed = [&] {
    if (std::exchange(changed, true)) return;
    rig.put_node({}, {pending_taint, "example.com/other", "example.com/late"});
  };
  rig.put_bundle(web_texts, "Done");
  rig.run(5, 1);
  EXPECT_EQ(rig.taints(), (std::vector<std::string>{"example.com/other", "example.com/late"}))
      << rig.all_told();
}

TEST(AgentNewNode, ANodeThatJoinsAgainWithItsProfilesIsUntainted) {
  AgentRig rig;
  rig.put_bundle(web_texts, "Done");
  rig.run();
  rig.put_node({}, tainted);
  rig.agent.reset();
  rig.blob.reboot();
  rig.run();
  EXPECT_EQ(rig.taints(), untainted);
  EXPECT_NE(rig.set(), "");
}

}  // namespace
}  // namespace profgen::kube
