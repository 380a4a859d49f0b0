// Relax: the kernel before the files, as a service is hindered that very moment; but the files too,
// so that a reboot does not bring the denials back before the rollback that follows.
#include <algorithm>

#include "base/text.hpp"
#include "node/change/carry_out.hpp"
#include "node/change/kernel_back.hpp"
#include "node/operations.hpp"

namespace profgen::inline v0::node {
namespace {

bool any_denies(const KeptRelaxed& kept, const Modes& loaded) {
  for (const RelaxedFile& file : kept.files)
    for (const std::string& profile : file.profiles)
      if (mode_denies(mode_in(loaded, profile))) return true;
  return false;
}

// Where the kernel does not take the blob any more (another kernel runs now) the texts are compiled
// anew.
Status relax_loaded(Machine& machine, const KeptRelaxed& kept) {
  Status done = machine.kernel.replace(kept.blob);
  if (done) return done;
  std::vector<PolicySource> units;
  for (const RelaxedFile& file : kept.files) {
    const PolicyText text(machine.files, policy_path(machine, file.file), file.text,
                          load_options(machine));
    std::set<std::string> families;
    for (const std::string& profile : file.profiles) families.insert(family_of(profile));
    for (const std::string& family : families)
      units.push_back({text.path(), text.only_family(family), true, ""});
  }
  const auto blob = compile_units(machine.processes, units, load_options(machine));
  return blob ? machine.kernel.replace(*blob) : done;
}

// Those that stand as we wrote them.
std::vector<host::SavedFile> files_to_relax(const Machine& machine, const KeptRelaxed& kept,
                                            const State& state, std::vector<std::string>& notes) {
  std::vector<host::SavedFile> files;
  for (const RelaxedFile& file : kept.files) {
    const std::string path = policy_path(machine, file.file);
    const auto text = machine.files.read(path);
    if (!text || *text == file.text) continue;
    const std::string sha256 = bundle::digest(*text);
    const bool ours = std::any_of(
        state.entries.begin(), state.entries.end(),
        [&](const Written& entry) { return entry.file == file.file && entry.sha256 == sha256; });
    if (ours)
      files.push_back({path, *text, file.text});
    else
      notes.push_back(text::printable(path) +
                      " was changed by somebody else: it stays, and counts again after a reboot");
  }
  return files;
}

State relaxed_state(const State& state, const KeptRelaxed& kept,
                    const std::vector<host::SavedFile>& files, const Machine& machine) {
  State after = state;
  for (Written& entry : after.entries)
    for (const RelaxedFile& file : kept.files) {
      if (entry.file != file.file) continue;
      if (std::find(file.profiles.begin(), file.profiles.end(), entry.profile) !=
          file.profiles.end())
        entry.mode = "complain";
      for (const host::SavedFile& written : files)
        if (written.path == policy_path(machine, file.file))
          entry.sha256 = bundle::digest(*written.after);
    }
  return after;
}

Step relax_step(Machine& machine, const Turn& turn, const KeptRelaxed& kept, const Modes& loaded,
                const std::vector<host::SavedFile>& files) {
  Step step;
  step.number = turn.state.revision + 1;
  step.operation = "relax";
  step.run = turn.state.run;
  step.time_us = machine.clock.now_us();
  std::set<std::string> families;
  for (const RelaxedFile& file : kept.files) {
    step.files.push_back(file.file);
    for (const std::string& profile : file.profiles) families.insert(family_of(profile));
  }
  step.modes_before = modes_to_keep(loaded, families, {});
  step.before = turn.state;
  step.after = relaxed_state(turn.state, kept, files, machine);
  step.before.revisions.clear();
  step.after.revisions.clear();
  return step;
}

Status write_relaxed(Machine& machine, const Step& step,
                     const std::vector<host::SavedFile>& files) {
  const auto saved = host::restore(machine.files, machine.processes, files, load_options(machine),
                                   save_options(machine, step));
  return saved ? Status(Unit{}) : Status(saved.error());
}

}  // namespace

Status relax_again(Machine& machine, const std::vector<Step>& steps, const Step& step) {
  const auto kept = kept_relaxed(machine, steps, step.run);
  if (!kept) return kept.error();
  if (!*kept) return Unit{};
  if (const auto loaded = loaded_modes(machine.kernel); loaded && any_denies(**kept, *loaded))
    if (Status done = relax_loaded(machine, **kept); !done) return done;
  std::vector<std::string> notes;
  return write_relaxed(machine, step, files_to_relax(machine, **kept, step.before, notes));
}

Reply relax(Machine& machine, const Relax& request) {
  auto taken = take_turn(machine);
  if (auto* refusal = std::get_if<Refused>(&taken)) return std::move(*refusal);
  Turn& turn = std::get<Turn>(taken);
  if (turn.state.run != request.run || request.run.empty()) {
    ApplyReply reply = unchanged(machine, turn, request.run, {});
    reply.notes.emplace_back("the run is not in force on this node: nothing is to be relaxed");
    return reply;
  }
  const auto kept = kept_relaxed(machine, turn.steps, request.run);
  if (!kept) return refused("half-done", kept.error(), "roll the run back instead");
  if (!*kept) return unchanged(machine, turn, request.run, {});
  const auto loaded = loaded_modes(machine.kernel);
  if (!loaded) return refused("no-apparmor", loaded.error(), "look at this node");

  std::vector<Expected> expected;
  for (const RelaxedFile& file : (*kept)->files)
    for (const std::string& profile : file.profiles)
      expected.push_back({profile, file.file, "complain"});
  const bool denies = any_denies(**kept, *loaded);
  std::vector<std::string> notes;
  const auto files = files_to_relax(machine, **kept, turn.state, notes);
  if (!denies && files.empty()) return unchanged(machine, turn, request.run, expected);
  const Step step = relax_step(machine, turn, **kept, *loaded, files);
  // Where the disk is full the kernel is relaxed all the same.
  Status written = write_step(machine, step);
  if (denies)
    if (Status done = relax_loaded(machine, **kept); !done) {
      (void)remove_step(machine, step.number);
      return refused("kernel-refused", done.error(), "roll the run back instead");
    }
  if (written) written = write_relaxed(machine, step, files);
  if (written) {
    auto finished = finish_step(machine, turn.state, step);
    if (finished) turn.state = std::move(*finished);
    if (!finished) written = finished.error();
  }
  // What counts is done; what is written of it is tried again by the next call.
  if (!written)
    notes.push_back("the kernel has it, the files not yet, so that it lasts until a reboot: " +
                    written.error().text());
  turn.steps.push_back(step);
  ApplyReply reply = unchanged(machine, turn, request.run, expected);
  reply.changed = true;
  reply.notes = std::move(notes);
  return reply;
}

}  // namespace profgen::inline v0::node
