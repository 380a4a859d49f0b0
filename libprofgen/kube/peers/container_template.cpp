// Facts: the kernel's proc and sys trees, and which parts of them the runtimes' default profiles
// refuse (moby profiles/apparmor, containerd contrib/apparmor, containers/common pkg/apparmor).
#include "kube/peers/container_template.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "profgen/node.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr std::string_view name_letters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

// The runtime stops, kills and starts processes of the container; where the distribution confines
// it, it does so under these names.
constexpr std::string_view runtime_peers =
    "  # The runtime ends the container's processes, whether it is confined or not.\n"
    "  signal receive peer=unconfined,\n"
    "  signal receive peer=runc,\n"
    "  signal receive peer=crun,\n"
    "  signal receive peer=podman,\n"
    "  signal receive peer=/usr/bin/runc,\n"
    "  signal receive peer=/usr/sbin/runc,\n"
    "  signal receive peer=/usr/bin/crun,\n";

constexpr std::string_view guarded_proc =
    "  # Of /proc only the container's own processes may be written, and of its settings\n"
    "  # the limits of shared memory.\n"
    "  deny @{PROC}/* w,\n"
    "  deny @{PROC}/{[^0-9s]*,s[^y]*,sy[^s]*,sys?*}/** w,\n"
    "  deny @{PROC}/sys/{[^k]*,k[^e]*,ke[^r]*,ker[^n]*}/** w,\n"
    "  deny @{PROC}/sys/kernel/{[^s]*,s[^h]*,sh[^m]*} w,\n"
    "  deny @{PROC}/sys/kernel/*/** w,\n"
    "  deny @{PROC}/{kcore,kmem,mem,sysrq-trigger} rwklx,\n";

constexpr std::string_view guarded_sys =
    "  # Of /sys only its cgroups may be changed; firmware, power meters and the kernel's\n"
    "  # security modules are not shown.\n"
    "  deny /sys/{[^f]*,f[^s]*}/** wklx,\n"
    "  deny /sys/fs/{[^c]*,c[^g]*,cg[^r]*}/** wklx,\n"
    "  deny /sys/{firmware,kernel/security,devices/virtual/powercap}/** rwklx,\n"
    "\n"
    "  deny mount,\n";

std::string allowed_text(const TemplateOptions& options) {
  if (options.base == TemplateBase::least) return "  include <abstractions/base>\n";
  std::string out =
      "  # What the container's other walls (capabilities, seccomp, its mounts) let through.\n"
      "  capability,\n"
      "  network,\n"
      "  file,\n"
      "  umount,\n";
  if (options.abi != "3.0") out += "  userns,\n  mqueue,\n  io_uring,\n";
  return out;
}

}  // namespace

Result<std::string> container_template(const std::string& name, const TemplateOptions& options) {
  const auto refuse = [&](std::string reason) {
    return Error{ErrorKind::usage, "make a profile", text::printable(name, 80), std::move(reason)};
  };
  if (node::is_reserved_name(name))
    return refuse("the name is a runtime's, which loads it itself; choose another");
  // A path would attach to a program of the host; the rest is what Kubernetes takes, and no shell
  // minds.
  if (name.empty() || name.find_first_not_of(name_letters) != std::string::npos)
    return refuse("a profile for containers is named by letters, digits, `.`, `_` and `-`");
  if (options.abi != "3.0" && options.abi != "4.0") return refuse("the abi is 3.0 or 4.0");
  return fmt::format(
      "abi <abi/{}>,\n"
      "include <tunables/global>\n"
      "\n"
      "profile {} flags=(attach_disconnected,mediate_deleted{}) {{\n"
      "{}"
      "\n"
      "{}"
      "\n"
      "  # Its processes among themselves.\n"
      "  signal (send, receive) peer={},\n"
      "  ptrace (read, trace, readby, tracedby) peer={},\n"
      "\n"
      "{}"
      "\n"
      "{}"
      "}}\n",
      options.abi, name, options.base == TemplateBase::least ? ",complain" : "",
      allowed_text(options), runtime_peers, name, name, guarded_proc, guarded_sys);
}

std::vector<UseLine> lines_to_use(const std::string& name) {
  return {
      {"docker", "docker run --security-opt apparmor=" + name + " IMAGE"},
      {"podman", "podman run --security-opt apparmor=" + name + " IMAGE"},
      {"Kubernetes 1.30 and later",
       fmt::format(
           "securityContext: {{appArmorProfile: {{type: Localhost, localhostProfile: {}}}}}",
           name)},
      {"Kubernetes before 1.30",
       "annotation container.apparmor.security.beta.kubernetes.io/CONTAINER: localhost/" + name},
  };
}

}  // namespace profgen::inline v0::kube
