#include <algorithm>

#include "base/text.hpp"
#include "host/containers/containers.hpp"

namespace profgen::inline v0::host {
namespace {

constexpr std::size_t id_length = 64;

bool is_container_id(std::string_view word) {
  return word.size() == id_length && std::ranges::all_of(word, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// What stands before the id in a part of the path. Of conmon's own cgroup the id is that of the
// container it watches from outside.
struct PrefixOfRuntime {
  std::string_view prefix, runtime;
};
constexpr PrefixOfRuntime prefixes_of_runtimes[] = {
    {"cri-containerd-", "containerd"},
    {"nerdctl-", "containerd"},
    {"crio-", "cri-o"},
    {"docker-", "docker"},
    {"libpod-", "podman"},
};

// The name that runtimes on a cgroupfs give to the folder around the id.
std::string_view runtime_of_folder(std::string_view folder) {
  if (folder == "docker") return "docker";
  if (folder == "libpod_parent") return "podman";
  return {};
}

bool is_pod_uid(std::string_view word) {
  return word.size() >= 32 && word.size() <= 36 && std::ranges::all_of(word, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-';
         });
}

// "kubepods-burstable-pod1234_….slice" (systemd) and "pod1234-…" (cgroupfs).
std::string pod_uid_of(std::string_view part) {
  if (part.ends_with(".slice")) {
    part.remove_suffix(6);
    if (!part.starts_with("kubepods")) return {};
    const std::size_t at = part.rfind("-pod");
    if (at == std::string_view::npos) return {};
    part.remove_prefix(at + 1);
  }
  if (!part.starts_with("pod")) return {};
  std::string uid(part.substr(3));
  std::ranges::replace(uid, '_', '-');
  return is_pod_uid(uid) ? uid : std::string();
}

std::optional<ContainerId> container_of_path(std::string_view path) {
  std::optional<ContainerId> found;
  std::string pod_uid;
  std::string_view folder;
  for (std::string_view part : text::split(path, '/')) {
    // "kubepods-…-pod….slice:cri-containerd:ID": a runtime told to use cgroupfs by a kubelet that
    // names as systemd does.
    if (const auto pieces = text::split(part, ':'); pieces.size() == 3) {
      if (std::string uid = pod_uid_of(pieces[0]); !uid.empty()) pod_uid = std::move(uid);
      if (is_container_id(pieces[2]))
        found = {std::string(pieces[2]), pieces[1] == "cri-containerd" ? "containerd" : "",
                 pod_uid};
      if (found && pieces[1] == "crio") found->runtime = "cri-o";
      continue;
    }
    if (std::string uid = pod_uid_of(part); !uid.empty()) pod_uid = std::move(uid);
    std::string_view name = part;
    if (name.ends_with(".scope")) name.remove_suffix(6);
    std::string_view runtime = runtime_of_folder(folder);
    for (const PrefixOfRuntime& known : prefixes_of_runtimes)
      if (name.starts_with(known.prefix)) {
        name.remove_prefix(known.prefix.size());
        runtime = known.runtime;
        break;
      }
    if (is_container_id(name)) found = {std::string(name), std::string(runtime), pod_uid};
    folder = part;
  }
  return found;
}

}  // namespace

std::optional<ContainerId> container_of_cgroup(std::string_view text) {
  // NUMBER:CONTROLLERS:PATH; on a mixed host several hierarchies say the same, or nothing.
  for (const std::string_view line : text::split(text, '\n')) {
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string_view::npos ? first : line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    if (auto found = container_of_path(line.substr(second + 1))) return found;
  }
  return std::nullopt;
}

}  // namespace profgen::inline v0::host
