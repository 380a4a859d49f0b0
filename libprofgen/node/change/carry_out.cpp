#include "node/change/carry_out.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "node/change/kernel_back.hpp"
#include "node/operations.hpp"

namespace profgen::inline v0::node {
namespace {

Refused not_done(const Error& error) {
  if (error.context == "compile")
    return refused("does-not-compile", error, "mend the profile, or update apparmor on this node");
  if (error.context.starts_with("load"))
    return refused("kernel-refused", error, "see dmesg on this node; all is as it was before");
  return refused("not-written", error, "see to it, then ask again; all is as it was before");
}

Refused not_accepted(const host::SaveReport& report) {
  Refused out;
  for (const Diagnostic& one : report.diagnostics)
    if (one.severity == Severity::error)
      out.problems.push_back({"does-not-compile",
                              text::printable(one.file) + ":" + std::to_string(one.at.line) + ":" +
                                  std::to_string(one.at.column) + ": " +
                                  text::printable(one.message),
                              "mend the profile, or update apparmor on this node", true});
  if (out.problems.empty())
    return refused("does-not-compile", "a profile would not load on this node",
                   "check it with this node's apparmor_parser");
  return out;
}

// Both parts; nothing of either where it fails.
std::optional<Refused> change_all(Machine& machine, const Change& change) {
  BlobLoader loader(machine, change.units, change.compile_when_written, load_options(machine));
  if (!change.relaxed.files.empty())
    loader.keep_too(change.relaxed.units, [&](const std::string& blob) {
      return keep_relaxed(machine, change.step.number, change.relaxed, blob);
    });
  host::SaveOptions with = save_options(machine, change.step);
  with.loader = &loader;
  const auto undone = [&](const Error& error) {
    Error told = error;
    if (loader.loaded())
      if (const Status back = put_back_loaded(machine, change.step); !back)
        told.reason += "; the loaded policy could not be put back: " + back.error().text();
    return not_done(told);
  };
  if (change.files.empty()) {
    Status done = loader.compile(machine.files, load_options(machine));
    if (done) done = loader.load();
    return done ? std::nullopt : std::optional(undone(done.error()));
  }
  Result<host::SaveReport> report = host::SaveReport();
  if (change.checked) {
    std::vector<FileChange> changes;
    for (const host::SavedFile& file : change.files)
      changes.push_back({file.path, file.before, *file.after});
    report = host::save(machine.files, machine.processes, changes, load_options(machine), with);
  } else {
    report =
        host::restore(machine.files, machine.processes, change.files, load_options(machine), with);
  }
  if (!report) return undone(report.error());
  if (!report->accepted) return not_accepted(*report);
  return std::nullopt;
}

}  // namespace

host::SaveOptions save_options(const Machine& machine, const Step& step) {
  host::SaveOptions options;
  options.state_dir = below_root(machine, machine.state_dir);
  options.command = command_of(step);
  options.user = "profgen-node";
  options.uid = machine.uid;
  options.time_us = step.time_us;
  options.why_no_kernel = "profgen-node loads it";
  return options;
}

std::uint64_t revision_before(const Turn& turn, const std::string& run) {
  for (const Step& step : turn.steps)
    if (!run.empty() && step.run == run) return step.number - 1;
  return turn.state.revision;
}

Modes modes_to_keep(const Modes& loaded, const std::set<std::string>& tops,
                    const std::vector<std::string>& names) {
  Modes out;
  for (const auto& [name, mode] : loaded)
    if (tops.count(family_of(name)) != 0) out[name] = mode;
  for (const std::string& name : names) out.try_emplace(name);
  return out;
}

Modes modes_before_run(const std::vector<Step>& steps, const std::string& run) {
  Modes out;
  std::set<std::string> families;  // all of a family is told by the first step that has some of it
  for (const Step& step : steps) {
    if (step.run != run) continue;
    std::set<std::string> fresh;
    for (const auto& [name, mode] : step.modes_before)
      if (families.count(family_of(name)) == 0) {
        out[name] = mode;
        fresh.insert(family_of(name));
      }
    families.merge(fresh);
  }
  return out;
}

std::vector<ProfileState> seen(const Machine& machine, const std::vector<Expected>& expected) {
  std::vector<ProfileState> out;
  const auto loaded = loaded_modes(machine.kernel);
  const auto hashes = profile_hashes(machine.kernel);
  for (const Expected& one : expected) {
    ProfileState state{one.profile, one.file, "", "", false};
    if (loaded) state.mode = mode_in(*loaded, one.profile);
    state.hash = mode_in(hashes, one.profile);
    state.as_requested = one.mode.empty() ? bool(loaded) : state.mode == one.mode;
    out.push_back(std::move(state));
  }
  return out;
}

ApplyReply unchanged(const Machine& machine, const Turn& turn, const std::string& run,
                     const std::vector<Expected>& expected) {
  ApplyReply reply;
  reply.revision = turn.state.revision;
  reply.revision_before = revision_before(turn, run);
  reply.profiles = seen(machine, expected);
  return reply;
}

Result<State> finish_step(Machine& machine, const State& state, const Step& step) {
  State next = step.after;
  next.revision = step.number;
  next.revisions = state.revisions;
  Revision revision{step.number, step.run, step.after.digest, step.after.stage, step.time_us, {}};
  const auto saves = host::saves(machine.files, save_options(machine, step));
  if (!saves) return saves.error();
  if (!saves->empty() && saves->front().command == command_of(step) &&
      saves->front().time_us == step.time_us)
    revision.saves.push_back(saves->front().number);
  next.revisions.push_back(std::move(revision));
  if (next.revisions.size() > steps_kept)
    next.revisions.erase(next.revisions.begin(),
                         next.revisions.end() - static_cast<std::ptrdiff_t>(steps_kept));
  const auto hashes = profile_hashes(machine.kernel);
  for (Written& entry : next.entries)
    if (step.modes_before.count(entry.profile) != 0) entry.hash = mode_in(hashes, entry.profile);
  if (Status written = write_state(machine, next); !written) return written.error();
  forget_old_relaxed(machine, forget_old_steps(machine));
  return next;
}

Reply carry_out(Machine& machine, Turn& turn, Change change) {
  Step& step = change.step;
  step.number = turn.state.revision + 1;
  step.time_us = machine.clock.now_us();
  step.before = turn.state;
  step.before.revisions.clear();
  step.after.revisions.clear();
  if (Status written = write_step(machine, step); !written) return not_done(written.error());
  if (auto refusal = change_all(machine, change)) {
    // While its files are not put back the step has to be known.
    const auto recovered = host::recover(machine.files, machine.processes, load_options(machine),
                                         save_options(machine, step));
    if (recovered) (void)remove_step(machine, step.number);
    return std::move(*refusal);
  }
  const auto finished = finish_step(machine, turn.state, step);
  if (!finished)
    return refused("half-done", finished.error(),
                   "all is changed, but not written down: ask again, that comes first then");
  turn.state = *finished;
  turn.steps.push_back(step);
  ApplyReply reply = unchanged(machine, turn, step.run, change.expected);
  reply.changed = true;
  reply.notes = std::move(change.notes);
  for (const ProfileState& profile : reply.profiles)
    if (!profile.as_requested)
      reply.notes.push_back(text::printable(profile.profile) +
                            " was loaded, but the kernel has it " +
                            (profile.mode.empty() ? "not at all" : "in mode " + profile.mode));
  return reply;
}

}  // namespace profgen::inline v0::node
