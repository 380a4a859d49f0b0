// The letters of file permissions, as profiles write them.
#pragma once

#include "profgen/access.hpp"

namespace profgen::perms {

inline constexpr FilePerms r = file_perm::read, w = file_perm::write, m = file_perm::map_exec,
                           k = file_perm::lock, a = file_perm::append;

}  // namespace profgen::perms
