// The hashes that the kernel keeps of loaded policy.
#pragma once

#include <map>
#include <string>

#include "profgen/kernel.hpp"

namespace profgen::inline v0::host {

// Reads MOUNTPOINT/policy/profiles (security/apparmor/apparmorfs.c): a directory NAME.N for each
// profile, with those of its children in `profiles` below it. Profiles that go meanwhile are left
// out. An Error of kind system where it may not be read.
[[nodiscard]] Result<std::map<std::string, LoadedHash>> loaded_hashes(
    const std::string& mountpoint);

}  // namespace profgen::inline v0::host
