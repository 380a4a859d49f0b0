// kube_transport() with a time of its own.
#pragma once

#include "kube/transport/object_watch.hpp"
#include "profgen/kube.hpp"

namespace profgen::inline v0::kube {

[[nodiscard]] std::unique_ptr<fleet::Transport> make_kube_transport(
    Api& api, const fleet::Inventory& inventory, const std::string& writer, double request_seconds,
    const Timing& timing);

}  // namespace profgen::inline v0::kube
