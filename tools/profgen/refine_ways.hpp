// `refine` without a person at a terminal.
#pragma once

#include "tools/profgen/command.hpp"

namespace profgen::tool {

// --json: a program answers, over standard input and output (docs/refine-json.md).
[[nodiscard]] int refine_json(const Call& call);
// --answers: a journal does.
[[nodiscard]] int refine_answers(const Call& call);

}  // namespace profgen::tool
