#include "tools/profgen/learn_start.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "base/text.hpp"
#include "profgen/host.hpp"
#include "tools/profgen/host_tools.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/saving.hpp"

namespace profgen::tool {
namespace {

std::string real_link_target(const std::string& path) {
  std::error_code error;
  const auto target = std::filesystem::read_symlink(path, error);
  return error ? std::string() : target.string();
}

// Root's programs stand in sbin, whatever the PATH of who called sudo.
std::string search_path() {
  const char* path = std::getenv("PATH");
  return (path == nullptr ? std::string() : std::string(path) + ":") +
         "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
}

std::string abi_for(const Call& call) {
  if (call.options.count("abi") != 0) {
    const auto& abi = call.options["abi"].as<std::string>();
    return abi == "none" ? std::string() : abi;
  }
  for (const std::string& dir :
       {call.common.under_root(call.common.policy_dir), call.common.under_root("/etc/apparmor.d")})
    if (std::string abi = host::newest_abi(*real_files(), *real_processes(), dir); !abi.empty())
      return abi;
  return {};
}

}  // namespace

std::optional<refine::Draft> make_draft(const Call& call, int& code) {
  const auto files = real_files();
  const policy::Policy policy = policy::Policy::load(*files, load_options(call.common));
  refine::DraftOptions options;
  options.root = call.common.root;
  options.search_path = search_path();
  options.link_target = real_link_target;
  options.abi = abi_for(call);
  auto draft = refine::draft_profile(*files, policy, call.arguments.front(), options);
  if (!draft) {
    print_error(draft.error());
    code = exit_code_of(draft.error());
    return std::nullopt;
  }
  if (!call.common.quiet)
    for (const std::string& note : draft->notes)
      std::cerr << "note: " << text::printable(note) << "\n";
  return draft.value();
}

int put_in_complain(const LearnCall& learn, const refine::Draft& draft) {
  const Call& call = learn.call;
  const auto files = real_files();
  const auto processes = real_processes();
  const auto kernel = learn.no_kernel.empty() ? kernel_to_change(call.common) : nullptr;
  const host::HostTools tools{*files, *processes, kernel.get(), saving_only(call)};
  if (draft.change) {
    std::cout << "drafted " << text::printable(draft.profile) << "\n";
    if (const int code = save_changes(call, {*draft.change}); code != exit_done) return code;
    if (kernel == nullptr) return exit_done;
    return report_outcome(call,
                          host::load_files(tools, {draft.file}, load_options(call.common), false));
  }
  std::cout << fmt::format("{} of {} attaches already: it is learned further\n",
                           text::printable(draft.profile), text::printable(draft.file));
  const policy::Policy policy = policy::Policy::load(*files, load_options(call.common));
  host::ModeChange change;
  change.mode = "complain";
  change.with_children = true;
  return report_outcome(call, host::change_mode(tools, policy, {draft.profile}, change));
}

void look_at_rate_limit(const Call& call, refine::LearnState& state) {
  const auto files = real_files();
  const std::string limit = refine::printk_rate_limit(*files);
  if (limit.empty() || limit == "0" || refine::audit_daemon_runs(*files)) return;
  if (call.options.count("fix-ratelimit") == 0) {
    std::cerr << "profgen: warning: no auditd runs and kernel.printk_ratelimit is "
              << text::printable(limit)
              << ": the kernel drops records when many come at once\n"
                 "  hint: --fix-ratelimit switches it off meanwhile, or: sysctl "
                 "kernel.printk_ratelimit=0\n";
    return;
  }
  if (const Status set = refine::set_printk_rate_limit(*real_processes(), "0"); !set)
    print_error(set.error());
  else if (state.rate_limit.empty())
    state.rate_limit = limit;
}

void restore_rate_limit(refine::LearnState& state) {
  if (state.rate_limit.empty()) return;
  if (const Status set = refine::set_printk_rate_limit(*real_processes(), state.rate_limit); !set)
    print_error(set.error());
  else
    state.rate_limit.clear();
}

}  // namespace profgen::tool
