// What a whole fleet says when every node is asked the same: replies that are alike stand once,
// with the nodes that gave them; evidence gathered from all; profiles retired.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "profgen/inventory.hpp"
#include "profgen/node.hpp"
#include "profgen/rollout.hpp"
#include "profgen/system.hpp"
#include "profgen/transport.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::fleet {

// Nodes that gave no reply, or refused, for one and the same reason.
struct Trouble {
  Answer::State state = Answer::State::answered;  // answered: the node itself refused
  std::string id;  // of node::Problem; empty where it was not reached
  std::string reason, remedy;
  bool blocks = true;
  std::vector<std::string> nodes;
};

struct PlanRow {
  node::ProfilePlan plan;  // without its users
  std::vector<std::string> nodes;
  std::uint64_t confined = 0;    // processes that the change reaches at once, over these nodes
  std::uint64_t unconfined = 0;  // that it reaches when they are started anew
};
struct FleetPlan {
  std::vector<PlanRow> rows;  // by profile; what happens on most nodes first
  std::vector<Trouble> troubles;
};
[[nodiscard]] FleetPlan gather_plan(const Inventory& inventory,
                                    const std::vector<NodeReply>& replies);

struct PreflightRow {  // nodes that are alike
  std::string os, kernel, machine, parser, newest_abi;
  std::vector<std::string> nodes;
};
struct FleetPreflight {
  std::vector<PreflightRow> rows;
  std::vector<Trouble> troubles;
};
[[nodiscard]] FleetPreflight gather_preflight(const Inventory& inventory,
                                              const std::vector<NodeReply>& replies);

struct DriftRow {
  node::DriftItem item;
  std::vector<std::string> nodes;
};
struct FleetDrift {
  std::vector<DriftRow> rows;  // without what is as desired
  std::vector<std::string> as_desired;
  std::vector<Trouble> troubles;
};
[[nodiscard]] FleetDrift gather_drift(const Inventory& inventory,
                                      const std::vector<NodeReply>& replies);

// Gives the bundle again to the nodes that drifted, by replacement; reserved and foreign files stay
// as they are.
struct Corrected {
  std::vector<std::string> nodes;  // where it was done and verified
  std::vector<Trouble> troubles;
};
[[nodiscard]] Corrected correct(Transport& transport, const Inventory& inventory,
                                const node::Package& package, node::Stage stage,
                                const FleetDrift& drift);

struct StatusRow {
  std::string digest, run;
  node::Stage stage = node::Stage::final;
  std::vector<std::pair<std::string, std::string>> profiles;  // name, mode in the kernel
  std::vector<std::string> nodes;
};
struct FleetStatus {
  std::vector<StatusRow> rows;
  std::vector<Trouble> troubles;
};
[[nodiscard]] FleetStatus gather_status(const Inventory& inventory,
                                        const std::vector<NodeReply>& replies);

// "web[01-03,07].example.org db1": names that differ in one number only are one word.
[[nodiscard]] std::string fold_names(std::vector<std::string> names);

// Evidence of all nodes since the last time, merged into a file.
struct CollectOptions {
  std::string state_dir;              // keeps a cursor a node
  std::string output;                 // an evidence file; what it holds stays in it
  std::vector<std::string> profiles;  // empty: all
};
struct FleetCollected {
  std::uint64_t accesses = 0, allowed = 0, denied = 0;  // distinct in the file; records that came
  std::vector<std::string> nodes_with_news;
  std::map<std::string, std::vector<std::string>> gaps;  // what is wrong with the log → nodes
  std::vector<Trouble> troubles;
};
// A node's evidence is on disk before its cursor moves: cut off anywhere, the next call fetches
// again what was not joined yet, and nothing counts twice.
[[nodiscard]] Result<FleetCollected> collect(Files& files, Transport& transport,
                                             const Inventory& inventory,
                                             const std::vector<std::size_t>& nodes,
                                             const CollectOptions& options);

// Taking a profile out of use: parked, then unused for a while on every node, then its file goes.
struct RetireOptions {
  std::string state_dir;  // keeps when each profile was parked, and last seen in use
  std::string run;
  double unused_seconds = 7 * 86400.0;
};
struct Retirement {
  std::string profile;
  enum class State : std::uint8_t {
    parked,
    in_use,
    waiting,
    retired,
    failed
  } state = State::parked;
  std::map<std::string, std::uint64_t> users;  // node → processes that run under it
  double left_seconds = 0;                     // of the time without use
};
struct Retired {
  std::vector<Retirement> profiles;
  std::vector<Trouble> troubles;  // with any, no file is deleted anywhere
};
// One step of it; called again it goes on.
[[nodiscard]] Result<Retired> retire(Files& files, Transport& transport, const Inventory& inventory,
                                     const std::vector<std::size_t>& nodes,
                                     const std::vector<std::string>& profiles,
                                     const RetireOptions& options);

}  // namespace profgen::inline v0::fleet
#pragma GCC visibility pop
