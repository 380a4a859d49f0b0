// Which rules speak for single programs: they decide before those with wildcards.
#pragma once

#include <string_view>

namespace profgen::inline v0::policy {

// Whether a pattern (variables expanded already) matches finitely many texts: it has no `*`, no `?`
// and no class that excludes. Of two rules for one program the compiler prefers such a rule, be it
// `/bin/{cat,dog}` or `/bin/[cd]og`. Measured with the compilers of AppArmor 4.1 and 5.0; that of
// 3.0 counts every class as a wildcard. There is no word about either in apparmor.d(5).
[[nodiscard]] bool aare_exact(std::string_view pattern);

}  // namespace profgen::inline v0::policy
