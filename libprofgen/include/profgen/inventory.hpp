// The nodes of a fleet and how to reach them: fleet.yaml, Ansible inventories, kubectl get nodes.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/diagnostic.hpp"
#include "profgen/result.hpp"
#include "profgen/system.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::fleet {

struct Node {
  std::string name;  // unique in the fleet; also the key in journals
  std::string host;  // what ssh is called with; ssh_config may know more of it
  std::string user;  // empty: as ssh_config says
  std::uint16_t port = 0;
  std::string jump;                           // ssh -J; empty: as ssh_config says
  std::map<std::string, std::string> labels;  // "zone" → "a"
  std::vector<std::string> groups;            // sorted
  std::string from;                           // where it was read: "fleet.yaml:12", "kubectl"
  friend bool operator==(const Node&, const Node&) = default;
};

// A number of nodes: "3" or "10%" (of them, rounded up).
struct Amount {
  double value = 0;
  bool percent = false;
  [[nodiscard]] std::size_t of(std::size_t nodes) const;
  friend bool operator==(const Amount&, const Amount&) = default;
};

// What has to hold before the next step.
struct Gate {
  double bake_seconds = 0;
  std::uint64_t starts = 0;           // processes seen under each profile, over the wave's nodes
  std::uint64_t max_new_denials = 0;  // distinct accesses
  Amount max_failed_nodes;
  double give_up_seconds = 0;  // a gate that never opens: stop there (not a breach); 0: never
  friend bool operator==(const Gate&, const Gate&) = default;
};

struct Strategy {
  Gate complain{86400, 1, UINT64_MAX, {}, 0};
  Gate enforce{600, 1, 0, {}, 0};
  std::string canary;  // selector; those nodes come first
  std::vector<Amount> waves{{1, false}, {10, true}, {50, true}, {100, true}};  // cumulative
  std::vector<std::string> spread;  // labels that a wave is spread over
  double poll_seconds = 10;
  bool skip_complain = false;  // straight to the canaries
  friend bool operator==(const Strategy&, const Strategy&) = default;
};

struct SshOptions {
  std::size_t fan_out = 32;                        // connections at once
  double connect_seconds = 10;                     // ssh -o ConnectTimeout
  double request_seconds = 120;                    // until a reply
  unsigned attempts = 3;                           // to connect, with growing pauses
  bool sudo = true;                                // sudo -n; false: the user is root
  std::string ssh = "ssh";                         // program
  std::vector<std::string> config;                 // more arguments: {"-F", "file"}
  std::string node_dir = "/var/lib/profgen/node";  // where profgen-node is put
  friend bool operator==(const SshOptions&, const SshOptions&) = default;
};

// Nodes that are reached through the API of their cluster (docs/kubernetes.md).
struct KubernetesOptions {
  std::string context, kubeconfig;     // empty: kubectl's own
  std::string name_space = "profgen";  // of agents, runs and locks
  std::string selector;                // of nodes, a label selector; empty: all
  bool control_plane = false;          // those nodes, too
  std::string image;                   // of a controller in the cluster (deploy --in-cluster)
  friend bool operator==(const KubernetesOptions&, const KubernetesOptions&) = default;
};

struct Inventory {
  std::string fleet;  // its name: [a-z0-9.-]+
  std::vector<Node> nodes;
  Strategy strategy;
  SshOptions ssh;
  std::optional<KubernetesOptions> kubernetes;  // nullopt: over ssh
  std::vector<std::string> adopt;
  std::vector<Diagnostic> warnings;
};

// Strict: what is not understood is a Diagnostic with file:line:column, what was expected and the
// nearest word; then there is no inventory. `kubectl`, `ansible` sources are read here, too (the
// former through Processes).
struct ReadInventory {
  std::optional<Inventory> inventory;  // nullopt: see `diagnostics`
  std::vector<Diagnostic> diagnostics;
};
[[nodiscard]] Result<ReadInventory> read_inventory(const Files& files, Processes& processes,
                                                   const std::string& path);

// "role=web,zone!=b,@group,name", as bundle::Bundle::selector; an Error of kind usage. All parts
// must hold, but of several names one: KEY=VALUE, KEY!=VALUE, @GROUP, !@GROUP, NAME, !NAME. `*` in
// a value or name is any text, `a|b` as a value either; KEY=* and KEY!=* ask for the label itself.
class Selector {
 public:
  [[nodiscard]] static Result<Selector> parse(std::string_view text);
  [[nodiscard]] bool matches(const Node& node) const;
  // Names (without `*`) and "@groups" of it that none of the nodes has: a word that is written
  // wrong must not pass for a node that is done.
  [[nodiscard]] std::vector<std::string> unknown_in(const std::vector<Node>& nodes) const;

 private:
  struct Term {
    std::string key, value;
    enum class Kind : std::uint8_t {
      equal,
      unequal,
      has,
      has_not,
      group,
      not_group,
      name,
      not_name
    } kind;
  };
  std::vector<Term> terms_;
};

}  // namespace profgen::inline v0::fleet
#pragma GCC visibility pop
