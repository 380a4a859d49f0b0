#include "tools/profgen/host_tools.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/policy_files.hpp"

namespace profgen::tool {

int run_load(const Call& call) {
  if (call.arguments.empty()) return names_missing("load", "a FILE");
  const auto files = real_files();
  const auto processes = real_processes();
  const auto kernel = kernel_to_change(call.common);
  return report_outcome(
      call, host::load_files({*files, *processes, kernel.get(), saving_only(call)},
                             profile_files(*files, call.arguments), load_options(call.common),
                             call.options.count("dry-run") != 0));
}

}  // namespace profgen::tool
