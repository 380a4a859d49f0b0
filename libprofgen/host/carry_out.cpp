#include "host/carry_out.hpp"

#include "profgen/saves.hpp"

namespace profgen::inline v0::host {
namespace {

// What could not be put back is told.
std::string put_old_text_back(const HostTools& tools, std::uint64_t save,
                              const policy::LoadOptions& options) {
  if (save == 0) return {};
  const auto failed = [](const std::string& why) {
    return "; the old text could not be put back: " + why;
  };
  const auto plan = plan_undo(tools.files, tools.saving, save);
  if (!plan) return failed(plan.error().text());
  const auto undone = undo(tools.files, tools.processes, *plan, options, tools.saving);
  if (!undone) return failed(undone.error().text());
  if (plan->left.empty()) return {};
  return failed("somebody else changed " + plan->left.front());
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
  std::uint64_t number = 0;
  if (!changes.empty()) {
    auto saved = save(tools.files, tools.processes, changes, options, tools.saving);
    if (!saved) return saved.error();
    outcome.diagnostics = std::move(saved->diagnostics);
    outcome.written = std::move(saved->written);
    number = saved->number;
    if (!saved->accepted) {
      outcome.state = PolicyOutcome::State::refused;
      outcome.reason = "a profile would not load";
      return Unit{};
    }
  }
  if (units.empty()) return Unit{};
  const Status replaced = replace_in_kernel(tools, units, options);
  if (replaced) return Unit{};
  const std::string failures = put_old_text_back(tools, number, options);
  outcome.state =
      failures.empty() ? PolicyOutcome::State::rolled_back : PolicyOutcome::State::half_done;
  outcome.reason = replaced.error().text() + failures;
  outcome.written.clear();
  return Unit{};
}

}  // namespace profgen::inline v0::host
