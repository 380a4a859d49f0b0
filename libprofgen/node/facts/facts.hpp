// What this machine is, and what it can do.
#pragma once

#include <string>
#include <vector>

#include "node/state.hpp"

namespace profgen::inline v0::node {

// The first line of a small file below the root, without blanks around it; empty where it cannot be
// read.
[[nodiscard]] std::string fact(const Machine& machine, std::string_view path);
[[nodiscard]] std::string boot_id(const Machine& machine);
// Of /etc/os-release (os-release(5)), for a person: "Debian GNU/Linux 12 (bookworm)".
[[nodiscard]] std::string os_name(const Machine& machine);
// x86_64, aarch64: the kernel's word.
[[nodiscard]] std::string machine_word(const Machine& machine);
[[nodiscard]] std::string features_directory(const Machine& machine);
// Where it is no whole machine: "docker", "lxc", …; empty on the host itself.
[[nodiscard]] std::string container_kind(const Machine& machine);
// "4.0"; empty where there is none.
[[nodiscard]] std::string newest_abi_number(const Machine& machine);

}  // namespace profgen::inline v0::node
