#include "tools/profgen/save_setup.hpp"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

#include "profgen/clock.hpp"
#include "tools/profgen/state_dir.hpp"

namespace profgen::tool {
namespace {

// Behind sudo(8) the person matters, not root.
std::string user_name() {
  const char* behind = ::geteuid() == 0 ? std::getenv("SUDO_USER") : nullptr;
  if (behind != nullptr && *behind != '\0') return behind;
  const passwd* entry = ::getpwuid(::geteuid());
  return entry == nullptr ? std::to_string(::geteuid()) : std::string(entry->pw_name);
}

// The kernel's policy is that of /etc/apparmor.d; profiles elsewhere may have the same names.
bool is_of_this_host(const Common& common) {
  return common.under_root("/") == "/" &&
         (common.policy_dir == "/etc/apparmor.d" || common.policy_dir == "/etc/apparmor.d/");
}

}  // namespace

SaveSetup save_setup(const Call& call) {
  SaveSetup setup;
  host::SaveOptions& options = setup.options;
  options.state_dir = state_dir(call.common);
  options.command = call.words;
  options.user = user_name();
  options.uid = ::geteuid();
  options.time_us = real_clock()->now_us();
  if (call.options.count("no-reload") != 0 || !is_of_this_host(call.common)) return setup;
  const host::KernelState state = host::kernel_state();
  if (state.enabled) setup.kernel = host::real_kernel();
  options.kernel = setup.kernel.get();
  options.why_no_kernel = state.why_not;
  return setup;
}

}  // namespace profgen::tool
