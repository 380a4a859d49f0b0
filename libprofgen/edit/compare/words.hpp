// Grants in words, and as accesses.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/grants.hpp"

namespace profgen::inline v0::edit::by_meaning {

// "rw", "owner r", "send receive"; empty for classes without permission words.
[[nodiscard]] std::string permissions_text(policy::GrantClass of, std::uint32_t perms);
// One access that a tuple of the class stands for.
[[nodiscard]] Access access_of(policy::GrantClass of, std::uint32_t perms, std::string_view tuple);
// "file", "exec", "capability", …: as class_of() names accesses.
[[nodiscard]] std::string_view class_name(policy::GrantClass of, std::uint32_t perms);

}  // namespace profgen::inline v0::edit::by_meaning
