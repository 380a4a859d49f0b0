// The commands of `profgen fleet`: each stands in a file of its own, with its options and its help.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "tools/profgen/command.hpp"

namespace profgen::tool {

// In the order of `profgen fleet --help`.
[[nodiscard]] std::span<const CommandInfo> fleet_commands();

[[nodiscard]] CommandInfo fleet_abort();
[[nodiscard]] CommandInfo fleet_bundle();
[[nodiscard]] CommandInfo fleet_collect();
[[nodiscard]] CommandInfo fleet_deploy();
[[nodiscard]] CommandInfo fleet_export();
[[nodiscard]] CommandInfo fleet_import();
[[nodiscard]] CommandInfo fleet_nodes();
[[nodiscard]] CommandInfo fleet_plan();
[[nodiscard]] CommandInfo fleet_preflight();
[[nodiscard]] CommandInfo fleet_refine();
[[nodiscard]] CommandInfo fleet_resume();
[[nodiscard]] CommandInfo fleet_retire();
[[nodiscard]] CommandInfo fleet_rollback();
[[nodiscard]] CommandInfo fleet_show();
[[nodiscard]] CommandInfo fleet_status();
[[nodiscard]] CommandInfo fleet_verify();

// What `fleet refine` shares with `fleet collect`: the evidence file, or nullopt where `code` says
// why there is none.
void fleet_collect_options(po::options_description& options);
[[nodiscard]] std::optional<std::string> collect_from_fleet(const Call& call, int& code);

}  // namespace profgen::tool
