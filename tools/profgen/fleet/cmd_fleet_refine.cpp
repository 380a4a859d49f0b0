#include <algorithm>

#include "base/text.hpp"
#include "tools/profgen/fleet/fleet.hpp"
#include "tools/profgen/fleet/fleet_setup.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {
namespace {

constexpr std::string_view fleet_refine_help =
    "Collect, refine, bundle in one go: evidence of all nodes since the last time, the session "
    "over it\n"
    "(profiles in --policy-dir are edited, nothing is loaded here), and with --bundle a new bundle "
    "of\n"
    "the policy files named. Roll it out with `fleet plan` and `fleet deploy`.\n"
    "  profgen fleet refine --policy-dir policy --bundle web.bundle policy/usr.sbin.nginx\n"
    "Exit codes as of `refine`; 4: some nodes were not reached.";

// Another command, called with these options and the arguments of `call`.
int run_with(const CommandInfo& command, Call call, const std::vector<std::string>& words) {
  po::options_description own;
  command.add_options(own);
  call.options = {};
  po::store(po::command_line_parser(words).options(own).run(), call.options);
  po::notify(call.options);
  return command.run(call);
}

void fleet_refine_options(po::options_description& options) {
  fleet_collect_options(options);
  options.add_options()("bundle", po::value<std::string>()->value_name("FILE"),
                        "make a bundle of the policy files named, with this evidence");
}

int refine_evidence(Call call, const std::string& evidence) {
  call.arguments = {evidence};
  const auto all = commands();
  const auto refine = std::find_if(
      all.begin(), all.end(), [](const CommandInfo& command) { return command.name == "refine"; });
  // The policy here is a working copy: what this machine has loaded is another matter.
  return run_with(*refine, std::move(call), {"--no-reload"});
}

int run_fleet_refine(const Call& call) {
  if (call.options.count("bundle") != 0 && call.arguments.empty())
    return refuse("--bundle needs the policy files to put into it", "name them behind the options");
  int collected = exit_done;
  // With --json standard output is the session's: what was collected is told in words, beside it.
  Call collecting = call;
  collecting.common.json = false;
  const auto evidence = collect_from_fleet(collecting, collected);
  if (!evidence) return collected;
  const int refined = refine_evidence(call, *evidence);
  if (refined > exit_findings) return refined;
  if (call.options.count("bundle") != 0)
    if (const int code = run_with(
            fleet_bundle(), call,
            {"--output", call.options["bundle"].as<std::string>(), "--evidence", *evidence});
        code != exit_done)
      return code;
  return collected != exit_done ? collected : refined;
}

}  // namespace

CommandInfo fleet_refine() {
  return {"refine",          "[POLICY-FILE…]",     "collect, refine and bundle in one go",
          fleet_refine_help, fleet_refine_options, run_fleet_refine};
}

}  // namespace profgen::tool
