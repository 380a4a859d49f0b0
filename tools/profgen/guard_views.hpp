// How `guard --explain` shows its answers.
#pragma once

#include <string>
#include <vector>

#include "profgen/guard.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {

[[nodiscard]] std::string explanations_text(
    const std::vector<suggest::GuardExplanation>& explanations, bool verbose, const Style& style);
[[nodiscard]] std::string explanations_json(
    const std::vector<suggest::GuardExplanation>& explanations);

}  // namespace profgen::tool
