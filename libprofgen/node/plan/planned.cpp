#include "node/plan/planned.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "node/facts/facts.hpp"
#include "node/plan/compile.hpp"
#include "node/plan/differences.hpp"
#include "node/plan/foreign.hpp"
#include "node/plan/modes.hpp"
#include "node/users.hpp"

namespace profgen::inline v0::node {
namespace {

struct Found {
  std::vector<edit::ProfileDifference> differences;
  std::map<std::string, std::vector<User>> users;
  std::map<std::string, std::string> not_compiled;  // by file
  std::map<std::string, host::LoadedHash> hashes;
};

// Whether the kernel has another policy than the one that was loaded for this text.
bool kernel_differs(const Found& found, const State& state, const std::string& profile) {
  const Written* entry = state.entry(profile);
  const auto now = found.hashes.find(profile);
  return entry != nullptr && now != found.hashes.end() && !entry->hash.empty() &&
         !now->second.profile.empty() && entry->hash != now->second.profile;
}

Action action_of(const Intent& intent, const Found& found, const State& state,
                 const IntendedProfile& profile) {
  if (profile.kept) return Action::kept;
  if (profile.mode_before.empty()) return Action::add;
  const bool changed = intent.changed().count(profile.file) != 0;
  if (!changed && profile.mode_before == profile.mode_after)
    return kernel_differs(found, state, profile.profile) ? Action::replace : Action::unchanged;
  if (profile.mode_before != profile.mode_after &&
      only_modes_differ(found.differences, profile.profile) &&
      !kernel_differs(found, state, profile.profile))
    return Action::mode;
  return Action::replace;
}

ProfilePlan plan_of(Machine& machine, const Intent& intent, const Found& found, const State& state,
                    const IntendedProfile& profile, const std::vector<std::string>& adopt) {
  ProfilePlan out;
  out.profile = profile.profile;
  out.file = profile.file;
  out.mode_before = profile.mode_before;
  out.mode_after = profile.mode_after;
  out.action = action_of(intent, found, state, profile);
  out.differences = difference_lines(found.differences, profile.profile);
  if (const auto users = found.users.find(profile.profile); users != found.users.end())
    out.users = users->second;
  if (profile.kept) return out;
  out.problems = foreign_problems(machine, intent, state, profile, adopt);
  if (const auto wrong = found.not_compiled.find(profile.file); wrong != found.not_compiled.end())
    out.problems.push_back({"does-not-compile", wrong->second,
                            "the text or an include of it is newer than this node's parser, or "
                            "needs what is not here: `preflight` shows what it has",
                            true});
  if (std::ranges::any_of(out.problems, &Problem::blocks)) out.action = Action::blocked;
  return out;
}

// What the bundle asks for and this machine has not.
std::vector<Problem> of_machine(Machine& machine, const bundle::Bundle& bundle) {
  std::vector<Problem> out;
  const auto features = bundle::kernel_features(machine.files, features_directory(machine));
  std::vector<std::string> missing;
  for (const std::string& feature : bundle.features)
    if (std::ranges::find(features, feature) == features.end()) missing.push_back(feature);
  if (!missing.empty())
    out.push_back({"not-mediated",
                   "this kernel does not mediate what some rules are about: " +
                       text::printable(text::join(missing, ", ")),
                   "nothing has to be done; such rules have no effect here", false});
  return out;
}

}  // namespace

Result<Planned> planned(Machine& machine, const bundle::Bundle& bundle, Stage stage,
                        const std::vector<std::string>& adopt, const State& state) {
  const auto loaded = machine.kernel.profiles();
  if (!loaded) return loaded.error();
  const auto processes = machine.kernel.processes();
  if (!processes) return processes.error();
  Planned out{Intent::of(machine, bundle, stage, *loaded), {}};
  Found found;
  // Without hashes the texts and modes still tell.
  if (auto hashes = machine.kernel.hashes()) found.hashes = std::move(*hashes);
  found.differences = differences_of(machine, out.intent);
  std::set<std::string> names;
  for (const IntendedProfile& profile : out.intent.profiles()) names.insert(profile.profile);
  found.users = users_of(*processes, names, out.intent.after());
  auto compiled = trial_compile(machine, out.intent);
  if (!compiled) return compiled.error();
  found.not_compiled = std::move(*compiled);

  out.reply.problems = of_machine(machine, bundle);
  for (const IntendedProfile& profile : out.intent.profiles())
    out.reply.profiles.push_back(plan_of(machine, out.intent, found, state, profile, adopt));
  for (const IntendedFile& file : out.intent.files()) {
    const bool has_profile = std::ranges::any_of(
        bundle.profiles, [&](const bundle::Profile& one) { return one.file == file.file; });
    if (has_profile) continue;
    for (Problem& problem : foreign_problems(machine, file, state, adopt))
      out.reply.problems.push_back(std::move(problem));
  }
  return out;
}

}  // namespace profgen::inline v0::node
