#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "tools/profgen/fleet/fleet.hpp"
#include "tools/profgen/fleet/fleet_json.hpp"
#include "tools/profgen/fleet/fleet_setup.hpp"
#include "tools/profgen/fleet/fleet_text.hpp"

namespace profgen::tool {
namespace {

constexpr std::string_view fleet_collect_help =
    "Fetches evidence (not logs) of all nodes since the last time and merges it into FILE, which "
    "may\n"
    "stand wherever a LOG may: `profgen suggest FILE`. What was fetched before stays in FILE. A "
    "cursor\n"
    "a node is kept with the fleet's state; without FILE all is fetched that the nodes' logs "
    "hold.\n"
    "Exit code 0: done; 4: some nodes were not reached (what came is in FILE).";

int report_collected(const Call& call, const FleetSetup& setup, const std::string& output,
                     const fleet::FleetCollected& told) {
  if (call.common.json) {
    nlohmann::ordered_json json{{"file", output},
                                {"accesses", told.accesses},
                                {"allowed", told.allowed},
                                {"denied", told.denied},
                                {"nodes_with_news", told.nodes_with_news},
                                {"gaps", told.gaps},
                                {"troubles", troubles_json(told.troubles)}};
    std::cout << json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
    return code_of_troubles(told.troubles);
  }
  for (const auto& [gap, nodes] : told.gaps)
    std::cerr << fmt::format("profgen: warning: {} on {}: {}\n", text::printable(gap),
                             counted(nodes.size(), "node"), fleet::fold_names(nodes));
  std::cerr << troubles_text(told.troubles, style_for(call.common, 2));
  if (!call.common.quiet)
    std::cerr << fmt::format(
        "wrote {}: {}; {} let through in complain mode and {} denied came from {} of {}\n",
        text::printable(output), counted(told.accesses, "distinct access"), told.allowed,
        told.denied, told.nodes_with_news.size(), counted(setup.nodes.size(), "node"));
  return code_of_troubles(told.troubles);
}

}  // namespace

void fleet_collect_options(po::options_description& options) {
  add_fleet_options(options);
  options.add_options()("output,o", po::value<std::string>()->value_name("FILE"),
                        "the evidence (default: kept with the fleet's state)")  //
      ("profile", po::value<std::vector<std::string>>()->value_name("NAME"),
       "only of this profile and its children (repeatable)");
}

std::optional<std::string> collect_from_fleet(const Call& call, int& code) {
  auto setup = fleet_setup(call, code);
  if (!setup) return std::nullopt;
  fleet::CollectOptions options;
  options.state_dir = setup->state_dir;
  options.output = call.options.count("output") != 0 ? call.options["output"].as<std::string>()
                                                     : setup->state_dir + "/evidence.ev";
  if (call.options.count("profile") != 0)
    options.profiles = call.options["profile"].as<std::vector<std::string>>();
  const auto told =
      fleet::collect(*setup->files, *setup->transport, setup->inventory, setup->nodes, options);
  if (!told) {
    print_error(told.error());
    code = exit_code_of(told.error());
    return std::nullopt;
  }
  code = report_collected(call, *setup, options.output, *told);
  return options.output;
}

CommandInfo fleet_collect() {
  return {"collect",
          "[-o FILE]",
          "fetch evidence of all nodes since the last time, and merge it",
          fleet_collect_help,
          fleet_collect_options,
          [](const Call& call) {
            int code = exit_done;
            (void)collect_from_fleet(call, code);
            return code;
          }};
}

}  // namespace profgen::tool
