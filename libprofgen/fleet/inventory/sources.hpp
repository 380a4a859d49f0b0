// The sources of nodes that a fleet.yaml may name besides hosts.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "profgen/inventory.hpp"
#include "yaml/reader.hpp"

namespace profgen::inline v0::fleet {

// A node, and where to point when something is wrong with it.
struct Found {
  Node node;
  Diagnostic place;  // without its message
};

// What stands beside a source, or as defaults.
struct Given {
  std::string user, jump;
  std::uint16_t port = 0;
  std::map<std::string, std::string> labels;
  std::vector<std::string> groups;
};

struct AnsibleSource {
  std::string path;                       // of the file
  std::vector<std::string> only, except;  // groups or hosts; empty: all
};
// What is wrong is added to the diagnostics; `only` and `except` that name nothing are handed to
// `unknown` with the words that are known.
[[nodiscard]] std::vector<Found> read_ansible(
    const Files& files, const AnsibleSource& source, std::vector<Diagnostic>& diagnostics,
    const std::function<void(const std::string&, const std::vector<std::string_view>&)>& unknown);

struct KubectlSource {
  std::string context, kubeconfig, selector;  // empty: kubectl's own
  std::string address = "InternalIP";         // or ExternalIP, Hostname; empty: the name
  bool control_plane = false;
  double timeout_seconds = 30;
};
// An Error of kind system where kubectl cannot be run, or says no. `warn`: (message, hint).
[[nodiscard]] Result<std::vector<Node>> read_kubectl(
    Processes& processes, const KubectlSource& source,
    const std::function<void(const std::string&, const std::string&)>& warn);

}  // namespace profgen::inline v0::fleet
