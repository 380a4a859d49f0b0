#include <gtest/gtest.h>

#include "profgen/evidence_file.hpp"
#include "profgen/fleet.hpp"
#include "unit/fleet/scripted_transport.hpp"
#include "unit/log/folder.hpp"

namespace profgen::fleet {
namespace {

// Evidence of one access, counted `times` in a stream of this id.
std::string evidence_of(const std::string& path, const std::string& host, int times) {
  evidence::Evidence out;
  for (int i = 0; i < times; ++i) {
    const std::string line =
        "type=AVC msg=audit(17000000" + std::to_string(10 + i) +
        ".000:1): apparmor=\"ALLOWED\" operation=\"open\" profile=\"p\" name=\"" + path +
        "\" pid=1 comm=\"c\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0";
    log::ReadOptions options;
    options.host = host;
    (void)log::read_text(
        line + "\n", host + ".log",
        [&](const Record& record, const Event& event) { out.add(record, event); }, options);
  }
  return evidence::to_text(out);
}

struct FleetCollectTest : ::testing::Test {
  log::Folder folder;
  std::unique_ptr<Files> files = real_files();
  ScriptedTransport transport;
  Inventory inventory = inventory_of({"a", "b"});
  std::vector<std::size_t> nodes{0, 1};
  std::vector<std::string> cursors;  // as they were asked
  std::map<std::size_t, node::EventsReply> news;
  std::set<std::size_t> away;
  CollectOptions options{folder.path() + "/state", folder.path() + "/all.ev", {}};

  FleetCollectTest() {
    transport.reply = [this](std::size_t node,
                             const node::Request& request) -> std::optional<node::Reply> {
      if (away.contains(node)) return std::nullopt;
      cursors.push_back(std::get<node::Events>(request).cursor);
      return news[node];
    };
  }
  FleetCollected run() {
    cursors.clear();
    Result<FleetCollected> out = collect(*files, transport, inventory, nodes, options);
    EXPECT_TRUE(out) << out.error().text();
    return *out;
  }
};

TEST_F(FleetCollectTest, MergesWhatIsNewAndMovesTheCursors) {
  news[0] = {"c1", evidence_of("/x", "a", 2), 2, 0, {}};
  news[1] = {"c2", evidence_of("/x", "b", 1), 1, 0, {"records were lost"}};
  const FleetCollected first = run();
  EXPECT_EQ(cursors, (std::vector<std::string>{"begin", "begin"}));
  EXPECT_EQ(first.accesses, 1u);
  EXPECT_EQ(first.allowed, 3u);
  EXPECT_EQ(first.gaps.at("records were lost"), (std::vector<std::string>{"b"}));

  news[0] = {"c3", evidence_of("/y", "a", 1), 1, 0, {}};
  news[1] = {"c2", {}, 0, 0, {}};
  const FleetCollected second = run();
  EXPECT_EQ(cursors, (std::vector<std::string>{"c1", "c2"}));
  EXPECT_EQ(second.accesses, 2u);
  EXPECT_EQ(second.nodes_with_news, (std::vector<std::string>{"a"}));
}

TEST_F(FleetCollectTest, ANodeThatIsAwayKeepsItsCursor) {
  news[0] = {"c1", evidence_of("/x", "a", 1), 1, 0, {}};
  news[1] = {"c2", evidence_of("/x", "b", 1), 1, 0, {}};
  (void)run();
  away = {1};
  news[0].cursor = "c9";
  const FleetCollected out = run();
  ASSERT_EQ(out.troubles.size(), 1u);
  away.clear();
  (void)run();
  EXPECT_EQ(cursors, (std::vector<std::string>{"c9", "c2"}));
}

// As after a kill between the evidence and the cursors.
TEST_F(FleetCollectTest, WhatComesTwiceCountsOnce) {
  news[0] = {"c1", evidence_of("/x", "a", 2), 2, 0, {}};
  (void)run();
  const std::string once = *files->read(options.output);
  EXPECT_TRUE(files->remove(options.state_dir + "/cursors.json"));
  (void)run();
  EXPECT_EQ(cursors[0], "begin");
  EXPECT_EQ(*files->read(options.output), once);
}

TEST_F(FleetCollectTest, WithoutTheFileAllIsFetchedAgain) {
  news[0] = {"c1", evidence_of("/x", "a", 1), 1, 0, {}};
  (void)run();
  EXPECT_TRUE(files->remove(options.output));
  EXPECT_EQ(run().accesses, 1u);
  EXPECT_EQ(cursors[0], "begin");
}

TEST_F(FleetCollectTest, ANodeThatSendsRubbishIsTheOnlyOneLeftOut) {
  news[0] = {"c1", "rubbish", 1, 0, {}};
  news[1] = {"c2", evidence_of("/y", "b", 1), 1, 0, {}};
  const FleetCollected out = run();
  EXPECT_EQ(out.accesses, 1u);
  EXPECT_EQ(out.allowed, 1u);
  ASSERT_EQ(out.troubles.size(), 1u);
  EXPECT_EQ(out.troubles[0].nodes, (std::vector<std::string>{"a"}));
  (void)run();
  EXPECT_EQ(cursors, (std::vector<std::string>{"begin", "c2"}));
}

}  // namespace
}  // namespace profgen::fleet
