#include "tools/profgen/inputs.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <iostream>

#include "base/text.hpp"
#include "profgen/host.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {
namespace {

std::optional<suggest::Guard> load_guard(const Common& common, int& code) {
  if (common.config.empty()) return suggest::default_guard();
  const Result<std::string> text = real_files()->read(common.config);
  if (!text) {
    print_error(text.error());
    code = exit_code_of(text.error());
    return std::nullopt;
  }
  std::vector<Diagnostic> diagnostics;
  std::optional<suggest::Guard> guard =
      suggest::read_guard(common.config, text.value(), diagnostics);
  print_diagnostics(diagnostics);
  if (!guard) code = exit_usage;
  return guard;
}

refine::SessionOptions session_options(const Call& call, const suggest::Guard& guard) {
  refine::SessionOptions options;
  options.suggest.generalise = guard.generalise;
  if (call.options.count("exact") != 0) {
    options.suggest.generalise = suggest::Generalise::exact;
    options.suggest.abstractions = false;
  }
  options.new_in_complain = call.options.count("enforce") == 0;
  if (call.options.count("profile") != 0)
    options.only_profile = call.options["profile"].as<std::string>();
  const bool abi_named = call.options.count("abi") != 0;
  if (!abi_named) {
    for (const std::string& dir :
         {call.common.under_root(call.common.policy_dir), std::string("/etc/apparmor.d")})
      if (options.abi.empty())
        options.abi = host::newest_abi(*real_files(), *real_processes(), dir);
  } else if (const auto& abi = call.options["abi"].as<std::string>(); abi != "none") {
    options.abi = abi;
  }
  // What is written here must load here; what is only shown may be for a newer host.
  const bool written = call.options.count("format") == 0;
  const bool old_abi = options.abi == "abi/3.0";
  options.suggest.network_conditions = !(old_abi && (written || abi_named));
  return options;
}

}  // namespace

policy::LoadOptions load_options(const Common& common) {
  policy::LoadOptions options;
  options.policy_dir = common.under_root(common.policy_dir);
  for (const std::string& dir : common.include_dirs)
    options.include_dirs.push_back(common.under_root(dir));
  return options;
}

std::vector<std::string> log_sources(const Call& call) {
  if (!call.arguments.empty()) return call.arguments;
  const auto files = real_files();
  // auditd takes the records away from the kernel log: where it runs, its file has them all.
  for (const char* path :
       {"/var/log/audit/audit.log", "/var/log/kern.log", "/var/log/syslog", "/var/log/messages"}) {
    const std::string name = call.common.under_root(path);
    if (files->exists(name)) return {name};
  }
  std::cerr << "profgen: no log was named and this host keeps none at the usual places\n"
               "  hint: name LOG files, or pipe the journal: journalctl -o json | profgen "
               "suggest -\n";
  return {};
}

int report_reading(const Call& call, const log::ReadReport& report) {
  for (const Error& failure : report.failures) print_error(failure);
  for (const auto& [what, lost] : report.losses)
    std::cerr << fmt::format("profgen: warning: the log is not complete: {} ({}), as in {}\n",
                             text::printable(what), counted(lost.count, "time"),
                             text::printable(lost.example, 160));
  if (!call.common.quiet) {
    std::uint64_t ignored = 0;
    for (const auto& [reason, what] : report.ignored) ignored += what.count;
    std::cerr << fmt::format("read {}, {}, used {}", counted(report.lines, "line"),
                             counted(report.records, "AppArmor record"), report.events);
    if (ignored != 0)
      std::cerr << fmt::format(", ignored {} (`profgen events --ignored` tells why)", ignored);
    std::cerr << "\n";
    if (report.records == 0 && report.failures.empty())
      std::cerr << "  hint: no AppArmor record at all: is it the right log, and is the kernel's "
                   "rate limit off (sysctl kernel.printk_ratelimit=0)?\n";
  }
  return report.failures.empty() ? exit_done : exit_input;
}

std::optional<Inputs> load_inputs(const Call& call, int& code) {
  std::optional<suggest::Guard> guard = load_guard(call.common, code);
  if (!guard) return std::nullopt;
  const std::vector<std::string> sources = log_sources(call);
  if (sources.empty()) {
    code = exit_input;
    return std::nullopt;
  }
  Inputs inputs;
  inputs.report = log::read_logs(sources, [&](const Record& record, const Event& event) {
    inputs.evidence.add(record, event);
  });
  spdlog::debug("evidence: {} profiles, {} distinct accesses", inputs.evidence.subjects().size(),
                inputs.evidence.distinct());
  inputs.code = report_reading(call, inputs.report);
  if (inputs.code != exit_done && inputs.evidence.empty()) {
    code = inputs.code;
    return std::nullopt;
  }
  inputs.policy = policy::Policy::load(*inputs.files, load_options(call.common));
  spdlog::debug("policy: {} profiles below {}", inputs.policy.profiles().size(),
                inputs.policy.options().policy_dir);
  for (const Diagnostic& diagnostic : inputs.policy.diagnostics())
    if (diagnostic.severity == Severity::error || call.common.verbose)
      std::cerr << render(diagnostic);
  inputs.session = session_options(call, *guard);
  inputs.guard = std::move(*guard);
  return inputs;
}

}  // namespace profgen::tool
