// Who runs under a profile, or would after a restart.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "node/state.hpp"
#include "profgen/kernel.hpp"
#include "profgen/policy.hpp"

namespace profgen::inline v0::node {

// By top profile; every name of `profiles` is there. A process counts for a profile when its label,
// or a part of a stacked one, is the profile or a child of it; an unconfined one when the profile
// would attach to its program in this policy.
[[nodiscard]] std::map<std::string, std::vector<User>> users_of(
    const std::vector<host::ConfinedProcess>& processes, const std::set<std::string>& profiles,
    const policy::Policy& policy);

}  // namespace profgen::inline v0::node
