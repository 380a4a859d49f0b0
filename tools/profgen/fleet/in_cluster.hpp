// `fleet deploy --in-cluster`: a Job of the cluster leads the rollout.
#pragma once

#include <string>

#include "tools/profgen/command.hpp"
#include "tools/profgen/fleet/bundle_file.hpp"

namespace profgen::tool {

// --in-cluster, --dry-run.
void add_in_cluster_options(po::options_description& options);
// Makes the Job, or with --dry-run prints what would be made; the exit code.
[[nodiscard]] int deploy_in_cluster(const Call& call, const LoadedBundle& bundle,
                                    const std::string& run);

}  // namespace profgen::tool
