#include "profgen/status.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace profgen::inline v0::host {
namespace {

// Who loads profiles that never stand in the policy directory.
constexpr std::pair<std::string_view, std::string_view> other_loaders[] = {
    {"snap.", "snapd"},
    {"snap-update-ns.", "snapd"},
    {"/snap/snapd/", "snapd"},
    {"libvirt-", "libvirt"},
    {"docker-default", "docker"},
    {"containers-default-", "podman"},
    {"cri-containerd.apparmor.d", "containerd"},
    {"crio-default", "cri-o"},
    {"lxd-", "lxd"},
    {"incus-", "incus"},
    {"lxc-container-default", "lxc"},
    {":lxd-", "lxd"},
    {":incus-", "incus"},
};

std::string loader_of(std::string_view name) {
  for (const auto& [prefix, loader] : other_loaders)
    if (name.substr(0, prefix.size()) == prefix) return std::string(loader);
  // The kernel makes one for each program that a complain profile starts without a rule for it.
  return name.find("//null-") == std::string_view::npos ? "" : "the kernel";
}

using Loaded = std::map<std::string, std::string>;  // name: mode

void compare_with_disk(const Loaded& loaded, const DiskState& disk, std::vector<Drift>& out) {
  std::map<std::string, bool> on_disk;
  for (const DiskProfile& profile : disk.profiles) {
    on_disk[profile.name] = true;
    const auto found = loaded.find(profile.name);
    const std::string mode = found == loaded.end() ? "" : found->second;
    Drift drift{DriftKind::other_mode, profile.name, profile.file, profile.mode, mode, ""};
    if (profile.disabled && mode.empty()) continue;
    if (profile.disabled)
      drift.kind = DriftKind::disabled_but_loaded;
    else if (mode.empty())
      drift.kind = DriftKind::not_loaded;
    else if (loaded_mode(profile.mode) == mode)
      continue;
    out.push_back(std::move(drift));
  }
  for (const auto& [name, mode] : loaded)
    if (on_disk.count(name) == 0)
      out.push_back({DriftKind::not_on_disk, name, "", "", mode, loader_of(name)});
}

std::string without_deleted(const std::string& exe) {
  constexpr std::string_view mark = " (deleted)";
  const bool marked =
      exe.size() > mark.size() && exe.compare(exe.size() - mark.size(), mark.size(), mark) == 0;
  return marked ? exe.substr(0, exe.size() - mark.size()) : exe;
}

// The loaded profile that a program gets when an unconfined task starts it.
std::string profile_for(const std::string& exe, const Loaded& loaded,
                        const policy::Policy& policy) {
  if (exe.empty()) return {};
  if (loaded.count(exe) != 0) return exe;  // a name that is a path attaches by itself
  const policy::Profile* profile = policy.attached_to(exe);
  return profile != nullptr && loaded.count(profile->name) != 0 ? profile->name : std::string();
}

}  // namespace

std::string_view name_of(DriftKind kind) {
  constexpr std::string_view names[] = {"not-loaded", "not-on-disk", "other-mode",
                                        "disabled-but-loaded"};
  return names[static_cast<std::size_t>(kind)];
}

Result<HostStatus> host_status(const Kernel& kernel, const policy::Policy& policy,
                               const DiskState& disk) {
  HostStatus status;
  auto loaded = kernel.profiles();
  if (!loaded) return loaded.error();
  auto processes = kernel.processes();
  if (!processes) return processes.error();
  status.loaded = std::move(*loaded);
  Loaded modes;
  for (const LoadedProfile& profile : status.loaded) modes[profile.name] = profile.mode;

  // Thousands of processes run a few programs.
  std::map<std::string, std::string> programs;
  for (ConfinedProcess& process : *processes) {
    std::string would_be;
    if (process.label == "unconfined") {
      const std::string exe = without_deleted(process.exe);
      const auto [place, is_new] = programs.emplace(exe, "");
      if (is_new) place->second = profile_for(exe, modes, policy);
      would_be = place->second;
      if (would_be.empty()) continue;
    }
    status.processes.push_back({std::move(process), std::move(would_be)});
  }
  compare_with_disk(modes, disk, status.drift);
  std::sort(status.drift.begin(), status.drift.end(),
            [](const Drift& a, const Drift& b) { return a.profile < b.profile; });
  return status;
}

}  // namespace profgen::inline v0::host
