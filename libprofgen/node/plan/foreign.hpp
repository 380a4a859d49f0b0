// Files and profiles that belong to somebody else.
#pragma once

#include <string>
#include <vector>

#include "node/plan/intent.hpp"

namespace profgen::inline v0::node {

// Why a profile may not be written here unless it is adopted by its name or its file's:
// "reserved-name"; "foreign-file" (it stands there and we did not write it, or a package owns it);
// "disabled" (a link says that it is not to be loaded, or only in complain mode). "elsewhere" (the
// profile stands in another file too) stays whatever is adopted.
[[nodiscard]] std::vector<Problem> foreign_problems(Machine& machine, const Intent& intent,
                                                    const State& state,
                                                    const IntendedProfile& profile,
                                                    const std::vector<std::string>& adopt);
// The same of a file of the bundle without a profile.
[[nodiscard]] std::vector<Problem> foreign_problems(Machine& machine, const IntendedFile& file,
                                                    const State& state,
                                                    const std::vector<std::string>& adopt);

}  // namespace profgen::inline v0::node
