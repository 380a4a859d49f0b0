// The agent and its object: requests, status, an API server that is away.
#include <gtest/gtest.h>

#include "unit/kube/agent/agent_rig.hpp"

namespace profgen::kube {
namespace {

using test::AgentRig;
using test::web_texts;

std::size_t status_patches(const AgentRig& rig) {
  std::size_t out = 0;
  for (const MemoryApi::Call& call : rig.memory.calls()) out += call.verb == "patch-status" ? 1 : 0;
  return out;
}

TEST(Agent, MakesItsObjectAndSaysHowItsNodeStands) {
  AgentRig rig;
  rig.run();
  const auto object = rig.memory.object(node_profile_statuses, "", "n1");
  ASSERT_TRUE(object);
  EXPECT_EQ((*object)["metadata"]["labels"][node_label], "n1");
  const NodeStatus status = rig.status();
  EXPECT_EQ(status.boot_id, "boot-1");
  EXPECT_FALSE(status.agent.empty());
  EXPECT_GT(status.seen_us, 0);
  EXPECT_EQ(rig.condition("Ready"), "True");
  EXPECT_EQ(rig.condition("AppArmor"), "True");
  EXPECT_EQ(rig.condition("Drift"), "False");
  EXPECT_TRUE(rig.agent->settled());
}

TEST(Agent, SendsAHeartbeatInTimeAndNothingElse) {
  AgentRig rig;
  rig.run();
  Json before = *rig.memory.object(node_profile_statuses, "", "n1");
  const std::size_t patches = status_patches(rig);
  rig.run(90, 1);
  Json after = *rig.memory.object(node_profile_statuses, "", "n1");
  EXPECT_GE(status_patches(rig) - patches, 3u);
  EXPECT_LE(status_patches(rig) - patches, 5u);
  EXPECT_NE(before["status"]["heartbeat"], after["status"]["heartbeat"]);
  before["status"].erase("heartbeat");
  after["status"].erase("heartbeat");
  EXPECT_EQ(before["status"], after["status"]);
}

TEST(Agent, CarriesOutWhatIsAskedOnce) {
  AgentRig rig;
  rig.run();
  const std::string id = rig.ask_apply(web_texts, node::Stage::final, "r1");
  rig.run();
  EXPECT_EQ(rig.status().reply.id, id);
  ASSERT_TRUE(std::holds_alternative<node::ApplyReply>(rig.reply())) << rig.status().reply.text;
  EXPECT_EQ(rig.blob.kernel.mode("web"), "enforce");
  const NodeStatus status = rig.status();
  EXPECT_EQ(status.run, "r1");
  EXPECT_EQ(status.stage, "final");
  EXPECT_EQ(status.revision, 1u);
  ASSERT_EQ(status.profiles.size(), 1u);
  EXPECT_TRUE(status.profiles[0].as_requested);
  EXPECT_EQ(rig.set(), short_digest(status.digest));
  rig.run(5, 40);
  EXPECT_EQ(rig.told("request op-1"), 1u) << rig.all_told();
}

TEST(Agent, OfPreflightTellsTheHostNotItsContainer) {
  AgentRig rig;
  rig.blob.files.content["/run/.containerenv"] = "";
  rig.run();
  rig.ask(node::Preflight{});
  rig.run();
  const node::Reply reply = rig.reply();
  const auto* preflight = std::get_if<node::PreflightReply>(&reply);
  ASSERT_NE(preflight, nullptr);
  EXPECT_EQ(preflight->hostname, "n1");
  EXPECT_EQ(preflight->os, "Ubuntu 24.04");
  for (const node::Problem& one : preflight->problems) EXPECT_NE(one.id, "container");
  EXPECT_FALSE(rig.has_problem("container"));
}

TEST(Agent, AnswersALineThatIsNoRequest) {
  AgentRig rig;
  rig.run();
  const std::string id = rig.ask_line("\x1b[2J rm -rf /");
  rig.run();
  EXPECT_EQ(rig.status().reply.id, id);
  EXPECT_EQ(node::test::first_problem(rig.reply()), "bad-request");
  EXPECT_EQ(rig.told("\x1b"), 0u);
}

TEST(Agent, SaysWhatIsWrongWithTheBundle) {
  AgentRig rig;
  rig.run();
  const node::Package package = test::package_of(web_texts);
  const node::Apply apply{
      {package.digest, "", "", bundle::SignatureKind::none}, node::Stage::final, {}, "r1"};
  rig.ask(apply, "web-000000000000");
  rig.run();
  EXPECT_EQ(node::test::first_problem(rig.reply()), "unknown-bundle");
  EXPECT_NE(rig.status().reply.text.find("web-000000000000"), std::string::npos);

  const std::string object = rig.put_bundle(web_texts, "Enforcing");
  Json changed = *rig.memory.object(profile_bundles, "", object);
  std::string text = changed["spec"]["text"];
  text.replace(text.find("/acme"), 5, "/evil");
  changed["spec"]["text"] = text;
  rig.memory.put(profile_bundles, changed);
  rig.ask(apply, object);
  rig.run();
  EXPECT_EQ(node::test::first_problem(rig.reply()), "bad-bundle");

  // Another bundle than the request names.
  const std::string other = rig.put_bundle({{"b", "profile b /bin/b {\n}\n"}}, "Enforcing");
  rig.ask(apply, other);
  rig.run();
  EXPECT_EQ(node::test::first_problem(rig.reply()), "bad-digest");
  EXPECT_TRUE(rig.blob.kernel.loaded.empty());
  EXPECT_NE(rig.status().error, "");
}

TEST(Agent, KeepsTheParsersWordsUntilAStepSucceeds) {
  AgentRig rig;
  rig.run();
  rig.ask_apply({{"web", "profile web /bin/web {\n  /REFUSE r,\n}\n"}}, node::Stage::final, "r1");
  rig.run();
  EXPECT_NE(rig.status().error.find("/etc/apparmor.d/web:1"), std::string::npos)
      << rig.status().error;
  EXPECT_EQ(rig.condition("Ready"), "False");
  rig.ask(node::Preflight{});
  rig.run();
  EXPECT_NE(rig.status().error, "");
  rig.ask_apply(web_texts, node::Stage::final, "r2");
  rig.run();
  EXPECT_EQ(rig.status().error, "");
  EXPECT_EQ(rig.condition("Ready"), "True");
}

TEST(Agent, AnAnswerThatWasLostIsSentAgainAndNothingIsDoneTwice) {
  AgentRig rig;
  rig.run();
  rig.memory.lose_answers("patch-status", &node_profile_statuses, 2);
  rig.memory.fail_next("patch-status", &node_profile_statuses, 503, 1);
  const std::string id = rig.ask_apply(web_texts, node::Stage::final, "r1");
  rig.run(8, 10);
  EXPECT_EQ(rig.status().reply.id, id);
  EXPECT_EQ(rig.told("request op-1"), 1u) << rig.all_told();
  // A new agent finds it answered.
  rig.agent.reset();
  rig.run();
  EXPECT_EQ(rig.told("request op-1"), 1u) << rig.all_told();
  EXPECT_EQ(rig.status().reply.id, id);
}

TEST(Agent, WhileTheBundleCannotBeFetchedTheRequestWaits) {
  AgentRig rig;
  rig.run();
  rig.memory.fail_next("get", &profile_bundles, 503, 2);
  const std::string id = rig.ask_apply(web_texts, node::Stage::final, "r1");
  rig.run(2, 0.1);
  EXPECT_NE(rig.status().reply.id, id);
  rig.run(6, 10);
  EXPECT_EQ(rig.status().reply.id, id);
  EXPECT_EQ(rig.blob.kernel.mode("web"), "enforce");
}

TEST(Agent, ADeletedObjectIsMadeAgainWithItsReply) {
  AgentRig rig;
  rig.run();
  const std::string id = rig.ask_apply(web_texts, node::Stage::final, "r1");
  rig.run();
  ASSERT_TRUE(rig.memory.remove(node_profile_statuses, "", "n1"));
  rig.run();
  EXPECT_EQ(rig.status().run, "r1");
  EXPECT_EQ(rig.condition("AppArmor"), "True");
  // Whoever asked still waits for it.
  rig.ask_line(node::to_line(node::Request(node::StatusOf{})), "", 0, id);
  rig.run();
  EXPECT_EQ(rig.status().reply.id, id);
  EXPECT_EQ(rig.told("request op-1"), 1u) << rig.all_told();
}

TEST(Agent, AnObjectThatALeaderMadeBecomesItsOwn) {
  AgentRig rig;
  const std::string id = rig.ask(node::Preflight{});
  rig.run();
  EXPECT_EQ(rig.status().reply.id, id);
  Json stripped = *rig.memory.object(node_profile_statuses, "", "n1");
  EXPECT_EQ(stripped["metadata"]["labels"][node_label], "n1");
  stripped["metadata"].erase("labels");
  rig.memory.put(node_profile_statuses, stripped);
  rig.run();
  EXPECT_EQ((*rig.memory.object(node_profile_statuses, "", "n1"))["metadata"]["labels"][node_label],
            "n1");
  const std::string next = rig.ask(node::Preflight{});
  rig.run();
  EXPECT_EQ(rig.status().reply.id, next);
}

TEST(Agent, GoesOnWithoutTheServerAndAfterIt) {
  AgentRig rig;
  rig.run();
  rig.ask_apply(web_texts, node::Stage::final, "r1");
  rig.run();
  rig.memory.set_reachable(false);
  rig.run(200, 1);
  EXPECT_EQ(rig.blob.kernel.mode("web"), "enforce");
  EXPECT_EQ(rig.told("it is asked again"), 1u) << rig.all_told();
  const std::size_t calls = rig.memory.calls().size();
  rig.run(200, 1);
  // At the end about once in 30 s.
  EXPECT_LE(rig.memory.calls().size() - calls, 12u);
  rig.memory.set_reachable(true);
  const std::string id = rig.ask(node::StatusOf{});
  rig.run(3, 20);
  EXPECT_EQ(rig.status().reply.id, id) << rig.all_told();
  EXPECT_EQ(rig.told("answers again"), 1u);
}

TEST(Agent, ListsAgainWhenItsVersionIsTooOld) {
  AgentRig rig;
  rig.run();
  rig.memory.expire();
  const std::string id = rig.ask(node::StatusOf{});
  rig.run();
  EXPECT_EQ(rig.status().reply.id, id);
  rig.memory.close_watches();
  const std::string next = rig.ask(node::StatusOf{});
  rig.run(4, 2);
  EXPECT_EQ(rig.status().reply.id, next);
}

TEST(Agent, NamesTheRightThatItLacksOnce) {
  AgentRig rig;
  rig.memory.fail_next("get", &nodes, 403, 1000);
  rig.run(20, 10);
  EXPECT_EQ(rig.told("get nodes"), 1u) << rig.all_told();
  const std::string id = rig.ask_apply(web_texts, node::Stage::final, "r1");
  rig.run();
  EXPECT_EQ(rig.status().reply.id, id);
  std::size_t gets = 0;
  for (const MemoryApi::Call& call : rig.memory.calls())
    gets += call.verb == "get" && call.plural == "nodes" ? 1 : 0;
  EXPECT_LE(gets, 9u);
}

TEST(Agent, StoppedItSaysSoAndLeavesAllAsItIs) {
  AgentRig rig;
  rig.run();
  rig.ask_apply(web_texts, node::Stage::final, "r1");
  rig.run();
  const auto modes = rig.blob.kernel.modes();
  const auto policy = rig.blob.policy();
  rig.agent->stop();
  rig.agent.reset();
  EXPECT_EQ(rig.condition("Ready"), "False");
  EXPECT_TRUE(rig.has_problem("agent-stopped"));
  EXPECT_EQ(rig.blob.kernel.modes(), modes);
  EXPECT_EQ(rig.blob.policy(), policy);
  rig.run();
  EXPECT_EQ(rig.condition("Ready"), "True");
  EXPECT_FALSE(rig.has_problem("agent-stopped"));
}

TEST(Agent, CountsUsersWhereItSeesThem) {
  AgentRig rig;
  rig.run();
  rig.ask_apply(web_texts, node::Stage::final, "r1");
  rig.blob.kernel.running = {{7, "web", "enforce", "/bin/web", 1}, {8, "web", "enforce", "", 2}};
  rig.run();
  EXPECT_TRUE(rig.status().usage.empty());
  rig.options.usage = true;
  rig.agent.reset();
  rig.run();
  EXPECT_EQ(rig.status().usage.at("web"), 2u);
}

TEST(Agent, ADeletedBundleTakesNothingAway) {
  AgentRig rig;
  rig.run();
  rig.ask_apply(web_texts, node::Stage::final, "r1");
  rig.run();
  EXPECT_FALSE(rig.has_problem("bundle-gone"));
  for (const Json& one : rig.memory.objects(profile_bundles))
    ASSERT_TRUE(rig.memory.remove(profile_bundles, "", one["metadata"]["name"]));
  rig.run(12, 60);
  EXPECT_TRUE(rig.has_problem("bundle-gone")) << rig.all_told();
  EXPECT_EQ(rig.blob.kernel.mode("web"), "enforce");
  EXPECT_EQ(rig.condition("Ready"), "True");
  rig.put_bundle(web_texts, "Done");
  rig.run(12, 60);
  EXPECT_FALSE(rig.has_problem("bundle-gone"));
}

}  // namespace
}  // namespace profgen::kube
