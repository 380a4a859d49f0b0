// A watch by `kubectl get --raw`, which passes the stream of the server through.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kube/api/api.hpp"

namespace profgen::inline v0::kube {

[[nodiscard]] std::unique_ptr<Watch> kubectl_watch(std::vector<std::string> argv);

}  // namespace profgen::inline v0::kube
