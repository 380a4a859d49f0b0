// Which profile files of a policy read a file, themselves or through what they include.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "profgen/policy.hpp"

namespace profgen::inline v0::host {

// Paths of profile files, sorted. Those among `changed` that stand in the policy directory itself
// are their own includers.
[[nodiscard]] std::vector<std::string> includers(const policy::Policy& policy,
                                                 const std::set<std::string>& changed);

// Whether it is only ever included: it stands in a subdirectory of the policy directory.
[[nodiscard]] bool is_include_file(const std::string& path, const std::string& policy_dir);
// Whether it stands in the policy directory, or below it.
[[nodiscard]] bool is_below(const std::string& path, const std::string& policy_dir);

}  // namespace profgen::inline v0::host
