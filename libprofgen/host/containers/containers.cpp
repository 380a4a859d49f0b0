#include "host/containers/containers.hpp"

#include <unistd.h>

#include "base/text.hpp"
#include "host/procfs.hpp"

namespace profgen::inline v0::host {
namespace {

// Far more than any runtime writes of one container, or of all of a host.
constexpr std::uint64_t largest_state = 64 << 20;
// The time of boot is known to the second.
constexpr std::int64_t slack_us = 2'000'000;

// Where containerd keeps its bundles: its own, and those of k3s and microk8s.
constexpr std::string_view task_folders[] = {
    "/run/containerd/io.containerd.runtime.v2.task",
    "/run/k3s/containerd/io.containerd.runtime.v2.task",
    "/var/snap/microk8s/common/run/containerd/io.containerd.runtime.v2.task",
};

void take(ContainerFacts facts, Container& into) {
  const auto keep = [](std::string& known, std::string& more) {
    if (known.empty()) known = std::move(more);
  };
  keep(into.name_space, facts.name_space);
  keep(into.pod, facts.pod);
  keep(into.name, facts.name);
  keep(into.image, facts.image);
  keep(into.id.runtime, facts.runtime);
  keep(into.id.pod_uid, facts.pod_uid);
}

}  // namespace

std::string Container::workload() const {
  if (!pod.empty()) return name_space + "/" + pod + "/" + name;
  return name.empty() ? id.id : name;
}

Containers::Containers(const Files& files, std::string root)
    : files_(files), root_(std::move(root)) {
  while (!root_.empty() && root_.back() == '/') root_.pop_back();
}

std::string Containers::text_of(const std::string& path) const {
  const auto info = files_.info(root_ + path);
  if (!info || info->size > largest_state) return {};
  const Result<std::string> text = files_.read(root_ + path);
  return text ? *text : std::string();
}

bool Containers::began_later(const std::string& process, std::int64_t at_us) {
  if (at_us == 0) return false;
  if (boot_us_ == 0) {
    const std::string kernel = text_of("/proc/stat");
    for (const std::string_view line : text::split(kernel, '\n'))
      if (line.starts_with("btime "))
        boot_us_ =
            static_cast<std::int64_t>(text::to_number(line.substr(6)).value_or(0)) * 1'000'000;
    if (boot_us_ == 0) return true;
  }
  const long ticks = sysconf(_SC_CLK_TCK);
  const std::string stat = text_of(process + "/stat");
  if (stat.empty() || ticks <= 0) return true;
  const auto began = static_cast<std::int64_t>(start_time(stat)) * 1'000'000 / ticks;
  return boot_us_ + began > at_us + slack_us;
}

const Container* Containers::of_process(std::uint64_t pid, std::int64_t at_us) {
  const std::string process = "/proc/" + std::to_string(pid);
  const auto id = container_of_cgroup(text_of(process + "/cgroup"));
  if (!id || began_later(process, at_us)) return nullptr;
  return &of_id(*id);
}

const Container& Containers::of_id(const ContainerId& id) {
  if (const auto known = known_.find(id.id); known != known_.end()) return known->second;
  Container made;
  made.id = id;
  for (const std::string_view folder : task_folders) {
    const std::string tasks(folder);
    // A name space of containerd: k8s.io, moby, default.
    const auto spaces = files_.list(root_ + tasks);
    if (!spaces) continue;
    for (const std::string& space : *spaces)
      if (const std::string text = text_of(tasks + "/" + space + "/" + id.id + "/config.json");
          !text.empty()) {
        if (made.id.runtime.empty() && space != "moby") made.id.runtime = "containerd";
        take(facts_of_bundle(text), made);
      }
  }
  for (const char* storage : {"/run/containers/storage", "/var/lib/containers/storage"}) {
    const std::string containers = std::string(storage) + "/overlay-containers/";
    take(facts_of_bundle(text_of(containers + id.id + "/userdata/config.json")), made);
    if (made.pod.empty())
      take(facts_of_storage(text_of(containers + "containers.json"), id.id), made);
  }
  if (const std::string text = text_of("/var/lib/docker/containers/" + id.id + "/config.v2.json");
      !text.empty())
    take(facts_of_docker(text), made);
  return known_.emplace(id.id, std::move(made)).first->second;
}

}  // namespace profgen::inline v0::host
