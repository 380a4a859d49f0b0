#include "tools/profgen/fleet/cluster_side.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <iostream>

#include "base/text.hpp"
#include "tools/profgen/fleet/bundle_file.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {
namespace {

// Unlike that of any other leader: "HOST-PID-TIME".
std::string writer_name(std::int64_t now_us) {
  char host[256] = {};
  if (::gethostname(host, sizeof host - 1) != 0) host[0] = '\0';
  return fmt::format("{}-{}-{}", text::printable(host), ::getpid(), now_us / 1'000'000);
}

void warn(const std::string& what) { std::cerr << "profgen: warning: " << what << "\n"; }

}  // namespace

std::unique_ptr<ClusterSide> cluster_side(Files& files, const fleet::Inventory& inventory) {
  const fleet::KubernetesOptions& options = *inventory.kubernetes;
  auto side = std::make_unique<ClusterSide>();
  side->name_space = options.name_space;
  side->fleet = inventory.fleet;
  side->timing = kube::real_timing();
  side->writer = writer_name(side->timing.now_us());
  side->processes = real_processes();
  const auto pod = kube::cluster_options(files);
  // A kubeconfig that is named counts in a pod, too.
  if (pod && options.context.empty() && options.kubeconfig.empty()) {
    side->api = kube::cluster_api(*pod);
  } else {
    kube::KubectlOptions kubectl;
    kubectl.context = options.context;
    kubectl.kubeconfig = options.kubeconfig;
    side->api = kube::kubectl_api(*side->processes, kubectl);
  }
  side->store = std::make_unique<kube::RunStore>(*side->api, side->name_space, side->fleet);
  side->files = std::make_unique<kube::MirroredFiles>(files, *side->store, [](const Error& error) {
    warn(error.text() + "; another operator cannot go on with this run");
  });
  side->mirror = std::make_unique<kube::RunMirror>(*side->api, side->timing);
  return side;
}

void fetch_runs_of(ClusterSide& side, const fleet::RunPlace& place) {
  const auto warnings = kube::fetch_runs(*side.store, place);
  if (!warnings) return warn(warnings.error().text() + "; the journals here count");
  for (const std::string& one : *warnings) warn(text::printable(one));
}

bool fetch_bundle(ClusterSide& side, Files& files, const std::string& digest,
                  const std::string& path, int& code) {
  if (files.exists(path)) return true;
  const auto bundle = kube::find_bundle(*side.api, digest);
  if (bundle)
    return keep_bundle(files, path, bundle->bytes, bundle->signature, bundle->signature_kind, code);
  print_error(bundle.error());
  code = exit_code_of(bundle.error());
  return false;
}

bool lead(ClusterSide& side, std::unique_ptr<fleet::Transport>& transport, int& code) {
  auto lock =
      kube::ClusterLock::take(*side.api, side.name_space, side.fleet, side.writer, side.timing);
  if (!lock) {
    print_error(lock.error());
    code = exit_code_of(lock.error());
    return false;
  }
  side.lock = std::move(*lock);
  transport = kube::while_locked(std::move(transport), *side.lock, [] {
    warn("somebody else took the lock of the fleet over: this run stops here");
    (void)std::raise(SIGTERM);
  });
  return true;
}

}  // namespace profgen::tool
