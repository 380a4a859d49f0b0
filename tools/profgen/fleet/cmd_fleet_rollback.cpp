#include "tools/profgen/fleet/fleet.hpp"
#include "tools/profgen/fleet/fleet_setup.hpp"
#include "tools/profgen/fleet/live_run.hpp"

namespace profgen::tool {
namespace {

constexpr std::string_view fleet_rollback_help =
    "Puts every node back as it was before RUN, files and loaded policy, whatever state the run is "
    "in.\n"
    "What was not loaded before is parked, never removed under a process.\n"
    "Exit code 4: some nodes could not be reached (call it again); 5: rolled back.";

constexpr std::string_view fleet_abort_help =
    "Ends a run where it stands: nodes stay as they are, and it cannot be resumed; another rollout "
    "may\n"
    "begin. `fleet rollback` still works.";

int run_fleet_rollback(const Call& call) {
  int code = exit_done;
  auto setup = read_fleet(call, code);
  if (!setup) return code;
  const auto known = known_run(call, *setup, code);
  if (!known || !keep_only(*setup, names_of(*known), code)) return code;
  StopOnSignal signals;
  if (!connect_to_lead(call, *setup, code)) return code;
  LiveRun live(call);
  const auto view =
      fleet::roll_back(run_place(*setup), *setup->transport, setup->inventory, known->run,
                       observer_of(*setup, live.observer()), signals.stop());
  live.end();
  return report_run(call, setup->state_dir, view);
}

int run_fleet_abort(const Call& call) {
  int code = exit_done;
  auto setup = read_fleet(call, code);
  if (!setup) return code;
  const auto known = known_run(call, *setup, code);
  if (!known) return code;
  // Somebody may lead it from another machine.
  if (setup->cluster && !connect_to_lead(call, *setup, code)) return code;
  const auto view = fleet::abort(run_place(*setup), known->run);
  if (view && setup->cluster) setup->cluster->mirror->write(*view);
  code = report_run(call, setup->state_dir, view);
  return view ? int{exit_done} : code;
}

}  // namespace

CommandInfo fleet_rollback() {
  return {
      "rollback",          "[RUN]",           "put all nodes back as they were before a rollout",
      fleet_rollback_help, add_fleet_options, run_fleet_rollback};
}

CommandInfo fleet_abort() {
  return {"abort",          "[RUN]",           "end a rollout where it stands",
          fleet_abort_help, add_fleet_options, run_fleet_abort};
}

}  // namespace profgen::tool
