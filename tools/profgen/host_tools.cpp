#include "tools/profgen/host_tools.hpp"

#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "tools/profgen/json_text.hpp"
#include "tools/profgen/save_setup.hpp"

namespace profgen::tool {
namespace {

using Json = nlohmann::ordered_json;
using State = host::PolicyOutcome::State;

constexpr std::string_view state_names[] = {"done", "refused", "rolled-back", "half-done"};
constexpr int state_codes[] = {exit_done, exit_findings, exit_rolled_back, exit_system};

bool has_other_root(const Common& common) { return !common.root.empty() && common.root != "/"; }

void print_outcome_json(const host::PolicyOutcome& outcome) {
  Json out{{"state", state_names[static_cast<std::size_t>(outcome.state)]}};
  if (!outcome.reason.empty()) out["reason"] = json_text(outcome.reason);
  out["profiles"] = Json::array();
  for (const host::ProfileStep& step : outcome.profiles)
    out["profiles"].push_back({{"name", json_text(step.profile)},
                               {"file", json_text(step.file)},
                               {"before", json_text(step.before)},
                               {"after", json_text(step.after)},
                               {"in_kernel", step.in_kernel}});
  out["written"] = texts_json(outcome.written);
  out["removed_links"] = texts_json(outcome.removed_links);
  out["skipped"] = texts_json(outcome.skipped);
  out["notes"] = texts_json(outcome.notes);
  std::cout << out.dump(2) << "\n";
}

std::string step_text(const host::ProfileStep& step) {
  std::string out = text::printable(step.profile) + ": ";
  if (step.before.empty())
    out += text::printable(step.after);
  else if (step.before == step.after)
    out += text::printable(step.after) + ", as it was";
  else
    out += text::printable(step.before) + " -> " + text::printable(step.after);
  if (!step.in_kernel) return out;
  return out + (step.before.empty() ? " (loaded into the kernel)" : " (replaced in the kernel)");
}

void print_outcome_text(const host::PolicyOutcome& outcome, bool quiet) {
  if (outcome.state == State::done || outcome.state == State::half_done) {
    for (const host::ProfileStep& step : outcome.profiles) std::cout << step_text(step) << "\n";
    for (const std::string& path : outcome.written)
      std::cout << "wrote " << text::printable(path) << "\n";
    for (const std::string& path : outcome.removed_links)
      std::cout << "removed " << text::printable(path) << "\n";
    for (const std::string& path : outcome.skipped)
      std::cout << "skipped " << text::printable(path) << ": it is disabled\n";
  }
  if (quiet) return;
  for (const std::string& note : outcome.notes)
    std::cerr << "note: " << text::printable(note) << "\n";
}

}  // namespace

host::KernelPaths kernel_paths(const Common& common) {
  host::KernelPaths paths;
  if (!has_other_root(common)) return paths;
  return {common.under_root("/proc"), common.under_root("/sys/kernel/security/apparmor")};
}

std::unique_ptr<host::Kernel> kernel_to_read(const Common& common) {
  return host::real_kernel(kernel_paths(common));
}

std::unique_ptr<host::Kernel> kernel_to_change(const Common& common) {
  return has_other_root(common) ? nullptr : host::real_kernel();
}

host::SaveOptions saving_only(const Call& call) {
  host::SaveOptions options = save_setup(call).options;
  options.kernel = nullptr;
  return options;
}

int report_outcome(const Call& call, const Result<host::PolicyOutcome>& outcome) {
  if (!outcome) {
    print_error(outcome.error());
    return exit_code_of(outcome.error());
  }
  print_diagnostics(outcome->diagnostics);
  if (call.common.json)
    print_outcome_json(*outcome);
  else
    print_outcome_text(*outcome, call.common.quiet);
  if (outcome->state != State::done)
    std::cerr << "profgen: " << text::printable(outcome->reason) << "\n";
  if (outcome->state == State::refused)
    std::cerr << "profgen: nothing was changed\n";
  else if (outcome->state == State::rolled_back)
    std::cerr << "profgen: rolled back: the files and the loaded policy are as they were\n";
  return state_codes[static_cast<std::size_t>(outcome->state)];
}

int names_missing(std::string_view command, std::string_view what) {
  return refuse(fmt::format("{} needs {}", command, what),
                fmt::format("`profgen {} --help` has examples", command));
}

}  // namespace profgen::tool
