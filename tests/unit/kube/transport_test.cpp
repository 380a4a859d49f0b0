#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "kube/objects/kinds.hpp"
#include "unit/fleet/rollout/fixture.hpp"
#include "unit/kube/agents.hpp"

namespace profgen::kube {
namespace {

using fleet::Answer;
using State = Answer::State;
using testing::HasSubstr;

struct Cluster {
  explicit Cluster(std::size_t nodes)
      : inventory(fleet::make_inventory(nodes)), agents(inventory) {}

  fleet::Inventory inventory;
  Agents agents;
  std::string bytes = bundle::write(fleet::make_bundle({"nginx"}));

  // All answers to one question, or what came within the time.
  std::vector<Answer> ask_all(fleet::Transport& way, const node::Request& request) {
    const auto line = std::make_shared<const std::string>(node::to_line(request));
    for (std::size_t i = 0; i < inventory.nodes.size(); ++i) way.ask(i, line);
    return gather(way, inventory.nodes.size());
  }
  std::vector<Answer> gather(fleet::Transport& way, std::size_t count) {
    std::vector<Answer> out;
    const std::int64_t limit = agents.now_us + 3'600'000'000;
    while (out.size() < count && agents.now_us < limit)
      if (auto answer = way.next(10)) out.push_back(std::move(*answer));
    EXPECT_EQ(out.size(), count);
    std::ranges::sort(out, {}, &Answer::node);
    return out;
  }
  [[nodiscard]] node::Plan plan() const { return {{bundle::digest(bytes), bytes, "", {}}, {}, {}}; }
};

std::size_t count_calls(const MemoryApi& api, const std::string& verb, const Kind& kind) {
  return static_cast<std::size_t>(
      std::ranges::count_if(api.calls(), [&](const MemoryApi::Call& call) {
        return call.verb == verb && call.plural == kind.plural;
      }));
}

TEST(KubeTransport, AsksThroughMailboxes) {
  Cluster cluster(5);
  const auto way = cluster.agents.transport();
  for (const Answer& answer : cluster.ask_all(*way, node::Preflight{})) {
    ASSERT_EQ(answer.state, State::answered) << answer.reason;
    const auto reply = node::reply_of(answer.line);
    ASSERT_TRUE(reply) << reply.error().text();
    EXPECT_EQ(std::get<node::PreflightReply>(*reply).hostname,
              cluster.inventory.nodes[answer.node].name);
  }
}

TEST(KubeTransport, ABundleIsPutThereOnceAndItsBytesStayOutOfMailboxes) {
  Cluster cluster(3);
  const auto way = cluster.agents.transport();
  for (int again = 0; again < 2; ++again)
    for (const Answer& answer : cluster.ask_all(*way, cluster.plan()))
      ASSERT_EQ(answer.state, State::answered) << answer.reason;
  EXPECT_EQ(count_calls(cluster.agents.api, "create", profile_bundles), 1U);
  const auto bundles = cluster.agents.api.objects(profile_bundles);
  ASSERT_EQ(bundles.size(), 1U);
  EXPECT_EQ(bundle_of(bundles[0]).value().bytes, cluster.bytes);
  const auto box = cluster.agents.api.object(node_profile_statuses, "", "web00");
  EXPECT_THAT(box->at("spec").at("request").at("line").get<std::string>(),
              HasSubstr("\"bytes\":\"\""));
  // Another operator finds it there.
  const auto other = cluster.agents.transport("other");
  EXPECT_EQ(cluster.ask_all(*other, cluster.plan())[0].state, State::answered);
}

TEST(KubeTransport, ABundleThatIsDeletedMeanwhileIsPutThereAgain) {
  Cluster cluster(2);
  const auto way = cluster.agents.transport();
  (void)cluster.ask_all(*way, cluster.plan());
  const std::string name = cluster.agents.api.objects(profile_bundles)[0]["metadata"]["name"];
  ASSERT_TRUE(cluster.agents.api.remove(profile_bundles, "", name));
  for (const Answer& answer : cluster.ask_all(*way, cluster.plan())) {
    ASSERT_EQ(answer.state, State::answered);
    EXPECT_TRUE(std::holds_alternative<node::PlanReply>(node::reply_of(answer.line).value()));
  }
}

TEST(KubeTransport, AnotherBundleOfTheSameNameIsRefused) {
  Cluster cluster(1);
  auto object = to_object(bundle_object(cluster.bytes, "", {}).value()).value();
  object["spec"]["text"] = "something else";
  cluster.agents.api.put(profile_bundles, object);
  const auto way = cluster.agents.transport();
  const auto answers = cluster.ask_all(*way, cluster.plan());
  EXPECT_EQ(answers[0].state, State::refused);
  EXPECT_THAT(answers[0].reason, HasSubstr("changed by hand"));
}

TEST(KubeTransport, LargeRepliesComeInParts) {
  Cluster cluster(3);
  cluster.agents.part_size = 50;
  const auto way = cluster.agents.transport();
  for (const Answer& answer : cluster.ask_all(*way, node::Preflight{})) {
    ASSERT_EQ(answer.state, State::answered) << answer.reason;
    EXPECT_TRUE(node::reply_of(answer.line)) << answer.line;
  }
  EXPECT_EQ(cluster.agents.carried_out, 3U);
}

TEST(KubeTransport, AnAgentThatBeginsAnewBetweenPartsIsAskedAgain) {
  Cluster cluster(4);
  cluster.agents.part_size = 20;
  cluster.agents.faults.restart = 0.05;
  cluster.agents.faults.until_us = cluster.agents.now_us + 60'000'000;
  const auto way = cluster.agents.transport();
  for (const Answer& answer : cluster.ask_all(*way, node::Preflight{})) {
    ASSERT_EQ(answer.state, State::answered) << answer.reason;
    EXPECT_TRUE(node::reply_of(answer.line)) << answer.line;
  }
  EXPECT_GT(cluster.agents.carried_out, 4U);
}

TEST(KubeTransport, ASilentAgentIsUnreachableWhateverTheClocksSay) {
  Cluster cluster(2);
  for (const std::int64_t ahead : {-7'200'000'000, 7'200'000'000}) {
    cluster.agents.clock_ahead_us = ahead;
    cluster.agents.silent_until_us.clear();
    cluster.agents.pass(0);
    const auto way = cluster.agents.transport();
    cluster.agents.silent_until_us[1] = INT64_MAX;
    const std::int64_t begun = cluster.agents.now_us;
    const auto answers = cluster.ask_all(*way, node::Preflight{});
    EXPECT_EQ(answers[0].state, State::answered);
    EXPECT_EQ(answers[1].state, State::unreachable);
    EXPECT_THAT(answers[1].remedy, HasSubstr("kubectl -n profgen get pods -o wide"));
    EXPECT_GE(cluster.agents.now_us - begun, 90'000'000);
    EXPECT_LE(cluster.agents.now_us - begun, 100'000'000);
    // Nobody waits for it: it must not be carried out when the agent comes back.
    for (int i = 0; i < 20; ++i) way->wait(1);
    const auto box = cluster.agents.api.object(node_profile_statuses, "", "web01");
    EXPECT_TRUE(node_status_of(*box).value().request.id.empty());
  }
}

TEST(KubeTransport, ANodeWithoutAnObjectIsUnreachableAtOnce) {
  Cluster cluster(2);
  cluster.agents.silent_until_us[1] = INT64_MAX;
  const auto way = cluster.agents.transport();
  const std::int64_t begun = cluster.agents.now_us;
  const auto answers = cluster.ask_all(*way, node::Preflight{});
  EXPECT_EQ(answers[0].state, State::answered);
  EXPECT_EQ(answers[1].state, State::unreachable);
  EXPECT_THAT(answers[1].reason, HasSubstr("no NodeProfileStatus"));
  EXPECT_LE(cluster.agents.now_us - begun, 5'000'000);
}

TEST(KubeTransport, GoesOnThroughExpiryCutsAndAnAbsentServer) {
  Cluster cluster(3);
  const auto way = cluster.agents.transport();
  (void)cluster.ask_all(*way, node::Preflight{});
  cluster.agents.api.expire();
  EXPECT_EQ(cluster.ask_all(*way, node::Preflight{})[2].state, State::answered);
  cluster.agents.api.close_watches();
  EXPECT_EQ(cluster.ask_all(*way, node::Preflight{})[2].state, State::answered);
  cluster.agents.api.lose_answers("apply", nullptr, 2);
  EXPECT_EQ(cluster.ask_all(*way, node::Preflight{})[2].state, State::answered);
  const std::int64_t back_us = cluster.agents.now_us + 100'000'000;
  cluster.agents.api.set_reachable(false);
  cluster.agents.at_work = [&] {
    if (cluster.agents.now_us >= back_us) cluster.agents.api.set_reachable(true);
  };
  for (const Answer& answer : cluster.ask_all(*way, node::Preflight{}))
    EXPECT_EQ(answer.state, State::answered) << answer.reason;
}

TEST(KubeTransport, AServerThatStaysAwayEndsInAnAnswer) {
  Cluster cluster(2);
  const auto way = cluster.agents.transport();
  cluster.agents.api.set_reachable(false);
  const std::int64_t begun = cluster.agents.now_us;
  for (const Answer& answer : cluster.ask_all(*way, node::Preflight{})) {
    EXPECT_EQ(answer.state, State::unreachable);
    EXPECT_THAT(answer.reason, HasSubstr("API server does not answer"));
  }
  EXPECT_NEAR(static_cast<double>(cluster.agents.now_us - begun), 120e6, 10e6);
}

TEST(KubeTransport, ARightThatIsMissingIsNamed) {
  const auto reason = [](const char* verb, const Kind& kind) {
    Cluster cluster(1);
    const auto way = cluster.agents.transport();
    cluster.agents.api.fail_next(verb, &kind, 403, 1000);
    const auto answers = cluster.ask_all(*way, cluster.plan());
    EXPECT_EQ(answers[0].state, State::refused);
    return answers[0].reason + "; " + answers[0].remedy;
  };
  EXPECT_THAT(reason("list", node_profile_statuses),
              HasSubstr("may not `list` nodeprofilestatuses.profgen.dev"));
  EXPECT_THAT(reason("watch", node_profile_statuses),
              HasSubstr("may not `watch` nodeprofilestatuses.profgen.dev"));
  EXPECT_THAT(reason("apply", node_profile_statuses),
              HasSubstr("may not `patch` nodeprofilestatuses.profgen.dev"));
  EXPECT_THAT(reason("create", profile_bundles),
              HasSubstr("may not `create` profilebundles.profgen.dev"));
}

TEST(KubeTransport, MissingDefinitionsAreToldOf) {
  Cluster cluster(1);
  const auto way = cluster.agents.transport();
  cluster.agents.api.fail_next("list", &node_profile_statuses, 404, 1000);
  const auto answers = cluster.ask_all(*way, node::Preflight{});
  EXPECT_EQ(answers[0].state, State::refused);
  EXPECT_THAT(answers[0].remedy, HasSubstr("crds.yaml"));
}

TEST(KubeTransport, AFieldOfSomebodyElseIsNotTaken) {
  Cluster cluster(1);
  const auto way = cluster.agents.transport();
  Json object = *cluster.agents.api.object(node_profile_statuses, "", "web00");
  object["spec"]["request"] = {{"id", ""}, {"line", "by hand"}, {"part", 0}};
  cluster.agents.api.put(node_profile_statuses, object, "kubectl-edit");
  const auto answers = cluster.ask_all(*way, node::Preflight{});
  EXPECT_EQ(answers[0].state, State::refused);
  EXPECT_THAT(answers[0].reason, HasSubstr("kubectl-edit"));
}

TEST(KubeTransport, TwoWritersTakeTurns) {
  Cluster cluster(6);
  const auto one = cluster.agents.transport("ann"), two = cluster.agents.transport("ben");
  const auto line =
      std::make_shared<const std::string>(node::to_line(node::Request(node::Preflight{})));
  for (std::size_t i = 0; i < 6; ++i) {
    one->ask(i, line);
    two->ask(i, line);
  }
  std::size_t first = 0, second = 0;
  for (int turn = 0; turn < 2000 && first + second < 12; ++turn) {
    if (const auto answer = one->next(0.1)) first += answer->state == State::answered ? 1 : 0;
    if (const auto answer = two->next(0.1)) second += answer->state == State::answered ? 1 : 0;
  }
  EXPECT_EQ(first, 6U);
  EXPECT_EQ(second, 6U);
}

TEST(KubeTransport, ARequestOfAnotherThatIsNeverAnsweredIsNotOverwritten) {
  Cluster cluster(1);
  const auto way = cluster.agents.transport();
  // An agent that lives, and does not answer.
  cluster.agents.silent_until_us[0] = INT64_MAX;
  const auto beat = [&] {
    NodeStatus status;
    status.node = "web00";
    status.seen_us = cluster.agents.now_us;
    (void)cluster.agents.api.patch(node_profile_statuses, "", "web00", status_patch(status), true);
  };
  (void)cluster.agents.api.apply(
      node_profile_statuses, {request_object("web00", {"ann-1", "{}", "", 0})}, "profgen", false);
  cluster.agents.at_work = beat;
  const auto answers = cluster.ask_all(*way, node::Preflight{});
  EXPECT_EQ(answers[0].state, State::refused);
  EXPECT_THAT(answers[0].reason, HasSubstr("ann-1"));
}

TEST(KubeTransport, ManyNodesAreAFewCalls) {
  Cluster cluster(300);
  const auto way = cluster.agents.transport();
  for (const Answer& answer : cluster.ask_all(*way, node::Preflight{}))
    ASSERT_EQ(answer.state, State::answered);
  EXPECT_EQ(count_calls(cluster.agents.api, "list", node_profile_statuses), 1U);
  EXPECT_EQ(count_calls(cluster.agents.api, "apply", node_profile_statuses), 300U);
}

}  // namespace
}  // namespace profgen::kube
