#include <algorithm>
#include <array>

#include "node/protocol/fields.hpp"

namespace profgen::inline v0::node {
namespace {

// What container runtimes, snapd, libvirt and LXC load by themselves, and would load again.
constexpr std::array<std::string_view, 6> reserved = {
    "unconfined",     "cri-containerd.apparmor.d", "crio-default",
    "docker-default", "docker-containers-default", "podman-default"};
constexpr std::array<std::string_view, 9> reserved_starts = {"lxc-",
                                                             "lxd-",
                                                             "incus-",
                                                             "snap.",
                                                             "snap-update-ns.",
                                                             "libvirt-",
                                                             "kubearmor",
                                                             "containers-default-",
                                                             "/snap/"};

}  // namespace

std::string_view name_of(Stage stage) { return stage_words[static_cast<std::size_t>(stage)]; }

std::string_view name_of(Action action) { return action_words[static_cast<std::size_t>(action)]; }

bool is_reserved_name(std::string_view profile) {
  // A child or hat belongs to whom its profile belongs to; a name space is another's altogether.
  const std::string_view top = profile.substr(0, profile.find("//"));
  return top.starts_with(':') || std::ranges::find(reserved, top) != reserved.end() ||
         std::ranges::any_of(reserved_starts,
                             [&](std::string_view start) { return top.starts_with(start); });
}

}  // namespace profgen::inline v0::node
