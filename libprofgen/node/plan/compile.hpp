// The changed profile files compiled on this node with its own parser, before any of it is written.
#pragma once

#include <map>
#include <string>

#include "node/plan/intent.hpp"

namespace profgen::inline v0::node {

// Of those that the parser refuses: "LINE: MESSAGE" by file. Included files that will change are
// laid out below the state directory meanwhile. An Error of kind system where no parser is
// installed, or it could not be asked.
[[nodiscard]] Result<std::map<std::string, std::string>> trial_compile(Machine& machine,
                                                                       const Intent& intent);

}  // namespace profgen::inline v0::node
