#include <algorithm>
#include <iostream>

#include "tools/profgen/host_tools.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/status_views.hpp"

namespace profgen::tool {

int run_unconfined(const Call& call) {
  if (!call.arguments.empty())
    return refuse("unconfined takes no arguments", "`profgen unconfined --all` shows every one");
  const auto kernel = kernel_to_read(call.common);
  const auto processes = kernel->processes();
  if (!processes) {
    print_error(processes.error());
    return exit_code_of(processes.error());
  }
  const host::Listening found =
      host::listening(kernel_paths(call.common).proc, *processes, call.options.count("unix") != 0);
  const auto files = real_files();
  const policy::Policy policy = policy::Policy::load(*files, load_options(call.common));
  ListeningView view;
  view.unreadable = found.unreadable;
  for (const host::ListeningProcess& process : found.processes) {
    const policy::Profile* profile = process.is_confined() || process.process.exe.empty()
                                         ? nullptr
                                         : policy.attached_to(process.process.exe);
    view.rows.push_back({process, profile == nullptr ? "" : profile->name});
  }
  const bool all = call.options.count("all") != 0;
  if (call.common.json)
    print_listening_json(view, all);
  else
    print_listening_text(view, style_for(call.common, 1), all);
  if (found.unreadable != 0)
    std::cerr << "profgen: " << counted(found.unreadable, "process")
              << " could not be looked into: be root to see them all\n";
  const bool any = std::any_of(view.rows.begin(), view.rows.end(),
                               [](const ListeningRow& row) { return !row.process.is_confined(); });
  if (found.unreadable != 0) return exit_system;
  return any ? exit_findings : exit_done;
}

}  // namespace profgen::tool
