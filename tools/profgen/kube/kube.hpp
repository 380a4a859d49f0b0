// The commands of `profgen kube`: each stands in a file of its own, with its options and its help.
#pragma once

#include <span>

#include "tools/profgen/command.hpp"

namespace profgen::tool {

// In the order of `profgen kube --help`.
[[nodiscard]] std::span<const CommandInfo> kube_commands();

[[nodiscard]] CommandInfo kube_template();
[[nodiscard]] CommandInfo kube_annotate();
[[nodiscard]] CommandInfo kube_explain();
[[nodiscard]] CommandInfo kube_nodes();
[[nodiscard]] CommandInfo kube_patch();
[[nodiscard]] CommandInfo kube_policy();
[[nodiscard]] CommandInfo kube_roll();
[[nodiscard]] CommandInfo kube_users();

}  // namespace profgen::tool
