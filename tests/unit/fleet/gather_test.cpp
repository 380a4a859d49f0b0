#include <gtest/gtest.h>

#include "profgen/fleet.hpp"
#include "unit/fleet/scripted_transport.hpp"

namespace profgen::fleet {
namespace {

TEST(FoldNames, NamesThatDifferInANumberAreOneWord) {
  const std::pair<std::vector<std::string>, std::string> cases[] = {
      {{}, ""},
      {{"db"}, "db"},
      {{"web2", "web1", "web3", "web7"}, "web[1-3,7]"},
      {{"web8", "web9", "web10", "web11"}, "web[8-11]"},
      {{"web01.example.org", "web02.example.org", "web10.example.org"},
       "web[01-02,10].example.org"},
      {{"web08", "web09", "web10"}, "web[08-10]"},
      {{"web1", "web01"}, "web01 web1"},
      {{"a1.x", "a2.y"}, "a1.x a2.y"},
      {{"rack1-web3", "rack1-web4", "rack2-web3"}, "rack1-web[3-4] rack2-web3"},
      {{"10.0.0.1", "10.0.0.2"}, "10.0.0.1 10.0.0.2"},
      {{"n12345678901234567890", "n1"}, "n1 n12345678901234567890"},
      {{"web1", "web1"}, "web1"},
  };
  for (const auto& [names, folded] : cases) EXPECT_EQ(fold_names(names), folded);
}

NodeReply reply_of_node(std::size_t node, node::Reply reply) {
  return {node, Answer::State::answered, std::move(reply), {}, {}};
}

TEST(GatherPlan, NodesThatPlanAlikeAreOneRow) {
  node::ProfilePlan add{"nginx", "usr.sbin.nginx", node::Action::add, "", "enforce", {}, {}, {}};
  node::ProfilePlan with_users = add;
  with_users.users = {{7, 70, "/usr/sbin/nginx", true}, {8, 80, "/usr/sbin/nginx", false}};
  node::ProfilePlan other = add;
  other.action = node::Action::replace;
  const std::vector<NodeReply> replies{
      reply_of_node(0, node::PlanReply{{other}, {}}),
      reply_of_node(1, node::PlanReply{{add}, {{"clock", "3 s off", "set it", false}}}),
      reply_of_node(2, node::PlanReply{{with_users}, {}})};
  const FleetPlan plan = gather_plan(inventory_of({"web1", "web2", "db1"}), replies);
  ASSERT_EQ(plan.rows.size(), 2u);
  EXPECT_EQ(plan.rows[0].nodes, (std::vector<std::string>{"web2", "db1"}));
  EXPECT_EQ(plan.rows[0].confined, 1u);
  EXPECT_EQ(plan.rows[0].unconfined, 1u);
  EXPECT_EQ(plan.rows[1].plan.action, node::Action::replace);
  ASSERT_EQ(plan.troubles.size(), 1u);
  EXPECT_FALSE(plan.troubles[0].blocks);
}

TEST(GatherPlan, TroublesAreGatheredByReason) {
  std::vector<NodeReply> replies(3);
  for (std::size_t i = 0; i < 2; ++i)
    replies[i] = {i, Answer::State::unreachable, node::Refused{}, "no route", "is it on?"};
  replies[2] = reply_of_node(2, node::Refused{{{"no-apparmor", "off", "boot with it", true}}});
  const FleetPlan plan = gather_plan(inventory_of({"web1", "web2", "db1"}), replies);
  ASSERT_EQ(plan.troubles.size(), 2u);
  EXPECT_EQ(plan.troubles[0].nodes, (std::vector<std::string>{"web1", "web2"}));
  EXPECT_EQ(plan.troubles[0].state, Answer::State::unreachable);
  EXPECT_EQ(plan.troubles[1].id, "no-apparmor");
}

TEST(GatherPlan, AReplyOfAnotherKindIsATrouble) {
  const FleetPlan plan =
      gather_plan(inventory_of({"web1", "web2", "db1"}), {reply_of_node(0, node::UsageReply{})});
  ASSERT_EQ(plan.troubles.size(), 1u);
  EXPECT_EQ(plan.troubles[0].id, "bad-reply");
}

TEST(GatherDrift, WhatIsAsDesiredIsOnlyNamed) {
  const node::DriftItem fine{"a", "f", "as-desired", "", ""};
  const node::DriftItem gone{"a", "f", "not-loaded", "", "uid 0"};
  const std::vector<NodeReply> replies{reply_of_node(0, node::DriftReply{{fine}}),
                                       reply_of_node(1, node::DriftReply{{gone}}),
                                       reply_of_node(2, node::DriftReply{{gone}})};
  const FleetDrift drift = gather_drift(inventory_of({"web1", "web2", "db1"}), replies);
  EXPECT_EQ(drift.as_desired, (std::vector<std::string>{"web1"}));
  ASSERT_EQ(drift.rows.size(), 1u);
  EXPECT_EQ(drift.rows[0].nodes, (std::vector<std::string>{"web2", "db1"}));
  EXPECT_EQ(drift.rows[0].item, gone);
}

TEST(GatherStatus, MostNodesFirst) {
  node::StatusReply old, current;
  old.digest = "sha256:1";
  current.digest = "sha256:2";
  current.profiles = {{"a", "f", "enforce", "", true}};
  const std::vector<NodeReply> replies{reply_of_node(0, old), reply_of_node(1, current),
                                       reply_of_node(2, current)};
  const FleetStatus status = gather_status(inventory_of({"web1", "web2", "db1"}), replies);
  ASSERT_EQ(status.rows.size(), 2u);
  EXPECT_EQ(status.rows[0].digest, "sha256:2");
  EXPECT_EQ(status.rows[0].profiles[0].second, "enforce");
}

}  // namespace
}  // namespace profgen::fleet
