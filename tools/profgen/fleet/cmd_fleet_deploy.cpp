#include <fmt/format.h>

#include <iostream>

#include "base/text.hpp"
#include "profgen/clock.hpp"
#include "tools/profgen/fleet/fleet.hpp"
#include "tools/profgen/fleet/fleet_setup.hpp"
#include "tools/profgen/fleet/in_cluster.hpp"
#include "tools/profgen/fleet/live_run.hpp"

namespace profgen::tool {
namespace {

constexpr std::string_view fleet_deploy_help =
    "Rolls a bundle out: complain mode everywhere, then the bundle's modes on the canaries, then "
    "wave\n"
    "by wave, as `rollout` in the inventory says (docs/rollout.md). A wave is left only when it "
    "has\n"
    "run long enough, its profiles saw enough starts, and new denials and failed nodes are within\n"
    "their budgets. Otherwise the run is undone: complain mode at once, then the texts from "
    "before.\n"
    "A profile that denies already on a node is never put into complain mode there.\n"
    "--digest approves: it is what `fleet bundle`, `show` and `plan` print, and nothing else is "
    "rolled\n"
    "out. Ctrl-C stops between two steps; `fleet resume` goes on.\n"
    "With --in-cluster a Job of the cluster leads it (`transport: kubernetes`, "
    "`kubernetes.image`), "
    "and\n"
    "this command ends when it is made.\n"
    "Exit code 0: done; 1: stopped, or nodes are not fit; 4: some could not be rolled back; 5: "
    "rolled\n"
    "back.";

constexpr std::string_view fleet_resume_help =
    "Goes on with a rollout that was stopped, or whose profgen was killed: RUN, or the last one. "
    "What\n"
    "was asked of a node and not confirmed is asked again.\n"
    "Exit codes as of `fleet deploy`.";

void fleet_deploy_options(po::options_description& options) {
  add_fleet_options(options);
  options.add_options()("digest", po::value<std::string>()->value_name("sha256:…"),
                        "approves exactly this bundle (needed)")     //
      ("leave-blocked", "go on without the nodes that are not fit")  //
      ("run", po::value<std::string>()->value_name("NAME"),
       "a name for this rollout (default: time and digest)");
  add_in_cluster_options(options);
}

// "20261127-171500-1a2b3c4d".
std::string run_name(const std::string& digest) {
  std::string time = time_text(real_clock()->now_us());
  std::string out;
  for (const char c : time)
    if (c >= '0' && c <= '9')
      out += c;
    else if (c == ' ')
      out += '-';
  return out + "-" + digest.substr(7, 8);
}

std::string kept_bundle_path(const FleetSetup& setup, const std::string& digest) {
  return setup.state_dir + "/bundles/" + digest.substr(7) + ".bundle";
}

int run_fleet_deploy(const Call& call) {
  if (call.arguments.size() != 1)
    return refuse("fleet deploy needs a BUNDLE", "`profgen fleet bundle -o FILE …` makes one");
  const std::string& path = call.arguments.front();
  int code = exit_done;
  const auto files = real_files();
  const auto bundle = load_bundle(*files, path, code);
  if (!bundle) return code;
  if (call.options.count("digest") == 0)
    return refuse("a rollout is approved by the digest of its bundle",
                  fmt::format("look at `profgen fleet plan {0}`, then add --digest {1}",
                              text::printable(path), bundle->digest));
  if (call.options["digest"].as<std::string>() != bundle->digest)
    return refuse("the bundle is not the one that was approved",
                  fmt::format("its digest is {}", bundle->digest));
  const std::string run = call.options.count("run") != 0 ? call.options["run"].as<std::string>()
                                                         : run_name(bundle->digest);
  if (call.options.count("in-cluster") != 0) return deploy_in_cluster(call, *bundle, run);
  if (call.options.count("dry-run") != 0)
    return refuse("--dry-run is for --in-cluster", "`profgen fleet plan` says what would change");
  auto setup = read_fleet(call, code, bundle->content.selector);
  // It is kept, so that `resume` and a later `verify` need no file of the user's.
  if (!setup || !keep_bundle(*setup->files, kept_bundle_path(*setup, bundle->digest), bundle->bytes,
                             bundle->signature, bundle->kind, code))
    return code;
  // A run that another operator left half done is known to deploy() as if it were ours.
  fetch_runs(*setup);
  const fleet::Deploy what{
      setup->inventory, bundle->bytes, bundle->signature,
      bundle->kind,     run,           call.options.count("leave-blocked") != 0};
  StopOnSignal signals;
  if (!connect_to_lead(call, *setup, code)) return code;
  LiveRun live(call);
  const auto view = fleet::deploy(run_place(*setup), *setup->transport, what,
                                  observer_of(*setup, live.observer()), signals.stop());
  live.end();
  return report_run(call, setup->state_dir, view);
}

int run_fleet_resume(const Call& call) {
  int code = exit_done;
  auto setup = read_fleet(call, code);
  if (!setup) return code;
  const auto known = known_run(call, *setup, code);
  if (!known || !keep_only(*setup, names_of(*known), code)) return code;
  const std::string path = kept_bundle_path(*setup, known->digest);
  if (setup->cluster && !fetch_bundle(*setup->cluster, *setup->files, known->digest, path, code))
    return code;
  const auto bundle = load_bundle(*setup->files, path, code);
  if (!bundle) return code;
  const fleet::Deploy what{setup->inventory, bundle->bytes, bundle->signature,
                           bundle->kind,     known->run,    false};
  StopOnSignal signals;
  if (!connect_to_lead(call, *setup, code)) return code;
  LiveRun live(call);
  const auto view = fleet::resume(run_place(*setup), *setup->transport, what,
                                  observer_of(*setup, live.observer()), signals.stop());
  live.end();
  return report_run(call, setup->state_dir, view);
}

}  // namespace

CommandInfo fleet_deploy() {
  return {"deploy",
          "BUNDLE --digest D",
          "roll a bundle out: complain, canaries, waves, or back",
          fleet_deploy_help,
          fleet_deploy_options,
          run_fleet_deploy};
}

CommandInfo fleet_resume() {
  return {"resume",          "[RUN]",           "go on with a rollout that was stopped",
          fleet_resume_help, add_fleet_options, run_fleet_resume};
}

}  // namespace profgen::tool
