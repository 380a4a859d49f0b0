// The command line of profgen-node-watch.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace profgen::inline v0::kube {

struct WatchOptions {
  std::string node;
  std::string root = "/";
  std::string server, account;  // empty: those of the pod
  bool correct = false, untaint_without_apparmor = false, once = false;
  bool help = false, version = false;
};

inline constexpr const char* watch_usage =
    "usage: profgen-node watch [OPTION …]\n"
    "The agent of a Kubernetes node: answers in its NodeProfileStatus, brings a new node up to\n"
    "date, watches for drift. It runs until SIGTERM; profiles stay loaded then.\n"
    "  --node NAME      the Node object; without it $NODE_NAME\n"
    "  --correct        corrects drift; without it drift is told\n"
    "  --untaint-without-apparmor\n"
    "                   takes profgen.dev/pending away from nodes that have no AppArmor, too\n"
    "  --once           one pass, then ends: 0, or 4 where the API server did not take it all\n"
    "  --root DIR       looks for /etc, /sys, /proc and /var below DIR\n"
    "  --server URL     the API server; without it that of the pod (KUBERNETES_SERVICE_HOST)\n"
    "  --account DIR    token and ca.crt of the service account; without it those of the pod\n"
    "  --version\n";

// What is wrong with the words, for a person: a string. `env_node` is $NODE_NAME.
[[nodiscard]] std::variant<WatchOptions, std::string> read_watch_options(
    const std::vector<std::string>& words, const std::string& env_node);

}  // namespace profgen::inline v0::kube
