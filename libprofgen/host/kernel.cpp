#include <sys/apparmor.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "profgen/host.hpp"

namespace profgen::inline v0::host {
namespace {

// What aa_is_enabled(2) means by its errors.
constexpr std::pair<int, const char*> reasons[] = {
    {ENOSYS, "this kernel has no AppArmor"},
    {ECANCELED, "AppArmor is built into this kernel but was switched off at boot"},
    {EBUSY, "AppArmor is there, but its public interfaces belong to another security module"},
    {ENOENT,
     "AppArmor may be there, but its interface is not: is securityfs mounted on "
     "/sys/kernel/security? (inside a container it usually is not)"},
    {EPERM, "this user may not ask whether AppArmor is enabled"},
    {EACCES, "this user may not ask whether AppArmor is enabled"},
    {ENOMEM, "there is not enough memory to ask whether AppArmor is enabled"},
};

std::string reason_for(int number) {
  for (const auto& [code, reason] : reasons)
    if (code == number) return reason;
  return std::strerror(number);
}

}  // namespace

KernelState kernel_state() {
  KernelState state;
  char* mountpoint = nullptr;
  if (::aa_find_mountpoint(&mountpoint) == 0 && mountpoint != nullptr)
    state.mountpoint = mountpoint;
  std::free(mountpoint);
  errno = 0;
  state.enabled = ::aa_is_enabled() == 1;
  if (!state.enabled) state.why_not = reason_for(errno);
  return state;
}

}  // namespace profgen::inline v0::host
