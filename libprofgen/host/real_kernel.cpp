#include <fcntl.h>
#include <sys/apparmor.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/text.hpp"
#include "host/labels.hpp"
#include "host/loaded_hashes.hpp"
#include "host/procfs.hpp"
#include "profgen/kernel.hpp"

namespace profgen::inline v0::host {
namespace {

// What the kernel means when it does not take policy (security/apparmor/policy_unpack.c, policy.c).
constexpr std::pair<int, const char*> refusals[] = {
    {EACCES, "this user may not load policy: be root (CAP_MAC_ADMIN), and not confined"},
    {EPERM, "this user may not load policy: be root (CAP_MAC_ADMIN), and not confined"},
    {EPROTO, "the kernel cannot read the compiled policy"},
    {EPROTONOSUPPORT, "the kernel does not know this version of compiled policy"},
    {EINVAL, "the kernel found the compiled policy wrong"},
    {ENOENT, "a profile or namespace that it builds upon is not loaded"},
    {EEXIST, "a profile of this name is there and may not be replaced"},
    {ENOMEM, "the kernel has not enough memory for it"},
    {ENOSPC, "the kernel has no room for it: too many profiles are loaded"},
};

std::string refusal(int number) {
  for (const auto& [code, words] : refusals)
    if (code == number)
      return std::string(words) + " (" + std::strerror(number) + "); dmesg may tell more";
  return std::strerror(number);
}

class RealKernel : public Kernel {
 public:
  explicit RealKernel(KernelPaths paths) : paths_(std::move(paths)) {}

  [[nodiscard]] KernelState state() const override {
    if (paths_.apparmor.empty()) return kernel_state();
    KernelState state;
    state.mountpoint = paths_.apparmor;
    state.enabled = ::access((paths_.apparmor + "/profiles").c_str(), F_OK) == 0;
    if (!state.enabled)
      state.why_not = "there is no AppArmor interface at " + text::printable(paths_.apparmor);
    return state;
  }

  [[nodiscard]] Result<std::vector<LoadedProfile>> profiles() const override {
    const KernelState now = state();
    if (!now.enabled) return Error{ErrorKind::system, "list", "loaded profiles", now.why_not};
    const std::string path = now.mountpoint + "/profiles";
    std::string list;
    if (read_proc(path, list)) return read_profile_list(list);
    const bool forbidden = errno == EACCES || errno == EPERM;
    return Error{ErrorKind::system, "list loaded profiles from", path,
                 forbidden ? "this user may not read it: be root" : std::strerror(errno)};
  }

  [[nodiscard]] Result<std::vector<ConfinedProcess>> processes() const override {
    const KernelState now = state();
    if (!now.enabled) return Error{ErrorKind::system, "list", "processes", now.why_not};
    const auto ids = process_ids(paths_.proc);
    if (!ids) return ids.error();
    std::vector<ConfinedProcess> out;
    std::string written;
    for (const std::uint32_t id : *ids) {
      const std::string folder = paths_.proc + "/" + std::to_string(id);
      // The second is shared by all security modules, and before Linux 5.8 the only one.
      if (!read_proc(folder + "/attr/apparmor/current", written) &&
          !read_proc(folder + "/attr/current", written))
        continue;
      LabelAndMode read = split_label(written);
      if (read.label.empty()) continue;
      out.push_back({id, std::move(read.label), std::move(read.mode), proc_link(folder + "/exe"),
                     read_proc(folder + "/stat", written) ? start_time(written) : 0});
    }
    return out;
  }

  [[nodiscard]] Result<std::map<std::string, LoadedHash>> hashes() const override {
    const KernelState now = state();
    if (!now.enabled) return Error{ErrorKind::system, "list", "hashes of policy", now.why_not};
    return loaded_hashes(now.mountpoint);
  }

  Status replace(std::string_view blob) override {
    const KernelState now = state();
    if (!now.enabled) return Error{ErrorKind::system, "load", "policy", now.why_not};
    const auto failed = [&](int number) {
      return Error{ErrorKind::system, "load policy through", now.mountpoint, refusal(number)};
    };
    // Its features say whether the kernel takes several profiles in one write.
    aa_features* features = nullptr;
    if (::aa_features_new(&features, AT_FDCWD, (now.mountpoint + "/features").c_str()) != 0)
      return failed(errno);
    aa_kernel_interface* interface = nullptr;
    const int opened = ::aa_kernel_interface_new(&interface, features, now.mountpoint.c_str());
    int number = errno;
    ::aa_features_unref(features);
    if (opened != 0) return failed(number);
    const int done = ::aa_kernel_interface_replace_policy(interface, blob.data(), blob.size());
    number = errno;
    ::aa_kernel_interface_unref(interface);
    return done == 0 ? Status(Unit{}) : Status(failed(number));
  }

 private:
  KernelPaths paths_;
};

}  // namespace

std::unique_ptr<Kernel> real_kernel(KernelPaths paths) {
  return std::make_unique<RealKernel>(std::move(paths));
}

}  // namespace profgen::inline v0::host
