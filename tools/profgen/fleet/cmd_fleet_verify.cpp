#include <iostream>
#include <nlohmann/json.hpp>
#include <set>

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

// Gives the bundle again to the nodes that differ.
int correct(const FleetSetup& setup, const LoadedBundle& bundle, node::Stage stage,
            const fleet::FleetDrift& drift, const Style& style) {
  std::set<std::string> drifted;
  for (const fleet::DriftRow& row : drift.rows) drifted.insert(row.nodes.begin(), row.nodes.end());
  std::vector<std::size_t> nodes;
  for (const std::size_t node : setup.nodes)
    if (drifted.count(setup.inventory.nodes[node].name) != 0) nodes.push_back(node);
  const auto replies =
      fleet::ask_all(*setup.transport, nodes,
                     node::Apply{bundle.package(), stage, setup.inventory.adopt, "correct"});
  std::vector<std::string> done;
  std::vector<fleet::NodeReply> failed;
  for (const fleet::NodeReply& reply : replies)
    if (std::holds_alternative<node::ApplyReply>(reply.reply))
      done.push_back(setup.inventory.nodes[reply.node].name);
    else
      failed.push_back(reply);
  if (!done.empty())
    std::cout << "corrected on " << counted(done.size(), "node") << ": " << fleet::fold_names(done)
              << "\n";
  const auto troubles = fleet::gather_drift(setup.inventory, failed).troubles;
  std::cout << troubles_text(troubles, style);
  return failed.empty() ? exit_findings : exit_system;
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
  auto setup = fleet_setup(call, code, bundle->content.selector);
  if (!setup) return code;
  const fleet::FleetDrift drift = fleet::gather_drift(
      setup->inventory,
      fleet::ask_all(*setup->transport, setup->nodes, node::DriftOf{bundle->package(), *stage}));
  const Style style = style_for(call.common, 1);
  if (call.common.json)
    std::cout << drift_json(drift).dump(2) << "\n";
  else
    std::cout << drift_text(drift, style);
  code = code_of_troubles(drift.troubles);
  if (drift.rows.empty()) return code;
  if (call.options.count("correct") != 0) return correct(*setup, *bundle, *stage, drift, style);
  return code == exit_done ? int{exit_findings} : code;
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
