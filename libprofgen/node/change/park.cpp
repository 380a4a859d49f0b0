#include <algorithm>

#include "base/text.hpp"
#include "node/change/carry_out.hpp"
#include "node/change/kernel_back.hpp"
#include "node/operations.hpp"

namespace profgen::inline v0::node {
namespace {

Refused not_ours(const std::string& profile) {
  return refused("not-ours",
                 text::printable(profile) + " is no profile that profgen has written here",
                 "`profgen park` on the node itself takes any");
}

// The file with the marks of park on these families.
std::string marked(const PolicyText& text, const std::vector<std::string>& tops) {
  std::string out = text.text();
  for (const std::string& top : tops) out = text.with(std::move(out)).marked_parked(top);
  return out;
}

State parked_state(const State& state, const Park& request,
                   const std::vector<host::SavedFile>& files, const Machine& machine) {
  State after = state;
  for (Written& entry : after.entries) {
    for (const host::SavedFile& file : files)
      if (file.path == policy_path(machine, entry.file)) entry.sha256 = bundle::digest(*file.after);
    if (std::find(request.profiles.begin(), request.profiles.end(), entry.profile) ==
        request.profiles.end())
      continue;
    entry.mode = "unconfined";
    const bool known =
        std::any_of(after.parked.begin(), after.parked.end(),
                    [&](const ParkedProfile& parked) { return parked.profile == entry.profile; });
    if (!known) after.parked.push_back({entry.profile, entry.file, request.run});
  }
  return after;
}

}  // namespace

Reply park(Machine& machine, const Park& request) {
  auto taken = take_turn(machine);
  if (auto* refusal = std::get_if<Refused>(&taken)) return std::move(*refusal);
  Turn& turn = std::get<Turn>(taken);
  const auto loaded = loaded_modes(machine.kernel);
  if (!loaded) return refused("no-apparmor", loaded.error(), "look at this node");

  std::map<std::string, std::vector<std::string>> by_file;
  for (const std::string& profile : request.profiles) {
    const Written* entry = turn.state.entry(profile);
    if (entry == nullptr) return not_ours(profile);
    by_file[entry->file].push_back(profile);
  }
  Change change;
  change.step.operation = "park";
  change.step.run = request.run;
  Modes expected;
  std::set<std::string> tops;
  for (const auto& [file, profiles] : by_file) {
    const auto texts = standing_texts(machine, {file});
    const PolicyText* text = texts.empty() ? nullptr : &texts.front();
    for (const std::string& top : profiles) {
      tops.insert(top);
      for (PolicySource& unit : parked_family(text, top, *loaded, expected))
        change.units.push_back(std::move(unit));
    }
    change.step.files.push_back(file);
    if (text == nullptr) {
      change.notes.push_back(text::printable(file) + " is gone from the policy directory");
      continue;
    }
    std::string after = marked(*text, profiles);
    if (after != text->text())
      change.files.push_back({text->path(), text->text(), std::move(after)});
  }
  for (const auto& [name, mode] : expected)
    change.expected.push_back({name, turn.state.entry(family_of(name))->file, mode});
  const bool is_parked = std::all_of(expected.begin(), expected.end(), [&](const auto& one) {
    return mode_in(*loaded, one.first) == one.second;
  });
  if (is_parked) change.units.clear();
  change.step.after = parked_state(turn.state, request, change.files, machine);
  if (is_parked && change.files.empty() && change.step.after.parked == turn.state.parked)
    return unchanged(machine, turn, request.run, change.expected);
  change.step.modes_before = modes_to_keep(*loaded, tops, request.profiles);
  return carry_out(machine, turn, std::move(change));
}

}  // namespace profgen::inline v0::node
