// What a fleet says, as text: what is alike stands once, its nodes folded.
#pragma once

#include <string>

#include "profgen/fleet.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {

[[nodiscard]] std::string plan_text(const fleet::FleetPlan& plan, const Style& style);
[[nodiscard]] std::string preflight_text(const fleet::FleetPreflight& preflight,
                                         const Style& style);
[[nodiscard]] std::string drift_text(const fleet::FleetDrift& drift, const Style& style);
[[nodiscard]] std::string status_text_of_fleet(const fleet::FleetStatus& status,
                                               const Style& style);
[[nodiscard]] std::string troubles_text(const std::vector<fleet::Trouble>& troubles,
                                        const Style& style);
// Whether one of them keeps its node from taking part.
[[nodiscard]] bool any_blocks(const std::vector<fleet::Trouble>& troubles);
// exit_done, exit_system where a node was not reached, exit_findings where one refused.
[[nodiscard]] int code_of_troubles(const std::vector<fleet::Trouble>& troubles);

}  // namespace profgen::tool
