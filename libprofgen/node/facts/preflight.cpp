#include "base/text.hpp"
#include "node/facts/facts.hpp"
#include "node/operations.hpp"
#include "node/state.hpp"
#include "profgen/host.hpp"
#include "profgen/version.hpp"

namespace profgen::inline v0::node {
namespace {

// For the new texts, their old ones and the compiler's cache.
constexpr std::uint64_t least_free_bytes = std::uint64_t{16} << 20;
constexpr std::int64_t start_of_2024_us = 1'704'067'200'000'000;

using Problems = std::vector<Problem>;

void of_kernel(const Machine& machine, Problems& out) {
  if (fact(machine, "/sys/module/apparmor/parameters/enabled") != "Y") {
    out.push_back({"no-apparmor", "the kernel has no AppArmor, or it was switched off at boot",
                   "boot with `apparmor=1 security=apparmor`", true});
    return;
  }
  const std::string modules = fact(machine, "/sys/kernel/security/lsm");
  if (modules.empty()) {
    out.push_back({"no-securityfs", "/sys/kernel/security is not there or not mounted",
                   "`mount -t securityfs securityfs /sys/kernel/security`, on the host", true});
    return;
  }
  bool listed = false;
  for (const std::string_view one : text::split(modules, ',')) listed |= one == "apparmor";
  if (!listed)
    out.push_back(
        {"no-apparmor",
         "apparmor is not among the active security modules (" + text::printable(modules) + ")",
         "add it to `lsm=` of the kernel's command line", true});
  if (const auto loaded = machine.kernel.profiles(); !loaded)
    out.push_back({"no-securityfs", loaded.error().text(), "be root, on the host itself", true});
}

void of_policy_dir(const Machine& machine, PreflightReply& reply) {
  Problems& out = reply.problems;
  const std::string path = policy_path(machine), shown = text::printable(path);
  const auto info = machine.files.info(path);
  if (!info || info->type != FileInfo::Type::directory) {
    out.push_back(
        {"no-policy-directory", shown + " is not there", "install the package apparmor", true});
    return;
  }
  const auto space = machine.files.space(path);
  if (!space) {
    out.push_back({"read-only", space.error().text(), "see to the file system", true});
    return;
  }
  reply.free_bytes = space->free_bytes;
  if (space->read_only)
    out.push_back({"read-only", shown + " is on a file system that is mounted read-only",
                   "mount it writable, or make the policy part of the node's image", true});
  else if (space->free_bytes < least_free_bytes)
    out.push_back({"no-space",
                   "the file system of " + shown + " has " +
                       std::to_string(space->free_bytes >> 10) + " KiB left",
                   "make room: 16 MiB are enough", true});
  if (machine.uid == 0 && ((info->mode & 022) != 0 || info->uid != 0))
    out.push_back({"policy-directory-open", "others than root may write in " + shown,
                   "`chown root` and `chmod go-w` it", false});
}

void of_tools(const Machine& machine, PreflightReply& reply) {
  if (machine.processes.find("apparmor_parser").empty()) {
    reply.problems.push_back({"no-parser", "apparmor_parser is not installed",
                              "install the package apparmor (apparmor-parser elsewhere)", true});
    return;
  }
  reply.parser = host::parser_version(machine.processes);
  reply.newest_abi = newest_abi_number(machine);
}

}  // namespace

Reply preflight(Machine& machine) {
  PreflightReply reply;
  reply.hostname = fact(machine, "/proc/sys/kernel/hostname");
  reply.os = os_name(machine);
  reply.kernel = fact(machine, "/proc/sys/kernel/osrelease");
  reply.machine = machine_word(machine);
  reply.boot_id = boot_id(machine);
  reply.time_us = machine.clock.now_us();
  reply.node_version = version;
  reply.features = bundle::kernel_features(machine.files, features_directory(machine));
  if (machine.uid != 0)
    reply.problems.push_back(
        {"not-root", "profgen-node runs as user " + std::to_string(machine.uid) + ", not as root",
         "let the user run it with `sudo -n`", true});
  of_kernel(machine, reply.problems);
  of_policy_dir(machine, reply);
  of_tools(machine, reply);
  if (const auto state = read_state(machine); !state)
    reply.problems.push_back({"bad-state", state.error().text(), "see to the file", true});
  if (reply.time_us < start_of_2024_us)
    reply.problems.push_back({"clock", "the node's clock is years behind",
                              "set it (timedatectl): evidence is ordered by it", false});
  if (const std::string kind = container_kind(machine); !kind.empty())
    reply.problems.push_back(
        {"container", "this is a container (" + text::printable(kind) + "), not a whole machine",
         "name the machine that it runs on: the kernel's policy is there", false});
  return reply;
}

}  // namespace profgen::inline v0::node
