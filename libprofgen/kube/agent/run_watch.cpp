#include "kube/agent/run_watch.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "kube/agent/agent.hpp"
#include "kube/agent/watch_options.hpp"
#include "node/serve.hpp"
#include "profgen/version.hpp"

namespace profgen::inline v0::kube {
namespace {

std::atomic<bool> must_end{false};

// Without SA_RESTART: whoever waits comes back at once.
void end_on_signals() {
  struct sigaction action {};
  action.sa_handler = [](int) { must_end = true; };
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGTERM, &action, nullptr);
  ::sigaction(SIGINT, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

// The initial pid namespace has this number (include/linux/proc_ns.h, PROC_PID_INIT_INO): only
// there all processes of the machine are seen.
bool sees_all_processes() {
  std::array<char, 64> target{};
  const ssize_t size = ::readlink("/proc/self/ns/pid", target.data(), target.size());
  return size > 0 &&
         std::string_view(target.data(), static_cast<std::size_t>(size)) == "pid:[4026531836]";
}

// The machine below a directory, or this one.
struct Watched {
  explicit Watched(const std::string& root)
      : files(real_files()), processes(real_processes()), clock(real_clock()) {
    const bool here = root == "/";
    kernel = here ? host::real_kernel()
                  : host::real_kernel({root + "/proc", root + "/sys/kernel/security/apparmor"});
    machine = std::make_unique<node::Machine>(node::Machine{*files,
                                                            *processes,
                                                            *kernel,
                                                            *clock,
                                                            root,
                                                            "/etc/apparmor.d",
                                                            "/var/lib/profgen/node",
                                                            ::geteuid(),
                                                            {}});
    machine->trust = node::trust_of(*machine);
    changes =
        real_kernel_changes(node::below_root(*machine, "/sys/kernel/security/apparmor/revision"));
  }
  std::unique_ptr<Files> files;
  std::unique_ptr<Processes> processes;
  std::unique_ptr<Clock> clock;
  std::unique_ptr<host::Kernel> kernel;
  std::unique_ptr<node::Machine> machine;
  std::unique_ptr<KernelChanges> changes;
};

std::optional<ClusterOptions> where_the_server_is(const WatchOptions& options, const Files& files) {
  auto out = cluster_options(files);
  if (!out && options.server.empty()) return std::nullopt;
  if (!out) out.emplace();
  if (!options.server.empty()) out->server = options.server;
  if (!options.account.empty()) out->account = options.account;
  return out;
}

void say(const std::string& line) { std::cerr << "profgen-node-watch: " << line << "\n"; }

int until_signal(Agent& agent) {
  constexpr double slice_seconds = 1;
  while (!must_end) agent.step(slice_seconds);
  agent.stop();
  say("stopped; profiles stay loaded");
  return 0;
}

int one_pass(Agent& agent) {
  // What one step finds out another sends; an object that was just made comes by the watch.
  constexpr int most_steps = 20, least_steps = 3;
  constexpr double pause_seconds = 0.2;
  for (int i = 0; i < most_steps && !must_end; ++i) {
    agent.step(pause_seconds);
    if (i + 1 >= least_steps && agent.settled()) return 0;
  }
  say("the API server did not take all of it");
  return 4;
}

}  // namespace

int run_watch(const std::vector<std::string>& words) {
  const char* name = std::getenv("NODE_NAME");
  const auto read = read_watch_options(words, name == nullptr ? "" : name);
  if (const auto* wrong = std::get_if<std::string>(&read)) {
    say(*wrong);
    std::cerr << watch_usage;
    return 2;
  }
  const auto& options = std::get<WatchOptions>(read);
  if (options.help || options.version) {
    std::cout << (options.help ? watch_usage : "profgen-node-watch " + std::string(version) + "\n");
    return 0;
  }
  Watched here(options.root);
  const auto server = where_the_server_is(options, *here.files);
  if (!server) {
    say("this is no pod of Kubernetes (there is no KUBERNETES_SERVICE_HOST): run it by "
        "deploy/daemonset.yaml, or name the server (--server, --account)");
    return 3;
  }
  end_on_signals();
  const auto api = cluster_api(*server);
  const auto second = cluster_api(*server);
  AgentOptions with;
  with.node = options.node;
  with.correct = options.correct;
  with.untaint_without_apparmor = options.untaint_without_apparmor;
  with.usage = sees_all_processes();
  with.pulse = second.get();
  say("version " + std::string(version) + " on node " + options.node);
  Agent agent(*api, *here.machine, *here.changes, with, say);
  return options.once ? one_pass(agent) : until_signal(agent);
}

}  // namespace profgen::inline v0::kube
