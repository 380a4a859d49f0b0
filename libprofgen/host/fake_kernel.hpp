// A kernel in memory: the twin of real_kernel() for tests.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "profgen/kernel.hpp"

namespace profgen::inline v0::host {

class FakeKernel : public Kernel {
 public:
  KernelState now{true, "", "/sys/kernel/security/apparmor"};
  std::vector<LoadedProfile> loaded;
  std::vector<ConfinedProcess> running;
  std::map<std::string, LoadedHash> hashed;
  std::vector<std::string> replaced;                   // the blobs, in order
  std::function<Status(std::string_view)> on_replace;  // empty: everything is taken

  [[nodiscard]] KernelState state() const override { return now; }
  [[nodiscard]] Result<std::vector<LoadedProfile>> profiles() const override {
    if (!now.enabled) return Error{ErrorKind::system, "list", "loaded profiles", now.why_not};
    return loaded;
  }
  [[nodiscard]] Result<std::vector<ConfinedProcess>> processes() const override {
    if (!now.enabled) return Error{ErrorKind::system, "list", "processes", now.why_not};
    return running;
  }
  [[nodiscard]] Result<std::map<std::string, LoadedHash>> hashes() const override {
    if (!now.enabled) return Error{ErrorKind::system, "list", "hashes of policy", now.why_not};
    return hashed;
  }
  Status replace(std::string_view blob) override {
    if (!now.enabled) return Error{ErrorKind::system, "load", "policy", now.why_not};
    if (on_replace)
      if (Status status = on_replace(blob); !status) return status;
    replaced.emplace_back(blob);
    return Unit{};
  }
};

}  // namespace profgen::inline v0::host
