// A path of a rule made wider step by step, as the keys G and E of AppArmor's tools do:
// /a/b/c → /a/b/* → /a/** → /**.
#pragma once

#include <string>
#include <string_view>

namespace profgen::inline v0::refine {

// The next wider pattern: the last name becomes *, a last * or ** takes the directory above with it
// (/a/b/* → /a/**), a name with ** in it becomes **. A folder stays one: /a/b/ → /a/*/ → /**/. What
// cannot be made wider (/**, a variable alone) comes back as it is. Braces, classes and escapes
// stay whole: a slash within them parts nothing.
[[nodiscard]] std::string glob_step(std::string_view pattern);
// The same with the extension kept, which begins at the first dot behind the name's first
// character: /a/b/x.tar.gz → /a/b/*.tar.gz → /a/**.tar.gz. Names without one and folders come back
// as they are.
[[nodiscard]] std::string glob_step_with_extension(std::string_view pattern);

}  // namespace profgen::inline v0::refine
