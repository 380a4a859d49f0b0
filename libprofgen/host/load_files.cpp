#include <map>

#include "host/carry_out.hpp"
#include "profgen/lint.hpp"
#include "profgen/modes.hpp"
#include "profgen/status.hpp"

namespace profgen::inline v0::host {
namespace {

// Everything that our own checks and the compiler say against the text.
bool is_good(policy::Checker& checker, const std::string& path, const std::string& text,
             std::vector<Diagnostic>& diagnostics) {
  bool good = true;
  for (Diagnostic& one : checker.check(path, text)) {
    good = good && one.severity != Severity::error;
    diagnostics.push_back(std::move(one));
  }
  return good;
}

}  // namespace

Result<PolicyOutcome> load_files(const HostTools& tools, const std::vector<std::string>& paths,
                                 const policy::LoadOptions& options, bool dry_run) {
  std::map<std::string, std::string> loaded;  // name: mode
  if (tools.kernel == nullptr && !dry_run)
    return Error{ErrorKind::usage, "load", "profiles",
                 "it changes the running kernel: it cannot work below another root"};
  if (tools.kernel != nullptr && (!dry_run || tools.kernel->state().enabled)) {
    const auto list = tools.kernel->profiles();
    if (!list && !dry_run) return list.error();
    if (list)
      for (const LoadedProfile& profile : *list) loaded[profile.name] = profile.mode;
  }
  PolicyOutcome outcome;
  policy::Checker checker(tools.files, options, std::nullopt);
  std::vector<PolicyUnit> units;
  bool good = true;
  for (const std::string& path : paths) {
    const FileLinks links = links_of(tools.files, options.policy_dir, path);
    if (!links.disable.empty()) {
      outcome.skipped.push_back(path);
      continue;
    }
    const auto text = tools.files.read(path);
    if (!text) return text.error();
    if (!is_good(checker, path, *text, outcome.diagnostics)) {
      good = false;
      continue;
    }
    policy::Policy policy = policy::Policy::empty(tools.files, options);
    policy.add_text(path, *text);
    if (policy.profiles().empty()) {
      outcome.notes.push_back(path + " holds no profile: it is loaded with those that include it");
      continue;
    }
    const bool complain = !links.force_complain.empty();
    for (const policy::Profile& profile : policy.profiles()) {
      const std::string name = kernel_name(profile);
      const auto before = loaded.find(name);
      outcome.profiles.push_back({name, path, before == loaded.end() ? "" : before->second,
                                  complain ? "complain" : loaded_mode(flag_of(profile.mode)),
                                  !dry_run});
    }
    units.push_back({path, *text, complain});
  }
  const auto refuse = [&](std::string reason) {
    outcome.state = PolicyOutcome::State::refused;
    outcome.reason = std::move(reason);
    return outcome;
  };
  if (!good) return refuse("a file is wrong, so none is loaded");
  if (units.empty() && outcome.skipped.empty())
    return refuse("there is no profile in what was named");
  if (units.empty()) return outcome;
  const auto blob = compile_all(tools.processes, units, options);
  if (!blob) return refuse(blob.error().text());
  if (dry_run) return outcome;
  // Nothing was written, so there is nothing to put back.
  if (Status replaced = tools.kernel->replace(*blob); !replaced) return replaced.error();
  return outcome;
}

}  // namespace profgen::inline v0::host
