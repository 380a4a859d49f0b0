#include "tools/profgen/host_tools.hpp"
#include "tools/profgen/inputs.hpp"

namespace profgen::tool {

int run_park(const Call& call) {
  if (call.arguments.empty()) return names_missing("park", "a NAME");
  const bool undo = call.options.count("undo") != 0;
  const bool persist = call.options.count("persist") != 0;
  if (undo && persist)
    return refuse("--undo and --persist exclude each other", "--undo takes the mark away as well");
  const auto files = real_files();
  const auto processes = real_processes();
  const auto kernel = kernel_to_change(call.common);
  const policy::Policy policy = policy::Policy::load(*files, load_options(call.common));
  const host::HostTools tools{*files, *processes, kernel.get(), saving_only(call)};
  return report_outcome(call, undo ? host::unpark(tools, policy, call.arguments)
                                   : host::park(tools, policy, call.arguments, persist));
}

}  // namespace profgen::tool
