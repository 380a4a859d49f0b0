#include <algorithm>
#include <iostream>

#include "tools/profgen/host_tools.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/status_views.hpp"

namespace profgen::tool {
namespace {

bool has_findings(const StatusView& view) {
  if (!view.disk.errors.empty()) return true;
  if (!view.host) return false;
  const auto& drift = view.host->drift;
  const auto& processes = view.host->processes;
  return std::any_of(drift.begin(), drift.end(),
                     [](const host::Drift& one) { return one.is_finding(); }) ||
         std::any_of(processes.begin(), processes.end(),
                     [](const host::ProcessStatus& one) { return !one.would_be.empty(); });
}

}  // namespace

int run_status(const Call& call) {
  if (!call.arguments.empty())
    return refuse("status takes no arguments", "`profgen status --json` is for programs");
  const Common& common = call.common;
  const auto kernel = kernel_to_read(common);
  const bool wants_disk =
      (common.root != "/" && !common.root.empty()) || !call.options["policy-dir"].defaulted();
  StatusView view;
  view.kernel = kernel->state();
  if (!view.kernel.enabled && !wants_disk) {
    print_error({ErrorKind::system, "list", "loaded profiles", view.kernel.why_not});
    std::cerr << "  hint: `--policy-dir DIR` or `--root DIR` shows what stands on disk\n";
    return exit_system;
  }
  const auto files = real_files();
  const policy::LoadOptions options = load_options(common);
  view.policy_dir = options.policy_dir;
  if (const auto listed = files->list(options.policy_dir); !listed) {
    print_error(listed.error());
    return exit_input;
  }
  const policy::Policy policy = policy::Policy::load(*files, options);
  view.disk = host::disk_state(*files, policy);
  if (view.kernel.enabled) {
    auto status = host::host_status(*kernel, policy, view.disk);
    if (!status) {
      print_error(status.error());
      return exit_code_of(status.error());
    }
    view.host = std::move(*status);
  }
  if (common.json)
    print_status_json(view);
  else
    print_status_text(view, style_for(common, 1), common.quiet);
  if (!view.kernel.enabled && !common.json && !common.quiet)
    std::cerr << "note: only the files are shown: " << view.kernel.why_not << "\n";
  return has_findings(view) ? exit_findings : exit_done;
}

}  // namespace profgen::tool
