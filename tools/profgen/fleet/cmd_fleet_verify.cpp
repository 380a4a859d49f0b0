#include <iostream>
#include <nlohmann/json.hpp>

#include "tools/profgen/fleet/fleet.hpp"
#include "tools/profgen/fleet/fleet_json.hpp"
#include "tools/profgen/fleet/fleet_setup.hpp"
#include "tools/profgen/fleet/fleet_text.hpp"

namespace profgen::tool {
namespace {

constexpr std::string_view fleet_verify_help =
    "Holds on each node three things against each other: the texts of BUNDLE, the files on its "
    "disk,\n"
    "and what its kernel has loaded (name, mode, hash); says who seems to have changed what "
    "differs.\n"
    "With --correct nodes that differ are given the bundle again, by replacement; reserved and "
    "foreign\n"
    "files stay as they are.\n"
    "Exit code 0: all is as desired; 1: something differs (or did, before --correct); 4: some "
    "nodes\n"
    "were not reached.";

void fleet_verify_options(po::options_description& options) {
  add_fleet_options(options);
  options.add_options()("correct", "put right what differs")  //
      ("stage", po::value<std::string>()->value_name("STAGE"),
       "complain: as of the first stage of a rollout (default: final)");
}

std::string corrected_text(const fleet::Corrected& corrected, const Style& style) {
  std::string out;
  if (!corrected.nodes.empty())
    out = "corrected on " + counted(corrected.nodes.size(), "node") + ": " +
          fleet::fold_names(corrected.nodes) + "\n";
  return out + troubles_text(corrected.troubles, style);
}

int run_fleet_verify(const Call& call) {
  if (call.arguments.size() != 1)
    return refuse("fleet verify needs the BUNDLE that was rolled out",
                  "`profgen fleet status` shows its digest");
  int code = exit_done;
  const auto stage = stage_option(call, code);
  if (!stage) return code;
  const auto files = real_files();
  const auto bundle = load_bundle(*files, call.arguments.front(), code);
  if (!bundle) return code;
  const bool corrects = call.options.count("correct") != 0;
  auto setup = read_fleet(call, code, bundle->content.selector);
  if (!setup || !(corrects ? connect_to_change(call, *setup, "verify --correct", code)
                           : connect(call, *setup, code)))
    return code;
  const fleet::FleetDrift drift = fleet::gather_drift(
      setup->inventory,
      fleet::ask_all(*setup->transport, setup->nodes, node::DriftOf{bundle->package(), *stage}));
  fleet::Corrected corrected;
  if (corrects)
    corrected =
        fleet::correct(*setup->transport, setup->inventory, bundle->package(), *stage, drift);
  const Style style = style_for(call.common, 1);
  if (call.common.json) {
    nlohmann::ordered_json json = drift_json(drift);
    if (corrects) json["corrected"] = corrected_json(corrected);
    std::cout << json.dump(2) << "\n";
  } else {
    std::cout << drift_text(drift, style) << corrected_text(corrected, style);
  }
  code = code_of_troubles(drift.troubles);
  if (code == exit_done && !corrected.troubles.empty()) code = exit_system;
  return code == exit_done && !drift.rows.empty() ? int{exit_findings} : code;
}

}  // namespace

CommandInfo fleet_verify() {
  return {"verify",
          "BUNDLE",
          "what differs on the nodes, and who did it; --correct",
          fleet_verify_help,
          fleet_verify_options,
          run_fleet_verify};
}

}  // namespace profgen::tool
