// What a fleet says, as JSON (docs/fleet.md).
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "profgen/fleet.hpp"

namespace profgen::tool {

[[nodiscard]] nlohmann::ordered_json plan_json(const fleet::FleetPlan& plan);
[[nodiscard]] nlohmann::ordered_json preflight_json(const fleet::FleetPreflight& preflight);
[[nodiscard]] nlohmann::ordered_json drift_json(const fleet::FleetDrift& drift);
[[nodiscard]] nlohmann::ordered_json corrected_json(const fleet::Corrected& corrected);
[[nodiscard]] nlohmann::ordered_json status_json_of_fleet(const fleet::FleetStatus& status);
[[nodiscard]] nlohmann::ordered_json troubles_json(const std::vector<fleet::Trouble>& troubles);
[[nodiscard]] nlohmann::ordered_json run_json(const fleet::RunView& view);

}  // namespace profgen::tool
