#include <iostream>
#include <nlohmann/json.hpp>

#include "tools/profgen/fleet/fleet.hpp"
#include "tools/profgen/fleet/fleet_json.hpp"
#include "tools/profgen/fleet/fleet_setup.hpp"
#include "tools/profgen/fleet/fleet_text.hpp"

namespace profgen::tool {
namespace {

constexpr std::string_view fleet_plan_help =
    "What `fleet deploy BUNDLE` would do on each node: add, replace, change of mode, nothing, or\n"
    "blocked and why; what the new text allows that the one on the node does not, and the other "
    "way;\n"
    "which processes it reaches at once and which after a restart. Each node compiles the "
    "profiles\n"
    "with its own parser. Nodes that plan the same stand in one line. Nothing is changed.\n"
    "Exit code 0: it can be deployed; 1: some nodes are blocked; 4: some were not reached.";

void fleet_plan_options(po::options_description& options) {
  add_fleet_options(options);
  options.add_options()("stage", po::value<std::string>()->value_name("STAGE"),
                        "complain: of the first stage only (default: final)");
}

int run_fleet_plan(const Call& call) {
  if (call.arguments.size() != 1)
    return refuse("fleet plan needs a BUNDLE", "`profgen fleet bundle -o FILE …` makes one");
  node::Plan request;
  int code = exit_done;
  const auto stage = stage_option(call, code);
  if (!stage) return code;
  request.stage = *stage;
  const auto files = real_files();
  const auto bundle = load_bundle(*files, call.arguments.front(), code);
  if (!bundle) return code;
  auto setup = fleet_setup(call, code, bundle->content.selector);
  if (!setup) return code;
  request.package = bundle->package();
  request.adopt = setup->inventory.adopt;
  const fleet::FleetPlan plan = fleet::gather_plan(
      setup->inventory, fleet::ask_all(*setup->transport, setup->nodes, request));
  if (call.common.json) {
    auto json = plan_json(plan);
    json["digest"] = bundle->digest;
    std::cout << json.dump(2) << "\n";
  } else {
    std::cout << plan_text(plan, style_for(call.common, 1));
    if (!call.common.quiet && !any_blocks(plan.troubles))
      std::cerr << "approve it: profgen fleet deploy " << call.arguments.front() << " --digest "
                << bundle->digest << "\n";
  }
  for (const fleet::PlanRow& row : plan.rows)
    if (row.plan.action == node::Action::blocked) return exit_findings;
  return code_of_troubles(plan.troubles);
}

}  // namespace

CommandInfo fleet_plan() {
  return {"plan",
          "BUNDLE",
          "what a rollout would do on each node, and to which processes",
          fleet_plan_help,
          fleet_plan_options,
          run_fleet_plan};
}

}  // namespace profgen::tool
