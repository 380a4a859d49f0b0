// `refine --aa-json`: aa-logprof's own dialogue on standard input and output, for its front ends.
#pragma once

#include "tools/profgen/command.hpp"

namespace profgen::tool {

[[nodiscard]] int run_aa_json(const Call& call);

}  // namespace profgen::tool
