// Whether somebody changed the loaded policy: the kernel's revision file (security/apparmor/
// apparmorfs.c) becomes readable at each load, replacement and removal.
#pragma once

#include <memory>
#include <string>

namespace profgen::inline v0::kube {

class KernelChanges {
 public:
  virtual ~KernelChanges() = default;
  // Since the last call; at the first call, no.
  [[nodiscard]] virtual bool changed() = 0;
  // Until there is a change, a signal handler ran, or this time is over.
  virtual void wait(double seconds) = 0;
};

// `path`: /sys/kernel/security/apparmor/revision. Where it cannot be read (a kernel before 4.12, no
// AppArmor) no change is ever seen.
[[nodiscard]] std::unique_ptr<KernelChanges> real_kernel_changes(const std::string& path);

}  // namespace profgen::inline v0::kube
