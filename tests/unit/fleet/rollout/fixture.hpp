// A fleet in memory with a bundle to roll out, and short ways to do so.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "base/memory_files.hpp"
#include "fleet/rollout/run_journal.hpp"
#include "fleet/sim_transport.hpp"
#include "profgen/rollout.hpp"

namespace profgen::fleet {

// Dies at the n-th write, with some of its bytes on the disk.
struct Killed {};
class MortalFiles : public MemoryFiles {
 public:
  std::size_t appends_left = static_cast<std::size_t>(-1);
  std::size_t torn_bytes = 0;
  bool locked = false, full = false;

  Status append(const std::string& path, const std::string& bytes) override;
  [[nodiscard]] Result<std::unique_ptr<FileLock>> lock(const std::string& path,
                                                       double seconds) override;
};

inline Inventory make_inventory(std::size_t nodes) {
  Inventory inventory;
  inventory.fleet = "lab";
  for (std::size_t i = 0; i < nodes; ++i) {
    Node node;
    node.name = "web" + std::string(i < 10 ? "0" : "") + std::to_string(i);
    node.host = node.name;
    node.labels["zone"] = i % 2 == 0 ? "a" : "b";
    inventory.nodes.push_back(node);
  }
  Strategy& strategy = inventory.strategy;
  strategy.complain = {600, 1, UINT64_MAX, {}, 0};
  strategy.enforce = {120, 1, 0, {}, 0};
  return inventory;
}

inline bundle::Bundle make_bundle(std::vector<std::string> profiles) {
  bundle::Bundle bundle;
  bundle.name = "acme";
  for (std::string& name : profiles) {
    bundle.files.push_back({name, "profile " + name + " /usr/sbin/" + name + " { }\n"});
    bundle.profiles.push_back({name, name, "enforce", {}});
  }
  return bundle;
}

struct Fleet {
  explicit Fleet(std::size_t nodes, std::uint64_t seed = 1)
      : inventory(make_inventory(nodes)), sim(inventory, seed) {
    sim.record_asks = true;
  }

  Result<RunView> deploy(const std::string& run = "r1") {
    return fleet::deploy(place, sim, what(run), observer, stop);
  }
  Result<RunView> resume(const std::string& run = "r1") {
    return fleet::resume(place, sim, what(run), observer, stop);
  }
  Result<RunView> roll_back(const std::string& run = "r1") {
    return fleet::roll_back(place, sim, inventory, run, observer, stop);
  }
  [[nodiscard]] Deploy what(const std::string& run) const {
    return {inventory, bytes, "", bundle::SignatureKind::none, run, leave_blocked};
  }
  // How many nodes have this text and mode of a profile in their kernel.
  [[nodiscard]] std::size_t count(const std::string& profile, const std::string& text,
                                  const std::string& mode) const {
    std::size_t number = 0;
    for (const SimNode& node : sim.nodes) {
      const auto found = node.kernel.find(profile);
      number += found != node.kernel.end() && found->second == SimProfile{text, mode} ? 1 : 0;
    }
    return number;
  }
  [[nodiscard]] std::size_t asked(std::size_t request, bool final = false) const {
    std::size_t number = 0;
    for (const auto& ask : sim.asks)
      number += ask.request == request && (!final || ask.final) ? 1 : 0;
    return number;
  }

  Inventory inventory;
  std::string bytes = bundle::write(make_bundle({"nginx", "sshd"}));
  std::string digest = bundle::digest(bytes);
  MortalFiles files;
  RunPlace place{files, "/state/fleet/lab", "ann@desk"};
  SimTransport sim;
  Observer observer;
  std::atomic<bool> stop = false;
  bool leave_blocked = false;
};

// Places in node::Request.
inline constexpr std::size_t apply_request = 2, relax_request = 3, rollback_request = 4,
                             events_request = 9;

}  // namespace profgen::fleet
