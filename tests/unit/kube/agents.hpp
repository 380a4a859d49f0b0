// Nodes of a cluster in memory: an API server, on each node an agent that answers its mailbox, and
// the time that all of them share.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "fleet/sim_node.hpp"
#include "kube/api/memory_api.hpp"
#include "kube/objects/objects.hpp"
#include "kube/transport/kube_transport.hpp"

namespace profgen::kube {

// What an agent may meet, each with its chance at a request.
struct AgentFaults {
  double restart = 0;  // in mid-reply: it knows of no reply any more
  double silence = 0;  // it is gone for some minutes
  double reboot = 0;   // of the node
  std::int64_t until_us = 0;
};

class Agents {
 public:
  explicit Agents(const fleet::Inventory& inventory, std::uint64_t seed = 1);

  [[nodiscard]] Timing timing();
  [[nodiscard]] std::unique_ptr<fleet::Transport> transport(const std::string& writer = "op");
  // Time passes; agents do their work.
  void pass(double seconds);

  MemoryApi api;
  std::vector<fleet::SimNode> nodes;
  std::map<std::size_t, std::int64_t> silent_until_us;  // agents that are gone
  std::size_t part_size = largest_part;
  double request_seconds = 120;
  AgentFaults faults;
  std::int64_t now_us = 1'795'000'000'000'000;
  std::int64_t clock_ahead_us = 0;  // of the nodes' clocks
  std::function<void()> at_work;    // called at each step of time
  std::function<void(std::size_t node)> after_change;
  std::size_t carried_out = 0;

 private:
  struct Agent {
    std::string id;                  // of the request that it replied to
    std::vector<std::string> parts;  // of the reply
    std::int64_t beat_us = 0;
    std::size_t published = 0;
  };
  void work(std::size_t i);
  [[nodiscard]] std::string carry_out(std::size_t i, const Request& request);
  void publish(std::size_t i, std::size_t part);
  [[nodiscard]] bool chance(double of);

  const fleet::Inventory& inventory_;
  std::vector<Agent> agents_;
  std::map<std::string, std::shared_ptr<const bundle::Bundle>> bundles_;
  std::mt19937_64 random_;
};

}  // namespace profgen::kube
