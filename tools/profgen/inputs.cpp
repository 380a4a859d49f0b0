#include "tools/profgen/inputs.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <iostream>

#include "base/text.hpp"
#include "profgen/host.hpp"
#include "tools/profgen/log_inputs.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/progress.hpp"

namespace profgen::tool {
namespace {

// The command line wins over the guard file. nullopt: there is no such level.
std::optional<suggest::Generalise> named_level(const Call& call) {
  if (call.options.count("exact") != 0) return suggest::Generalise::exact;
  const auto& word = call.options["generalise"].as<std::string>();
  if (word == "exact") return suggest::Generalise::exact;
  if (word == "careful") return suggest::Generalise::careful;
  if (word == "broad") return suggest::Generalise::broad;
  return std::nullopt;
}

bool names_level(const Call& call) {
  return call.options.count("exact") != 0 || call.options.count("generalise") != 0;
}

bool check_level(const Call& call) {
  if (!names_level(call) || named_level(call)) return true;
  std::cerr << "profgen: --generalise is `"
            << text::printable(call.options["generalise"].as<std::string>())
            << "`\n  hint: it takes exact, careful or broad\n";
  return false;
}

void set_level(const Call& call, const suggest::Guard& guard, suggest::Options& options) {
  options.wants_tried = [guard](const evidence::Subject& subject, const Access& access) {
    return guard.wants(subject, access);
  };
  if (names_level(call)) {
    options.generalise = named_level(call).value_or(options.generalise);
    if (options.generalise == suggest::Generalise::exact) options.abstractions = false;
    return;
  }
  options.generalise = guard.level_of({}, {});
  if (!guard.has_levels()) return;
  options.level_of = [guard](const evidence::Subject& subject, const Access& access) {
    return guard.level_of(subject, access);
  };
}

// How apparmor-utils rate paths and capabilities on this host; null where they are not there.
std::shared_ptr<const suggest::SeverityDatabase> load_severities(const Common& common) {
  const std::string path = common.under_root("/etc/apparmor/severity.db");
  const auto files = real_files();
  if (!files->exists(path)) return nullptr;
  const Result<std::string> text = files->read(path);
  if (!text) {
    print_error(text.error());
    return nullptr;
  }
  std::vector<Diagnostic> diagnostics;
  auto database = suggest::read_severity_db(path, text.value(), diagnostics);
  print_diagnostics(diagnostics);
  return std::make_shared<const suggest::SeverityDatabase>(std::move(database));
}

refine::SessionOptions session_options(const Call& call, const suggest::Guard& guard) {
  refine::SessionOptions options;
  set_level(call, guard, options.suggest);
  options.suggest.severity_db = load_severities(call.common);
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
  const bool written =
      call.options.count("format") == 0 || call.options["format"].as<std::string>() == "decisions";
  const bool old_abi = options.abi == "abi/3.0";
  options.suggest.network_conditions = !(old_abi && (written || abi_named));
  return options;
}

}  // namespace

std::optional<suggest::Guard> load_guard(const std::string& file, int& code) {
  if (file.empty()) return suggest::default_guard();
  const Result<std::string> text = real_files()->read(file);
  if (!text) {
    print_error(text.error());
    code = exit_code_of(text.error());
    return std::nullopt;
  }
  std::vector<Diagnostic> diagnostics;
  std::optional<suggest::Guard> guard = suggest::read_guard(file, text.value(), diagnostics);
  print_diagnostics(diagnostics);
  if (!guard) code = exit_usage;
  return guard;
}

policy::LoadOptions load_options(const Common& common) {
  policy::LoadOptions options;
  options.policy_dir = common.under_root(common.policy_dir);
  for (const std::string& dir : common.include_dirs)
    options.include_dirs.push_back(common.under_root(dir));
  return options;
}

int report_reading(const Call& call, const log::ReadReport& report) {
  for (const Error& failure : report.failures) print_error(failure);
  if (!call.common.quiet)
    for (const std::string& note : report.notes) std::cerr << note << "\n";
  for (const auto& [what, lost] : report.losses)
    std::cerr << fmt::format(
        "profgen: warning: the log is not complete: {} (at least {}), as in {}\n",
        text::printable(what), counted(lost.count, "record"), text::printable(lost.example, 160));
  if (!call.common.quiet) {
    std::uint64_t ignored = 0;
    for (const auto& [reason, what] : report.ignored) ignored += what.count;
    std::cerr << fmt::format("read {}, {}, used {}", counted(report.lines, "line"),
                             counted(report.records, "AppArmor record"), report.events);
    if (ignored != 0) std::cerr << fmt::format(", ignored {} (see events --ignored)", ignored);
    std::cerr << "\n";
    const auto wrong_form =
        std::find_if(report.ignored.begin(), report.ignored.end(),
                     [](const auto& one) { return one.first.rfind("output of ", 0) == 0; });
    if (wrong_form != report.ignored.end())
      std::cerr << "  hint: " << text::printable(wrong_form->first) << "\n";
    else if (report.records == 0 && report.failures.empty())
      std::cerr << "  hint: no AppArmor record at all: is it the right log, and is the kernel's "
                   "rate limit off (sysctl kernel.printk_ratelimit=0)?\n";
  }
  return report.failures.empty() ? exit_done : exit_input;
}

namespace {

// The join of what was read from logs and evidence files; only the totals are kept of their counts.
std::optional<evidence::Evidence> with_files(const Call& call, Inputs& inputs,
                                             const std::vector<std::string>& files) {
  evidence::Inputs joined;
  joined.evidence = &inputs.evidence;
  joined.files = files;
  evidence::Evidence all;
  const auto collected = evidence::join(joined, [&all](evidence::Entry&& entry) -> Status {
    all.add(entry.subject, entry.key, entry.seen);
    return Unit{};
  });
  if (!collected) {
    print_error(collected.error());
    return std::nullopt;
  }
  if (report_evidence(call, *collected) != exit_done) inputs.code = exit_input;
  inputs.unread += collected->failures.size();
  inputs.failures.insert(inputs.failures.end(), collected->failures.begin(),
                         collected->failures.end());
  inputs.sources = collected->sources;
  for (const evidence::Source& source : collected->sources)
    for (const auto& [what, count] : source.losses) inputs.losses[what] += count;
  return all;
}

}  // namespace

std::optional<Inputs> load_inputs(const Call& call, int& code, suggest::Runs* runs,
                                  const log::EventSink& also, const EventFilter& only) {
  if (!check_level(call)) {
    code = exit_usage;
    return std::nullopt;
  }
  std::optional<suggest::Guard> guard = load_guard(call.common.config, code);
  if (!guard) return std::nullopt;
  const std::vector<std::string> sources = log_sources(call);
  if (sources.empty()) {
    code = exit_input;
    return std::nullopt;
  }
  Inputs inputs;
  const LogInputs named = split_inputs(sources);
  inputs.logs = named.logs.size();
  inputs.evidence_files = named.evidence.size();
  if (!named.logs.empty()) {
    inputs.report =
        read_logs_shown(call, named.logs, [&](const Record& record, const Event& event) {
          if (only && !only(record, event)) return;
          inputs.evidence.add(record, event);
          if (runs != nullptr) runs->add(record, event);
          if (also) also(record, event);
        });
    inputs.code = report_reading(call, inputs.report);
    inputs.unread = inputs.report.failures.size();
    inputs.failures = inputs.report.failures;
    inputs.sources = inputs.evidence.sources();
    for (const auto& [what, lost] : inputs.report.losses) inputs.losses[what] += lost.count;
  }
  if (!named.evidence.empty()) {
    const std::optional<evidence::Evidence> all = with_files(call, inputs, named.evidence);
    if (!all) {
      code = exit_system;
      return std::nullopt;
    }
    inputs.evidence = *all;
  }
  spdlog::debug("evidence: {} profiles, {} distinct accesses", inputs.evidence.subjects().size(),
                inputs.evidence.distinct());
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
  inputs.about = inputs.session.only_profile;
  inputs.guard = std::move(*guard);
  inputs.session.guard = std::make_shared<const suggest::Guard>(inputs.guard);
  return inputs;
}

}  // namespace profgen::tool
