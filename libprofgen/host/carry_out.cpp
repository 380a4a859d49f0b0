#include "host/carry_out.hpp"

#include "profgen/host.hpp"

namespace profgen::host {
namespace {

// Of what save() wrote; what could not be put back is told.
std::string put_old_text_back(Files& files, const std::vector<FileChange>& changes) {
  std::string failures;
  for (const FileChange& change : changes) {
    if (!change.before || *change.before == change.after) continue;
    if (Status status = files.replace(change.path, *change.before); !status)
      failures += "; the old text could not be put back: " + status.error().text();
  }
  return failures;
}

Status replace_in_kernel(const HostTools& tools, const std::vector<PolicyUnit>& units,
                         const policy::LoadOptions& options) {
  const auto blob = compile_all(tools.processes, units, options);
  return blob ? tools.kernel->replace(*blob) : Status(blob.error());
}

}  // namespace

Result<std::string> compile_all(Processes& processes, const std::vector<PolicyUnit>& units,
                                const policy::LoadOptions& options) {
  std::string blob;
  for (const PolicyUnit& unit : units) {
    std::vector<std::string> arguments;
    if (unit.complain) arguments.emplace_back("--Complain");
    const auto compiled = compile_policy(processes, unit.path, unit.text, options, arguments);
    if (!compiled) return compiled.error();
    blob += *compiled;
  }
  return blob;
}

Status carry_out(const HostTools& tools, const std::vector<FileChange>& changes,
                 const std::vector<PolicyUnit>& units, const policy::LoadOptions& options,
                 PolicyOutcome& outcome) {
  if (!changes.empty()) {
    auto saved = save(tools.files, tools.processes, changes, options);
    if (!saved) return saved.error();
    outcome.diagnostics = std::move(saved->diagnostics);
    outcome.written = std::move(saved->written);
    if (has_errors(outcome.diagnostics)) {
      outcome.state = PolicyOutcome::State::refused;
      outcome.reason = "a profile would not load";
      return Unit{};
    }
  }
  if (units.empty()) return Unit{};
  const Status replaced = replace_in_kernel(tools, units, options);
  if (replaced) return Unit{};
  const std::string failures = put_old_text_back(tools.files, changes);
  outcome.state =
      failures.empty() ? PolicyOutcome::State::rolled_back : PolicyOutcome::State::half_done;
  outcome.reason = replaced.error().text() + failures;
  outcome.written.clear();
  return Unit{};
}

}  // namespace profgen::host
