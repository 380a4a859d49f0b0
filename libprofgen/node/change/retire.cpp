#include <algorithm>

#include "base/text.hpp"
#include "node/change/carry_out.hpp"
#include "node/change/kernel_back.hpp"
#include "node/operations.hpp"

namespace profgen::inline v0::node {
namespace {

bool is_parked(const State& state, const std::string& profile) {
  return std::any_of(state.parked.begin(), state.parked.end(),
                     [&](const ParkedProfile& one) { return one.profile == profile; });
}

std::string users_text(const std::vector<host::ConfinedProcess>& users) {
  constexpr std::size_t shown = 5;
  std::string out;
  for (std::size_t i = 0; i < users.size() && i < shown; ++i)
    out += (i == 0 ? "" : ", ") + std::to_string(users[i].pid) + " (" +
           text::printable(users[i].exe, 80) + ")";
  return out + (users.size() > shown ? ", …" : "");
}

std::vector<Problem> why_not(const Turn& turn, const std::vector<std::string>& profiles,
                             const Modes& loaded,
                             const std::vector<host::ConfinedProcess>& processes) {
  std::vector<Problem> out;
  for (const std::string& profile : profiles) {
    const std::string shown = text::printable(profile);
    if (turn.state.entry(profile) == nullptr) continue;  // it is retired already, or never was here
    if (!is_parked(turn.state, profile))
      out.push_back({"not-parked", shown + " is not parked",
                     "park it, and wait until nothing uses it", true});
    else if (family_denies(loaded, profile))
      out.push_back({"not-parked", shown + " is parked, but somebody has loaded it again",
                     "park it once more", true});
    if (const auto users = users_of(processes, profile); !users.empty())
      out.push_back({"in-use", shown + " is used by the processes " + users_text(users),
                     "wait until they have ended, or start them anew without it", true});
  }
  return out;
}

}  // namespace

Reply retire(Machine& machine, const Retire& request) {
  auto taken = take_turn(machine);
  if (auto* refusal = std::get_if<Refused>(&taken)) return std::move(*refusal);
  Turn& turn = std::get<Turn>(taken);
  const auto loaded = loaded_modes(machine.kernel);
  if (!loaded) return refused("no-apparmor", loaded.error(), "look at this node");
  const auto processes = machine.kernel.processes();
  if (!processes) return refused("no-apparmor", processes.error(), "look at this node");
  if (auto problems = why_not(turn, request.profiles, *loaded, *processes); !problems.empty())
    return Refused{std::move(problems)};

  Change change;
  change.step.operation = "retire";
  change.step.run = request.run;
  change.step.after = turn.state;
  State& after = change.step.after;
  std::set<std::string> files;
  for (const std::string& profile : request.profiles) {
    const Written* entry = turn.state.entry(profile);
    if (entry == nullptr) continue;
    files.insert(entry->file);
    change.expected.push_back({profile, entry->file, mode_in(*loaded, profile)});
    std::erase_if(after.entries, [&](const Written& one) { return one.profile == profile; });
    std::erase_if(after.parked, [&](const ParkedProfile& one) { return one.profile == profile; });
  }
  if (files.empty()) return unchanged(machine, turn, request.run, {});
  for (const PolicyText& text : standing_texts(machine, {files.begin(), files.end()})) {
    for (const std::string& top : text.tops())
      if (std::find(request.profiles.begin(), request.profiles.end(), top) ==
          request.profiles.end())
        return refused("shared-file",
                       text::printable(text.path()) + " holds " + text::printable(top) + " too",
                       "retire all profiles of the file together");
    change.files.push_back({text.path(), text.text(), std::nullopt});
  }
  return carry_out(machine, turn, std::move(change));
}

}  // namespace profgen::inline v0::node
