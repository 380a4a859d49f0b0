// What the kernel has loaded, and what of it denies.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "node/plan/modes.hpp"
#include "profgen/kernel.hpp"
#include "profgen/node_engine.hpp"

namespace profgen::inline v0::node {

// Profile → the kernel's word for its mode; "" where it is not loaded.
using Modes = std::map<std::string, std::string>;

[[nodiscard]] Result<Modes> loaded_modes(const host::Kernel& kernel);
// "" where it is in none of them.
[[nodiscard]] std::string mode_in(const Modes& modes, const std::string& profile);

// The topmost profile of "a//b//c": "a".
[[nodiscard]] std::string family_of(std::string_view profile);
// Whether the profile, its parent or some child of that denies. A family counts as one: a child
// takes over what ran under its parent.
[[nodiscard]] bool family_denies(const Modes& modes, std::string_view profile);
[[nodiscard]] bool family_is_loaded(const Modes& modes, std::string_view profile);

// The flag for the kernel's word: "prompt" for "user".
[[nodiscard]] std::string flag_for(std::string_view kernel_mode);

// LoadedHash::profile of each loaded profile; empty where the kernel tells none.
[[nodiscard]] std::map<std::string, std::string> profile_hashes(const host::Kernel& kernel);

// Processes that run under the profile, a child of it, or a stack with one of these.
[[nodiscard]] std::vector<host::ConfinedProcess> users_of(
    const std::vector<host::ConfinedProcess>& processes, std::string_view profile);

}  // namespace profgen::inline v0::node
