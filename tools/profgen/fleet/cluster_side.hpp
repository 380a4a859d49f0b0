// What a fleet with `transport: kubernetes` has in its cluster: the way there, journals, the lock.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "kube/transport/cluster_lock.hpp"
#include "kube/transport/mirrored_files.hpp"
#include "kube/transport/run_mirror.hpp"
#include "kube/transport/run_store.hpp"

namespace profgen::tool {

// In the order of their need.
struct ClusterSide {
  std::string name_space, fleet, writer;
  kube::Timing timing;
  std::unique_ptr<Processes> processes;
  std::unique_ptr<kube::Api> api;
  std::unique_ptr<kube::RunStore> store;
  std::unique_ptr<kube::MirroredFiles> files;
  std::unique_ptr<kube::RunMirror> mirror;
  std::unique_ptr<kube::ClusterLock> lock;  // of a leader
};

// By the user's kubectl, or in a pod by its service account. `files` outlive it.
[[nodiscard]] std::unique_ptr<ClusterSide> cluster_side(Files& files,
                                                        const fleet::Inventory& inventory);
// Journals of runs that other operators led; where the cluster does not answer, what is here
// counts, and that is told.
void fetch_runs_of(ClusterSide& side, const fleet::RunPlace& place);
// Writes the bundle of a run to `path` where it is not there; false, and told: the cluster has
// none.
[[nodiscard]] bool fetch_bundle(ClusterSide& side, Files& files, const std::string& digest,
                                const std::string& path, int& code);
// Takes the lock of the fleet in its cluster; the run stops when somebody else takes it over.
[[nodiscard]] bool lead(ClusterSide& side, std::unique_ptr<fleet::Transport>& transport, int& code);

}  // namespace profgen::tool
