#include <iostream>

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

// fleet_bundle() with what this command was told.
int bundle_files(const Call& call, const std::string& evidence) {
  const CommandInfo bundle = fleet_bundle();
  po::options_description own;
  bundle.add_options(own);
  std::vector<std::string> words{"--output", call.options["bundle"].as<std::string>(), "--evidence",
                                 evidence};
  Call next = call;
  next.options = {};
  po::store(po::command_line_parser(words).options(own).run(), next.options);
  po::notify(next.options);
  return bundle.run(next);
}

void fleet_refine_options(po::options_description& options) {
  fleet_collect_options(options);
  options.add_options()("bundle", po::value<std::string>()->value_name("FILE"),
                        "make a bundle of the policy files named, with this evidence");
}

int refine_evidence(const Call& call, const std::string& evidence) {
  const CommandInfo* refine = nullptr;
  for (const CommandInfo& command : commands())
    if (command.name == "refine") refine = &command;
  po::options_description own;
  refine->add_options(own);
  Call next = call;
  next.options = {};
  // The policy here is a working copy: what this machine has loaded is another matter.
  const std::vector<std::string> words{"--no-reload"};
  po::store(po::command_line_parser(words).options(own).run(), next.options);
  po::notify(next.options);
  next.arguments = {evidence};
  return refine->run(next);
}

int run_fleet_refine(const Call& call) {
  if (call.options.count("bundle") != 0 && call.arguments.empty())
    return refuse("--bundle needs the policy files to put into it", "name them behind the options");
  int collected = exit_done;
  const auto evidence = collect_from_fleet(call, collected);
  if (!evidence) return collected;
  const int refined = refine_evidence(call, *evidence);
  if (refined > exit_findings) return refined;
  if (call.options.count("bundle") != 0)
    if (const int code = bundle_files(call, *evidence); code != exit_done) return code;
  return collected != exit_done ? collected : refined;
}

}  // namespace

CommandInfo fleet_refine() {
  return {"refine",          "[POLICY-FILE…]",     "collect, refine and bundle in one go",
          fleet_refine_help, fleet_refine_options, run_fleet_refine};
}

}  // namespace profgen::tool
