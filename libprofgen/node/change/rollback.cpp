#include <algorithm>

#include "base/overlay_files.hpp"
#include "base/text.hpp"
#include "host/saves/includers.hpp"
#include "host/saves/write.hpp"
#include "node/change/history.hpp"
#include "node/change/kernel_back.hpp"
#include "node/operations.hpp"

namespace profgen::inline v0::node {
namespace {

// What differs from then. What somebody else wrote meanwhile is in the save's `before`.
Result<std::vector<host::SavedFile>> files_back(const Machine& machine, const Past& past) {
  std::vector<host::SavedFile> files;
  for (const auto& [path, then] : past.texts) {
    auto now = host::standing(machine.files, path);
    if (!now) return now.error();
    if (*now != then) files.push_back({path, std::move(*now), then});
  }
  return files;
}

bool include_goes(const Machine& machine, const std::vector<host::SavedFile>& files) {
  return std::any_of(files.begin(), files.end(), [&](const host::SavedFile& file) {
    return !file.after && host::is_include_file(file.path, policy_path(machine));
  });
}

std::vector<PolicyText> texts_then(const Machine& machine, const OverlayFiles& files,
                                   const Past& past) {
  std::vector<PolicyText> out;
  for (const std::string& file : past.files) {
    const std::string path = policy_path(machine, file);
    const auto then = past.texts.find(path);
    if (then != past.texts.end() && !then->second) continue;
    if (auto text = files.read(path))
      out.emplace_back(files, path, std::move(*text), load_options(machine));
  }
  return out;
}

std::vector<Expected> expected_then(const WayBack& back, const Past& past) {
  std::vector<Expected> out;
  for (const auto& [profile, mode] : back.expected) {
    const Written* entry = past.state.entry(family_of(profile));
    out.push_back({profile, entry == nullptr ? std::string() : entry->file, mode});
  }
  return out;
}

bool is_loaded_as_then(const Machine& machine, const WayBack& back, const Past& past,
                       const Modes& loaded) {
  const auto hashes = profile_hashes(machine.kernel);
  for (const auto& [profile, mode] : back.expected) {
    if (mode_in(loaded, profile) != mode) return false;
    const Written* entry = past.state.entry(profile);
    const std::string hash = mode_in(hashes, profile);
    if (entry != nullptr && !entry->hash.empty() && !hash.empty() && entry->hash != hash &&
        mode != "unconfined")
      return false;
  }
  return true;
}

void tell_later_runs(const Turn& turn, std::uint64_t revision, const std::string& run,
                     std::vector<std::string>& notes) {
  std::set<std::string> others;
  for (const Step& step : turn.steps)
    if (step.number > revision && !step.run.empty() && step.run != run) others.insert(step.run);
  for (const std::string& other : others)
    if (!run.empty())
      notes.push_back("this undoes the later run " + text::printable(other) + " too");
}

// Nothing of the run is left on the disk or in the kernel: nor is it what is in force.
Status put_back(Machine& machine, const State& state, const std::string& run) {
  if (run.empty() || state.run != run) return Unit{};
  State back = state;
  back.put_in_force(state.before(run));
  return write_state(machine, back);
}

Reply go_back(Machine& machine, Turn& turn, const Rollback& request, std::uint64_t revision) {
  const auto past = past_at(machine, turn, revision);
  if (!past)
    return refused("no-revision", past.error(), "status tells the revisions that are kept");
  const auto loaded = loaded_modes(machine.kernel);
  if (!loaded) return refused("no-apparmor", loaded.error(), "look at this node");
  auto files = files_back(machine, *past);
  if (!files) return refused("not-written", files.error(), "see to it, then ask again");

  std::map<std::string, std::string> texts;
  for (const auto& [path, text] : past->texts)
    if (text) texts[path] = *text;
  const OverlayFiles overlay(machine.files, std::move(texts));
  const std::vector<std::string> names(past->files.begin(), past->files.end());
  WayBack back = way_back(texts_then(machine, overlay, *past), standing_texts(machine, names),
                          past->modes, *loaded);
  const std::vector<Expected> expected = expected_then(back, *past);
  if (files->empty() && is_loaded_as_then(machine, back, *past, *loaded)) {
    if (Status put = put_back(machine, turn.state, request.run); !put)
      return refused("not-written", put.error(), "see to it, then ask again");
    ApplyReply reply = unchanged(machine, turn, request.run, expected);
    reply.revision_before = revision;
    return reply;
  }

  Change change;
  change.step.operation = "rollback";
  change.step.run = request.run;
  change.step.files = names;
  std::set<std::string> tops;
  std::vector<std::string> told;
  for (const auto& [name, mode] : past->modes) {
    tops.insert(family_of(name));
    told.push_back(name);
  }
  change.step.modes_before = modes_to_keep(*loaded, tops, told);
  change.step.after = past->state;
  change.step.after.put_in_force(past->state.before(request.run));
  change.compile_when_written = include_goes(machine, *files);
  change.files = std::move(*files);
  change.units = std::move(back.units);
  change.expected = expected;
  change.notes = std::move(back.notes);
  tell_later_runs(turn, revision, request.run, change.notes);
  Reply reply = carry_out(machine, turn, std::move(change));
  if (auto* done = std::get_if<ApplyReply>(&reply)) done->revision_before = revision;
  return reply;
}

}  // namespace

Reply rollback(Machine& machine, const Rollback& request) {
  auto taken = take_turn(machine);
  if (auto* refusal = std::get_if<Refused>(&taken)) return std::move(*refusal);
  Turn& turn = std::get<Turn>(taken);
  if (request.revision) return go_back(machine, turn, request, *request.revision);
  const bool has_steps = std::any_of(turn.steps.begin(), turn.steps.end(), [&](const Step& step) {
    return !request.run.empty() && step.run == request.run;
  });
  if (has_steps) return go_back(machine, turn, request, revision_before(turn, request.run));
  if (Status put = put_back(machine, turn.state, request.run); !put)
    return refused("not-written", put.error(), "see to it, then ask again");
  ApplyReply reply = unchanged(machine, turn, request.run, {});
  reply.notes.emplace_back("nothing that the run may have changed here is kept");
  return reply;
}

}  // namespace profgen::inline v0::node
