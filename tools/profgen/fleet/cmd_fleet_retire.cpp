#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "base/duration.hpp"
#include "base/text.hpp"
#include "tools/profgen/fleet/fleet.hpp"
#include "tools/profgen/fleet/fleet_json.hpp"
#include "tools/profgen/fleet/fleet_setup.hpp"
#include "tools/profgen/fleet/fleet_text.hpp"
#include "tools/profgen/json_text.hpp"

namespace profgen::tool {
namespace {

using RetirementState = fleet::Retirement::State;

constexpr std::string_view fleet_retire_help =
    "Takes profiles out of use without a gap. First call: they are parked (flags=(unconfined)) on "
    "every\n"
    "node. Later calls look whether a process still has them; when none had for so long on any "
    "node,\n"
    "their files are deleted. A loaded profile is never removed; it is gone with the next start of "
    "the\n"
    "machine. It looks only when it is called: call it from a timer.\n"
    "Exit code 0: retired; 1: not yet; 4: some nodes were not reached, so nothing was deleted.";

void fleet_retire_options(po::options_description& options) {
  add_fleet_options(options);
  options.add_options()("unused-for",
                        po::value<std::string>()->value_name("TIME")->default_value("7d"),
                        "how long no node may have used them");
}

std::string_view state_name(RetirementState state) {
  switch (state) {
    case RetirementState::parked:
      return "parked";
    case RetirementState::in_use:
      return "in-use";
    case RetirementState::waiting:
      return "waiting";
    case RetirementState::retired:
      return "retired";
    case RetirementState::failed:
      return "failed";
  }
  return "";
}

std::string retirement_line(const fleet::Retirement& one) {
  std::vector<std::string> nodes;
  std::uint64_t processes = 0;
  for (const auto& [node, users] : one.users) {
    nodes.push_back(node);
    processes += users;
  }
  std::string out = fmt::format("{:<8} {}", state_name(one.state), text::printable(one.profile));
  if (processes != 0)
    out += fmt::format(": {} on {}", counted(processes, "process"), fleet::fold_names(nodes));
  if (one.state == RetirementState::waiting)
    out += fmt::format(": unused; its files go in {}",
                       duration_text(static_cast<std::int64_t>(one.left_seconds * 1e6)));
  return out + "\n";
}

int run_fleet_retire(const Call& call) {
  if (call.arguments.empty())
    return refuse("fleet retire needs a PROFILE",
                  "`profgen fleet status` lists what was rolled out");
  const auto unused_us = parse_duration(call.options["unused-for"].as<std::string>());
  if (!unused_us) return refuse("--unused-for is no time", "write it as 12h, 7d or 2w");
  int code = exit_done;
  auto setup = read_fleet(call, code);
  if (!setup || !connect_to_change(call, *setup, "retire", code)) return code;
  fleet::RetireOptions options{setup->state_dir, "retire", static_cast<double>(*unused_us) / 1e6};
  const auto told = fleet::retire(*setup->files, *setup->transport, setup->inventory, setup->nodes,
                                  call.arguments, options);
  if (!told) {
    print_error(told.error());
    return exit_code_of(told.error());
  }
  if (call.common.json) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const fleet::Retirement& one : told->profiles)
      rows.push_back({{"profile", json_text(one.profile)},
                      {"state", state_name(one.state)},
                      {"users", one.users},
                      {"left_seconds", one.left_seconds}});
    std::cout << nlohmann::ordered_json{{"retire", rows},
                                        {"troubles", troubles_json(told->troubles)}}
                     .dump(2)
              << "\n";
  } else {
    for (const fleet::Retirement& one : told->profiles) std::cout << retirement_line(one);
    std::cerr << troubles_text(told->troubles, style_for(call.common, 2));
  }
  if (any_blocks(told->troubles)) return code_of_troubles(told->troubles);
  for (const fleet::Retirement& one : told->profiles)
    if (one.state != RetirementState::retired) return exit_findings;
  return exit_done;
}

}  // namespace

CommandInfo fleet_retire() {
  return {"retire",
          "PROFILE…",
          "take profiles out of use: parked, unused, then deleted",
          fleet_retire_help,
          fleet_retire_options,
          run_fleet_retire};
}

}  // namespace profgen::tool
