// What a node said, read.
#pragma once

#include "profgen/rollout.hpp"

namespace profgen::inline v0::fleet {

[[nodiscard]] NodeReply read_answer(Answer&& answer);

}  // namespace profgen::inline v0::fleet
