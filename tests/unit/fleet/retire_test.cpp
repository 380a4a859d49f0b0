#include <gtest/gtest.h>

#include "base/memory_files.hpp"
#include "profgen/fleet.hpp"
#include "unit/fleet/scripted_transport.hpp"

namespace profgen::fleet {
namespace {

struct RetireTest : ::testing::Test {
  MemoryFiles files;
  ScriptedTransport transport;
  Inventory inventory = inventory_of({"a", "b"});
  std::vector<std::size_t> nodes{0, 1};
  std::set<std::size_t> away;
  std::map<std::size_t, std::vector<node::User>> users;
  std::vector<std::string> asked;
  RetireOptions options{"/state", "retire", 7 * 86400.0};

  RetireTest() {
    transport.reply = [this](std::size_t node,
                             const node::Request& request) -> std::optional<node::Reply> {
      if (away.contains(node)) return std::nullopt;
      if (std::holds_alternative<node::Usage>(request))
        return node::UsageReply{{{"p", users[node]}}};
      asked.push_back(std::holds_alternative<node::Park>(request) ? "park" : "retire");
      return node::ApplyReply{};
    };
  }
  Retired step() {
    asked.clear();
    Result<Retired> out = retire(files, transport, inventory, nodes, {"p"}, options);
    EXPECT_TRUE(out);
    return *out;
  }
  Retirement::State state_after_step() { return step().profiles.at(0).state; }
};

using State = Retirement::State;

TEST_F(RetireTest, ParksThenWaitsThenDeletes) {
  EXPECT_EQ(state_after_step(), State::parked);
  EXPECT_EQ(asked, (std::vector<std::string>{"park", "park"}));
  transport.wait(3 * 86400);
  const Retired waiting = step();
  EXPECT_EQ(waiting.profiles[0].state, State::waiting);
  EXPECT_DOUBLE_EQ(waiting.profiles[0].left_seconds, 4 * 86400.0);
  EXPECT_TRUE(asked.empty());
  transport.wait(4 * 86400);
  EXPECT_EQ(state_after_step(), State::retired);
  EXPECT_EQ(asked, (std::vector<std::string>{"retire", "retire"}));
}

TEST_F(RetireTest, UseBeginsTheTimeAnew) {
  (void)step();
  transport.wait(6 * 86400);
  users[1] = {{7, 70, "/bin/p", true}};
  EXPECT_EQ(state_after_step(), State::in_use);
  users.clear();
  transport.wait(6 * 86400);
  EXPECT_EQ(state_after_step(), State::waiting);
  transport.wait(86400);
  EXPECT_EQ(state_after_step(), State::retired);
}

TEST_F(RetireTest, NothingIsDeletedWhileANodeIsAway) {
  (void)step();
  transport.wait(30 * 86400);
  away = {1};
  const Retired out = step();
  EXPECT_EQ(out.profiles[0].state, State::waiting);
  EXPECT_TRUE(asked.empty());
  ASSERT_EQ(out.troubles.size(), 1u);
  EXPECT_EQ(out.troubles[0].nodes, (std::vector<std::string>{"b"}));
}

TEST_F(RetireTest, ANodeThatMissedTheParkingIsAskedAgain) {
  away = {0};
  EXPECT_EQ(state_after_step(), State::failed);
  away.clear();
  EXPECT_EQ(state_after_step(), State::parked);
  EXPECT_EQ(asked.size(), 2u);
}

TEST_F(RetireTest, ADamagedBookIsTold) {
  files.content["/state/parked.json"] = "[";
  EXPECT_FALSE(retire(files, transport, inventory, nodes, {"p"}, options));
}

}  // namespace
}  // namespace profgen::fleet
