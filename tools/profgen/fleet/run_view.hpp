// How far a rollout has come, as text; nodes that are alike stand once.
#pragma once

#include <string>

#include "profgen/rollout.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {

[[nodiscard]] std::string run_view_text(const fleet::RunView& view, const Style& style);

}  // namespace profgen::tool
