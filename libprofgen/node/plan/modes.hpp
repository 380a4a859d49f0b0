// Modes as texts give them and as the kernel calls them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/kernel.hpp"
#include "profgen/policy.hpp"

namespace profgen::inline v0::node {

// Whether a profile that is loaded in this mode refuses what it does not grant; prompt asks
// somebody, and refuses where nobody answers.
[[nodiscard]] bool mode_denies(std::string_view kernel_mode);

// The text with every profile in complain mode, its children too, but for those that let everything
// through anyway (unconfined, default_allow).
[[nodiscard]] std::string complaining_text(const std::string& path, const std::string& text);

// Profiles, children and hats of a file ("a//b"), each with the kernel's word for its mode.
[[nodiscard]] std::map<std::string, std::string> modes_in(const policy::Policy& policy,
                                                          const std::string& path);

// The loaded profile and its children; empty where it is not loaded.
[[nodiscard]] std::vector<host::LoadedProfile> loaded_family(
    const std::vector<host::LoadedProfile>& loaded, const std::string& profile);

}  // namespace profgen::inline v0::node
