#include <algorithm>

#include "base/text.hpp"
#include "node/change/carry_out.hpp"
#include "node/change/kernel_back.hpp"
#include "node/operations.hpp"
#include "node/package.hpp"
#include "node/plan/foreign.hpp"
#include "node/plan/intent.hpp"
#include "profgen/status.hpp"

namespace profgen::inline v0::node {
namespace {

bool holds_profile(const Intent& intent, const std::string& file) {
  return std::any_of(intent.profiles().begin(), intent.profiles().end(),
                     [&](const IntendedProfile& one) { return one.file == file; });
}

// A mode that no longer denies is no matter of a rollout: somebody has to ask for it by name.
void less_confined(const Intent& intent, const Modes& loaded, std::vector<Problem>& out) {
  for (const auto& [profile, mode] : intent.modes()) {
    const std::string now = mode_in(loaded, profile);
    if (!mode_denies(now) || mode_denies(mode)) continue;
    out.push_back({"less-confined",
                   text::printable(profile) + " is in mode " + now +
                       " on this node, and the bundle has it in mode " + mode,
                   "park it first where that is meant, or give it a mode that denies", true});
  }
}

Refused all_problems(Machine& machine, const Intent& intent, const State& state,
                     const Modes& loaded, const std::vector<std::string>& adopt) {
  Refused out;
  const auto add = [&out](std::vector<Problem> problems) {
    for (Problem& problem : problems)
      if (problem.blocks) out.problems.push_back(std::move(problem));
  };
  for (const IntendedProfile& profile : intent.profiles())
    add(foreign_problems(machine, intent, state, profile, adopt));
  for (const IntendedFile& file : intent.files())
    if (!holds_profile(intent, file.file)) add(foreign_problems(machine, file, state, adopt));
  less_confined(intent, loaded, out.problems);
  return out;
}

std::vector<Expected> expected_of(const Intent& intent, const Modes& loaded) {
  std::vector<Expected> out;
  for (const IntendedProfile& profile : intent.profiles()) {
    if (profile.kept) {
      out.push_back({profile.profile, profile.file, mode_in(loaded, profile.profile)});
      continue;
    }
    for (const auto& [name, mode] : intent.modes())
      if (family_of(name) == profile.profile) out.push_back({name, profile.file, mode});
  }
  return out;
}

// The node as it is to be, the kernel's hashes left out.
State state_after(const Intent& intent, const State& state, const Apply& request) {
  State after = state;
  after.run = request.run;
  after.digest = request.package.digest;
  after.stage = request.stage;
  for (const IntendedProfile& profile : intent.profiles()) {
    if (profile.kept) continue;
    std::erase_if(after.entries,
                  [&](const Written& one) { return one.profile == profile.profile; });
    std::erase_if(after.parked,
                  [&](const ParkedProfile& one) { return one.profile == profile.profile; });
    after.entries.push_back({profile.profile, profile.file,
                             bundle::digest(*intent.file(profile.file)->after), profile.mode_after,
                             ""});
  }
  for (const IntendedFile& file : intent.files()) {
    if (file.kept || holds_profile(intent, file.file)) continue;
    std::erase_if(after.files, [&](const WrittenFile& one) { return one.file == file.file; });
    after.files.push_back({file.file, bundle::digest(*file.after)});
  }
  std::sort(after.entries.begin(), after.entries.end(),
            [](const Written& a, const Written& b) { return a.profile < b.profile; });
  std::sort(after.files.begin(), after.files.end(),
            [](const WrittenFile& a, const WrittenFile& b) { return a.file < b.file; });
  return after;
}

bool same_hash(const std::string& a, const std::string& b) {
  return a.empty() || b.empty() || a == b;
}

// Files, modes and what is loaded, as far as the kernel tells.
bool is_as_intended(const Machine& machine, const Intent& intent, const State& state,
                    const Modes& loaded) {
  for (const IntendedFile& file : intent.files())
    if (file.changes()) return false;
  for (const auto& [profile, mode] : intent.modes())
    if (mode_in(loaded, profile) != mode) return false;
  const auto hashes = profile_hashes(machine.kernel);
  return std::all_of(
      intent.profiles().begin(), intent.profiles().end(), [&](const IntendedProfile& one) {
        const Written* entry = state.entry(one.profile);
        return one.kept ||
               (entry != nullptr && same_hash(entry->hash, mode_in(hashes, one.profile)));
      });
}

// The policy of this stage as relax would have it.
Relaxed relaxed_of(const Machine& machine, const Intent& intent, const OverlayFiles& files,
                   const Modes& before_run) {
  Relaxed out;
  for (const IntendedFile& file : intent.files()) {
    if (file.kept || !holds_profile(intent, file.file)) continue;
    const PolicyText text(files, policy_path(machine, file.file), *file.after,
                          load_options(machine));
    std::set<std::string> families;
    RelaxedFile one{file.file, "", {}};
    for (const auto& [name, mode] : text.modes())
      if (mode_denies(mode) && !family_denies(before_run, name)) {
        families.insert(family_of(name));
        one.profiles.push_back(name);
      }
    if (families.empty()) continue;
    one.text = text.denying_in_mode("complain", families);
    const PolicyText whole = text.with(one.text);
    const bool all = families.size() == text.tops().size();
    if (all) out.units.push_back({text.path(), one.text, false, ""});
    for (const std::string& family : families)
      if (!all) out.units.push_back({text.path(), whole.only_family(family), false, ""});
    out.files.push_back(std::move(one));
  }
  return out;
}

Change change_of(const Machine& machine, const Intent& intent, const Turn& turn,
                 const Modes& loaded, const Apply& request) {
  Change change;
  change.checked = true;
  change.step.operation = "apply";
  change.step.run = request.run;
  change.step.after = state_after(intent, turn.state, request);
  change.expected = expected_of(intent, loaded);
  std::map<std::string, std::string> texts;
  std::set<std::string> tops;
  std::vector<std::string> names;
  for (const IntendedFile& file : intent.files()) {
    if (file.kept) continue;
    const std::string path = policy_path(machine, file.file);
    if (file.changes()) change.files.push_back({path, file.before, file.after});
    texts[path] = *file.after;
    if (!holds_profile(intent, file.file)) continue;
    change.units.push_back({path, *file.after, false, ""});
    change.step.files.push_back(file.file);
  }
  for (const auto& [name, mode] : intent.modes()) {
    tops.insert(family_of(name));
    names.push_back(name);
  }
  change.step.modes_before = modes_to_keep(loaded, tops, names);
  // What this run has found first counts, also where an earlier step of it changed that.
  Modes before_run = modes_before_run(turn.steps, request.run);
  if (request.run.empty()) before_run.clear();
  std::set<std::string> told;
  for (const auto& [name, mode] : before_run) told.insert(family_of(name));
  for (const auto& [name, mode] : change.step.modes_before)
    if (told.count(family_of(name)) == 0) before_run[name] = mode;
  if (request.stage == Stage::final)
    change.relaxed = relaxed_of(machine, intent, OverlayFiles(machine.files, texts), before_run);
  for (const IntendedProfile& profile : intent.profiles()) {
    const host::FileLinks links = host::links_of(machine.files, policy_path(machine), profile.file);
    for (const std::string& link : {links.disable, links.force_complain})
      if (!link.empty())
        change.notes.push_back(text::printable(link) +
                               " is still there: it counts again at the machine's next start");
    if (profile.kept)
      change.notes.push_back(text::printable(profile.profile) + " denies already (" +
                             profile.mode_before + "): it stays as it is at this stage");
  }
  return change;
}

}  // namespace

Reply apply(Machine& machine, const Apply& request) {
  auto opened = open_package(machine, request.package);
  if (auto* refusal = std::get_if<Refused>(&opened)) return std::move(*refusal);
  auto taken = take_turn(machine);
  if (auto* refusal = std::get_if<Refused>(&taken)) return std::move(*refusal);
  Turn& turn = std::get<Turn>(taken);
  const auto list = machine.kernel.profiles();
  if (!list)
    return refused("no-apparmor", list.error(), "enable AppArmor on this node, or leave it out");
  const auto loaded = loaded_modes(machine.kernel);
  if (!loaded) return refused("no-apparmor", loaded.error(), "look at this node");
  const Intent intent = Intent::of(machine, std::get<bundle::Bundle>(opened), request.stage, *list);
  if (Refused refusal = all_problems(machine, intent, turn.state, *loaded, request.adopt);
      !refusal.problems.empty())
    return refusal;
  if (Status kept = keep_package(machine, request.package, turn.state); !kept)
    return refused("not-written", kept.error(), "see to it, then ask again");

  if (is_as_intended(machine, intent, turn.state, *loaded)) {
    const bool known = turn.state.run == request.run && turn.state.stage == request.stage &&
                       turn.state.digest == request.package.digest;
    if (!known) {
      State state = turn.state;
      const InForce found = state.before(request.run);
      state.put_in_force({request.run, request.package.digest, request.stage});
      state.before_run = found;
      if (Status written = write_state(machine, state); !written)
        return refused("not-written", written.error(), "see to it, then ask again");
    }
    return unchanged(machine, turn, request.run, expected_of(intent, *loaded));
  }
  return carry_out(machine, turn, change_of(machine, intent, turn, *loaded, request));
}

}  // namespace profgen::inline v0::node
