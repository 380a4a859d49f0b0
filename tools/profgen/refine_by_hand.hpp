// A person's session from the first question to the save.
#pragma once

#include <string>
#include <vector>

#include "tools/profgen/inputs.hpp"
#include "tools/profgen/refine_desk.hpp"

namespace profgen::tool {

struct ByHand {
  End end = End::left;
  int code = exit_done;
  std::vector<std::string> written, made;  // files that changed; those of them that are new
};
// Goes on with a session about the same that was left. The inputs must outlive it.
[[nodiscard]] ByHand refine_by_hand(const Call& call, Terminal& terminal, Inputs& inputs);

}  // namespace profgen::tool
