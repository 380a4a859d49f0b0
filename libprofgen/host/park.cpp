#include <algorithm>
#include <map>
#include <set>

#include "host/carry_out.hpp"
#include "host/one_profile.hpp"
#include "host/park_mark.hpp"
#include "host/profile_item.hpp"
#include "profgen/modes.hpp"
#include "profgen/status.hpp"

namespace profgen::inline v0::host {
namespace {

using policy::Policy;
using policy::Profile;
using Modes = std::map<std::string, std::string>;  // loaded: mode

struct Target {
  std::string name;                  // as the kernel calls it
  const Profile* profile = nullptr;  // on disk
  std::string mode;                  // loaded
};

Result<Modes> loaded_modes(const HostTools& tools) {
  if (tools.kernel == nullptr)
    return Error{ErrorKind::usage, "park", "profiles",
                 "it changes the running kernel: it cannot work below another root"};
  const auto list = tools.kernel->profiles();
  if (!list) return list.error();
  Modes modes;
  for (const LoadedProfile& profile : *list) modes[profile.name] = profile.mode;
  return modes;
}

const Profile* on_disk(const Policy& policy, const std::string& name) {
  for (const Profile& profile : policy.profiles())
    if (kernel_name(profile) == name) return &profile;
  return nullptr;
}

bool is_under(std::string_view name, std::string_view parent) {
  return name.size() > parent.size() + 2 && name.substr(0, parent.size()) == parent &&
         name.substr(parent.size(), 2) == "//";
}

// The loaded profiles that the words mean, parents before their children, none twice.
Result<std::vector<Target>> targets_of(const HostTools& tools, const Policy& policy,
                                       const std::vector<std::string>& words, const Modes& modes) {
  std::set<std::string> names;
  for (const std::string& word : words) {
    std::vector<std::string> meant;
    if (modes.count(word) != 0) {
      meant.push_back(word);
    } else {
      const auto found = find_named(tools, policy, word, false);
      if (!found) return found.error();
      for (const Profile* profile : *found) meant.push_back(kernel_name(*profile));
    }
    for (const std::string& name : meant) {
      if (modes.count(name) == 0)
        return Error{ErrorKind::usage, "park", name,
                     "it is not loaded, so it confines nothing; `profgen load` loads it"};
      if (name.front() == ':')
        return Error{ErrorKind::usage, "park", name,
                     "it is in another policy namespace; do it from inside that namespace"};
      names.insert(name);
      for (const auto& [other, mode] : modes)
        if (is_under(other, name) && other.find("//null-") == std::string::npos)
          names.insert(other);
    }
  }
  std::vector<Target> targets;
  targets.reserve(names.size());
  for (const std::string& name : names)
    targets.push_back({name, on_disk(policy, name), modes.at(name)});
  return targets;
}

bool is_top(const Target& target) { return target.name.find("//") == std::string::npos; }

// A name alone parks what runs under the profile; the attachment keeps what starts later under it
// too, so that it is confined again at once when the profile comes back.
Result<PolicyUnit> parked_text(const HostTools& tools, const Policy& policy, const Target& target,
                               std::vector<std::string>& notes) {
  auto bare = bare_unconfined(target.name);
  if (!bare) return bare.error();
  const policy::Tree* tree =
      target.profile != nullptr && is_top(target) ? policy.tree(target.profile->file) : nullptr;
  const policy::Item* item = tree == nullptr ? nullptr : item_of(*tree, *target.profile);
  if (item != nullptr) {
    PolicyUnit unit{target.profile->file, only_header_unconfined(*tree, *item), false};
    // What else is wrong with the file must not stand in the way of switching it off.
    if (compile_all(tools.processes, {unit}, policy.options())) return unit;
  }
  if (is_top(target) && target.name.front() != '/')
    notes.push_back(target.name +
                    " could not keep its attachment: programs started from now on do not come "
                    "under it, and after --undo they have to be started again");
  return PolicyUnit{target.name, *bare, false};
}

// The marked (or unmarked) texts of the files that the targets stand in.
template <typename Mark>
Result<std::vector<FileChange>> marked_files(const Policy& policy,
                                             const std::vector<Target>& targets, Mark mark) {
  std::map<std::string, std::vector<edit::Splice>> splices;
  for (const Target& target : targets) {
    if (target.profile == nullptr) continue;
    // Those below a target are marked with it.
    const bool with_parent = std::any_of(targets.begin(), targets.end(), [&](const Target& other) {
      return other.profile != nullptr && other.profile->file == target.profile->file &&
             is_under(target.name, other.name);
    });
    const policy::Tree* tree = policy.tree(target.profile->file);
    const policy::Item* item = tree == nullptr ? nullptr : item_of(*tree, *target.profile);
    if (with_parent || item == nullptr) continue;
    for (edit::Splice& splice : mark(*tree, *item))
      splices[target.profile->file].push_back(std::move(splice));
  }
  std::vector<FileChange> changes;
  for (auto& [file, of_file] : splices) {
    std::string before(policy.tree(file)->source->text());
    std::string after = edit::apply(before, std::move(of_file));
    if (before != after) changes.push_back({file, std::move(before), std::move(after)});
  }
  return changes;
}

}  // namespace

Result<PolicyOutcome> park(const HostTools& tools, const Policy& policy,
                           const std::vector<std::string>& words, bool persist) {
  const auto modes = loaded_modes(tools);
  if (!modes) return modes.error();
  const auto targets = targets_of(tools, policy, words, *modes);
  if (!targets) return targets.error();
  PolicyOutcome outcome;
  std::vector<PolicyUnit> units;
  for (const Target& target : *targets) {
    auto unit = parked_text(tools, policy, target, outcome.notes);
    if (!unit) return unit.error();
    units.push_back(std::move(*unit));
    const std::string file = target.profile == nullptr ? "" : target.profile->file;
    outcome.profiles.push_back({target.name, file, target.mode, "unconfined", true});
    if (target.profile == nullptr)
      outcome.notes.push_back(target.name + " does not stand in " + policy.options().policy_dir +
                              ": --undo cannot bring it back, whoever loaded it has to");
  }
  std::vector<FileChange> changes;
  if (persist) {
    auto marked = marked_files(policy, *targets, mark_parked);
    if (!marked) return marked.error();
    changes = std::move(*marked);
  }
  if (Status status = carry_out(tools, changes, units, policy.options(), outcome); !status)
    return status.error();
  return outcome;
}

Result<PolicyOutcome> unpark(const HostTools& tools, const Policy& policy,
                             const std::vector<std::string>& words) {
  const auto modes = loaded_modes(tools);
  if (!modes) return modes.error();
  const auto targets = targets_of(tools, policy, words, *modes);
  if (!targets) return targets.error();
  auto changes = marked_files(policy, *targets, unmark_parked);
  if (!changes) return changes.error();
  // As the files will be; their other profiles are not touched.
  policy::Policy after = Policy::empty(tools.files, policy.options());
  std::map<std::string, std::string> tops;  // topmost profile: the file it is loaded from
  PolicyOutcome outcome;
  for (const Target& target : *targets) {
    if (target.profile == nullptr)
      return Error{ErrorKind::input, "load again", target.name,
                   "it does not stand in " + policy.options().policy_dir};
    tops[target.name.substr(0, target.name.find("//"))] = loaded_from(policy, *target.profile);
  }
  for (const auto& [top, file] : tops) {
    std::string text(policy.tree(file)->source->text());
    for (const FileChange& change : *changes)
      if (change.path == file) text = change.after;
    after.add_text(file, std::move(text));
  }
  std::vector<PolicyUnit> units;
  for (const auto& [top, file] : tops) {
    const FileLinks links = links_of(tools.files, policy.options().policy_dir, file);
    if (!links.disable.empty())
      return Error{ErrorKind::usage, "load again", top,
                   "its file is disabled (" + links.disable + "); `profgen mode` takes that away"};
    const Profile* profile = after.find(top);
    const policy::Tree* tree = after.tree(file);
    const policy::Item* item =
        profile == nullptr || tree == nullptr ? nullptr : item_of(*tree, *profile);
    if (item == nullptr)
      return Error{ErrorKind::input, "load again", top, "it does not stand in " + file};
    units.push_back({file, only_profile(*tree, *item), !links.force_complain.empty()});
  }
  for (const Target& target : *targets) {
    const Profile* profile = on_disk(after, target.name);
    const std::string flag = profile == nullptr ? target.mode : flag_of(profile->mode);
    outcome.profiles.push_back(
        {target.name, target.profile->file, target.mode, loaded_mode(flag), true});
    if (flag == "unconfined")
      outcome.notes.push_back(target.name + " stays unconfined: " + target.profile->file +
                              " says so, without a mark of park");
  }
  if (Status status = carry_out(tools, *changes, units, policy.options(), outcome); !status)
    return status.error();
  return outcome;
}

}  // namespace profgen::inline v0::host
