#include <algorithm>
#include <map>
#include <set>

#include "edit/mode_flags.hpp"
#include "grammar/profile_modes.hpp"
#include "host/carry_out.hpp"
#include "host/package.hpp"
#include "host/profile_item.hpp"
#include "profgen/modes.hpp"
#include "profgen/status.hpp"

namespace profgen::inline v0::host {
namespace {

using policy::Policy;
using policy::Profile;

edit::FlagChange flag_change(const ModeChange& change) {
  edit::FlagChange out = change.flags;
  if (change.mode.empty()) return out;
  const edit::FlagChange mode = edit::mode_flags(change.mode);
  out.remove.insert(out.remove.end(), mode.remove.begin(), mode.remove.end());
  out.add.insert(out.add.begin(), mode.add.begin(), mode.add.end());
  return out;
}

// A file to be edited, with the profiles in it that are meant.
using Chosen = std::map<std::string, std::vector<const Profile*>>;

Result<Chosen> choose(const HostTools& tools, const Policy& policy,
                      const std::vector<std::string>& words, bool with_children) {
  Chosen chosen;
  std::set<const Profile*> seen;
  for (const std::string& word : words) {
    const auto found = find_named(tools, policy, word, with_children);
    if (!found) return found.error();
    for (const Profile* profile : *found)
      if (seen.insert(profile).second) chosen[profile->file].push_back(profile);
  }
  return chosen;
}

// For a person: a profile without a word is in enforce mode.
std::string shown(const std::vector<std::string>& flags) {
  const bool has_mode = std::any_of(flags.begin(), flags.end(),
                                    [](const std::string& flag) { return is_mode(flag); });
  std::string out = has_mode ? "" : "enforce";
  for (const std::string& flag : flags) out += (out.empty() ? "" : ", ") + flag;
  return out;
}

std::vector<std::string> changed(std::vector<std::string> flags, const edit::FlagChange& change) {
  const auto goes = [&](const std::string& flag) {
    return std::find(change.remove.begin(), change.remove.end(), flag) != change.remove.end();
  };
  flags.erase(std::remove_if(flags.begin(), flags.end(), goes), flags.end());
  for (const std::string& flag : change.add)
    if (std::find(flags.begin(), flags.end(), flag) == flags.end()) flags.push_back(flag);
  return flags;
}

Result<FileChange> edit_file(const Policy& policy, const std::string& file,
                             const std::vector<const Profile*>& profiles,
                             const edit::FlagChange& change, PolicyOutcome& outcome) {
  const policy::Tree* tree = policy.tree(file);
  std::vector<edit::Splice> splices;
  for (const Profile* profile : profiles) {
    const policy::Item* item = tree == nullptr ? nullptr : item_of(*tree, *profile);
    if (item == nullptr)
      return Error{ErrorKind::input, "find the profile " + profile->name + " in", file,
                   "it does not stand where it was read"};
    for (edit::Splice& splice : edit::change_flags(*tree, *item, change))
      splices.push_back(std::move(splice));
    outcome.profiles.push_back({kernel_name(*profile), file, shown(profile->flags),
                                shown(changed(profile->flags, change)), false});
  }
  std::string before(tree->source->text());
  std::string after = edit::apply(before, std::move(splices));
  return FileChange{file, std::move(before), std::move(after)};
}

// The links of a file that speak against the new mode, and what to know of them.
struct Links {
  std::vector<std::string> to_remove;
  bool disabled = false, complain = false;  // afterwards
  bool was_disabled = false;
};

Links links_after(const HostTools& tools, const Policy& policy, const std::string& file,
                  const ModeChange& change, std::vector<std::string>& notes) {
  const FileLinks now = links_of(tools.files, policy.options().policy_dir, file);
  const bool sets_mode = !change.mode.empty();
  Links out;
  out.was_disabled = !now.disable.empty();
  if (!now.disable.empty() && sets_mode) out.to_remove.push_back(now.disable);
  out.disabled = out.was_disabled && !sets_mode;
  if (out.disabled) notes.push_back(file + " is disabled (" + now.disable + "): it is not loaded");
  if (now.force_complain.empty()) return out;
  if (sets_mode && change.mode != "complain") {
    out.to_remove.push_back(now.force_complain);
    notes.push_back(now.force_complain +
                    " held every profile of the file in complain mode; it goes, and their own "
                    "flags count again");
  } else {
    out.complain = true;
    notes.push_back(now.force_complain +
                    " holds every profile of the file in complain mode, whatever its flags say");
  }
  return out;
}

void remove_links(const HostTools& tools, const std::vector<std::string>& links,
                  PolicyOutcome& outcome) {
  for (const std::string& link : links) {
    if (Status status = tools.files.remove(link); status) {
      outcome.removed_links.push_back(link);
    } else {
      outcome.state = PolicyOutcome::State::half_done;
      outcome.reason = "the mode is set, but the link is still there: " + status.error().text();
    }
  }
}

// Children that a person may have thought to be meant too.
void note_children(const Policy& policy, const Chosen& chosen, std::vector<std::string>& notes) {
  std::set<std::string> meant;
  for (const auto& [file, profiles] : chosen)
    for (const Profile* profile : profiles) meant.insert(kernel_name(*profile));
  std::string left;
  for (const Profile& profile : policy.profiles()) {
    const std::string name = kernel_name(profile);
    const std::size_t end = name.rfind("//");
    if (profile.name.find("//") == std::string::npos || meant.count(name) != 0) continue;
    if (meant.count(name.substr(0, end)) != 0) left += (left.empty() ? "" : ", ") + name;
  }
  if (!left.empty()) notes.push_back("left as they are (--with-children means them too): " + left);
}

}  // namespace

bool is_mode(std::string_view word) {
  return std::find(grammar::profile_modes.begin(), grammar::profile_modes.end(), word) !=
         grammar::profile_modes.end();
}

Result<PolicyOutcome> change_mode(const HostTools& tools, const Policy& policy,
                                  const std::vector<std::string>& words, const ModeChange& change) {
  PolicyOutcome outcome;
  const auto chosen = choose(tools, policy, words, change.with_children);
  if (!chosen) return chosen.error();
  std::set<std::string> loaded;
  const bool has_kernel = tools.kernel != nullptr && tools.kernel->state().enabled;
  if (has_kernel) {
    const auto list = tools.kernel->profiles();
    if (!list) return list.error();
    for (const LoadedProfile& profile : *list) loaded.insert(profile.name);
  } else if (tools.kernel != nullptr) {
    outcome.notes.push_back("only the files are changed: " + tools.kernel->state().why_not);
  }

  const edit::FlagChange flags = flag_change(change);
  std::vector<FileChange> changes;
  std::map<std::string, std::string> texts;  // of the files that change, as they will be
  std::set<std::string> roots;
  for (const auto& [file, profiles] : *chosen) {
    auto edited = edit_file(policy, file, profiles, flags, outcome);
    if (!edited) return edited.error();
    texts[file] = edited->after;
    changes.push_back(std::move(*edited));
    for (const Profile* profile : profiles) roots.insert(loaded_from(policy, *profile));
  }
  std::vector<std::string> stale_links;
  std::vector<PolicyUnit> units;
  std::set<std::string> replaced;
  for (const std::string& root : roots) {
    Links links = links_after(tools, policy, root, change, outcome.notes);
    for (std::string& link : links.to_remove) stale_links.push_back(std::move(link));
    const bool is_loaded = std::any_of(
        policy.profiles().begin(), policy.profiles().end(), [&](const Profile& profile) {
          return loaded_from(policy, profile) == root && loaded.count(kernel_name(profile)) != 0;
        });
    const bool leaves_disabled = links.was_disabled && !links.disabled;
    if (!has_kernel || links.disabled) continue;
    if (!is_loaded && !leaves_disabled) {
      outcome.notes.push_back(root + " is not loaded; `profgen load " + root + "` does it");
      continue;
    }
    const auto edited = texts.find(root);
    const policy::Tree* tree = policy.tree(root);
    units.push_back({root,
                     edited != texts.end() ? edited->second : std::string(tree->source->text()),
                     links.complain});
    replaced.insert(root);
  }
  note_children(policy, *chosen, outcome.notes);
  if (Status status = carry_out(tools, changes, units, policy.options(), outcome); !status)
    return status.error();
  if (outcome.state != PolicyOutcome::State::done) return outcome;
  for (const auto& [file, profiles] : *chosen)
    for (const Profile* profile : profiles)
      for (ProfileStep& step : outcome.profiles)
        if (step.profile == kernel_name(*profile))
          step.in_kernel = replaced.count(loaded_from(policy, *profile)) != 0;
  remove_links(tools, stale_links, outcome);
  for (const std::string& file : outcome.written)
    if (const std::string package =
            tools.kernel == nullptr ? "" : package_of(tools.processes, file);
        !package.empty())
      outcome.notes.push_back(file + " belongs to the package " + package +
                              ": at its next change there you are asked which text to keep");
  return outcome;
}

}  // namespace profgen::inline v0::host
