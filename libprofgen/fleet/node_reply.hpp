// What a node said, read.
#pragma once

#include "profgen/rollout.hpp"

namespace profgen::fleet {

[[nodiscard]] NodeReply read_answer(Answer&& answer);

}  // namespace profgen::fleet
