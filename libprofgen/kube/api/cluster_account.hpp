// The token of a pod's service account, which the kubelet renews on the disk.
#pragma once

#include <chrono>
#include <string>

#include "profgen/result.hpp"

namespace profgen::inline v0::kube {

class ServiceToken {
 public:
  explicit ServiceToken(std::string path) : path_(std::move(path)) {}
  // Read again once a minute.
  [[nodiscard]] Result<std::string> get();
  // The server refused it: read it at once the next time.
  void refused() { token_.clear(); }

 private:
  std::string path_, token_;
  std::chrono::steady_clock::time_point read_at_;
};

}  // namespace profgen::inline v0::kube
