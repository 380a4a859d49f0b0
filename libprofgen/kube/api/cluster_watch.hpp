// A watch over a connection of its own: one JSON object a line, as long as the server goes on.
#pragma once

#include <memory>
#include <string>

#include "kube/api/api.hpp"

namespace profgen::inline v0::kube {

[[nodiscard]] std::unique_ptr<Watch> cluster_watch(const ClusterOptions& options, std::string path);

}  // namespace profgen::inline v0::kube
