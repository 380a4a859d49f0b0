// A strategy in the head of a journal, so that a run goes on by what it began with.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "profgen/inventory.hpp"

namespace profgen::inline v0::fleet {

[[nodiscard]] nlohmann::json strategy_json(const Strategy& strategy);
// Throws nlohmann's exceptions where the value is not what strategy_json() makes.
[[nodiscard]] Strategy strategy_of(const nlohmann::json& value);

}  // namespace profgen::inline v0::fleet
