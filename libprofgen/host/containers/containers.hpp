// Which container a process of this host is in: by its cgroup, and by what the runtimes have
// written down of it. Read without their help, and without a right that reading /proc and their
// state directories does not need.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "profgen/system.hpp"

namespace profgen::inline v0::host {

struct ContainerId {
  std::string id;       // 64 hexadecimal digits
  std::string runtime;  // "containerd", "cri-o", "docker", "podman"; empty: the path does not say
  std::string pod_uid;  // with dashes; empty: no pod, or the path does not say
  friend bool operator==(const ContainerId&, const ContainerId&) = default;
};
// Of the text of /proc/PID/cgroup, version 1 or 2, with systemd's or cgroupfs' names: the innermost
// container. nullopt: the process is in none.
[[nodiscard]] std::optional<ContainerId> container_of_cgroup(std::string_view text);

struct Container {
  ContainerId id;
  std::string name_space, pod;  // of Kubernetes; empty: no pod, or not known
  std::string name;             // of the container; empty: not known, or the pod's sandbox
  std::string image;
  // "NAMESPACE/POD/CONTAINER", else the container's name, else its id: what Record::workload holds.
  [[nodiscard]] std::string workload() const;
};

class Containers {
 public:
  // `root`: the directory that is the host's `/`. `files` must outlive it.
  explicit Containers(const Files& files, std::string root = "/");

  // The container of a live process; nullptr if it is in none, or has ended. `at_us` (since the
  // epoch, 0: now): a process that began later has only its number in common with the one meant.
  [[nodiscard]] const Container* of_process(std::uint64_t pid, std::int64_t at_us = 0);
  // What is known of a container, as far as it can be read.
  [[nodiscard]] const Container& of_id(const ContainerId& id);

 private:
  [[nodiscard]] std::string text_of(const std::string& path) const;
  [[nodiscard]] bool began_later(const std::string& process, std::int64_t at_us);

  const Files& files_;
  std::string root_;  // without its last slash
  std::int64_t boot_us_ = 0;
  std::map<std::string, Container> known_;
};

// What a runtime has written about a container, in the order in which they are asked. Texts of JSON
// by any program: what is no name in them is left out.
struct ContainerFacts {
  std::string name_space, pod, name, image, runtime, pod_uid;
  [[nodiscard]] bool empty() const { return pod.empty() && name.empty() && image.empty(); }
};
// config.json of an OCI bundle, with the annotations of containerd or cri-o.
[[nodiscard]] ContainerFacts facts_of_bundle(std::string_view text);
// docker's config.v2.json.
[[nodiscard]] ContainerFacts facts_of_docker(std::string_view text);
// containers.json of containers/storage, which podman names its containers in.
[[nodiscard]] ContainerFacts facts_of_storage(std::string_view text, std::string_view id);

}  // namespace profgen::inline v0::host
