#include "node/plan/intent.hpp"

#include <algorithm>

#include "host/saves/includers.hpp"
#include "node/plan/modes.hpp"

namespace profgen::inline v0::node {
namespace {

// Files of the bundle that must stay: those with a profile that denies already, and what these
// include (a text that widens them would make them less confined, though it is no profile's own).
std::set<std::string> kept_files(const Machine& machine, const bundle::Bundle& bundle,
                                 const std::vector<host::LoadedProfile>& loaded,
                                 const policy::Policy& before) {
  std::set<std::string> kept, kept_paths;
  for (const bundle::Profile& profile : bundle.profiles)
    for (const host::LoadedProfile& one : loaded_family(loaded, profile.name))
      if (mode_denies(one.mode)) {
        kept.insert(profile.file);
        kept_paths.insert(policy_path(machine, profile.file));
      }
  // The kept profile may stand in another file than the bundle has it in.
  for (const policy::Profile& profile : before.profiles())
    for (const bundle::Profile& ours : bundle.profiles)
      if (profile.name == ours.name && kept.count(ours.file) != 0) kept_paths.insert(profile.file);
  for (const bundle::File& file : bundle.files) {
    const std::string path = policy_path(machine, file.path);
    if (kept.count(file.path) != 0 || !host::is_include_file(path, before.options().policy_dir))
      continue;
    const auto readers = host::includers(before, {path});
    if (std::ranges::any_of(
            readers, [&](const std::string& reader) { return kept_paths.count(reader) != 0; }))
      kept.insert(file.path);
  }
  return kept;
}

bool has_profile(const bundle::Bundle& bundle, const std::string& file) {
  return std::ranges::any_of(bundle.profiles,
                             [&](const bundle::Profile& profile) { return profile.file == file; });
}

std::string mode_of(const std::vector<host::LoadedProfile>& loaded, const std::string& profile) {
  const auto found = std::ranges::find(loaded, profile, &host::LoadedProfile::name);
  return found == loaded.end() ? std::string() : found->mode;
}

}  // namespace

Intent Intent::of(const Machine& machine, const bundle::Bundle& bundle, Stage stage,
                  const std::vector<host::LoadedProfile>& loaded) {
  Intent out;
  policy::LoadOptions options;
  options.policy_dir = policy_path(machine);
  out.before_ = std::make_unique<policy::Policy>(policy::Policy::load(machine.files, options));
  std::set<std::string> kept;
  if (stage == Stage::complain) kept = kept_files(machine, bundle, loaded, *out.before_);

  std::map<std::string, std::string> texts;
  std::set<std::string> changed_paths;
  for (const bundle::File& file : bundle.files) {
    const std::string path = policy_path(machine, file.path);
    IntendedFile one{file.path, std::nullopt, std::nullopt, kept.count(file.path) != 0};
    if (auto text = machine.files.read(path)) one.before = std::move(*text);
    if (one.kept)
      one.after = one.before;
    else if (stage == Stage::complain && has_profile(bundle, file.path))
      one.after = complaining_text(path, file.text);
    else
      one.after = file.text;
    if (one.changes()) {
      texts[path] = *one.after;
      changed_paths.insert(path);
    }
    out.files_.push_back(std::move(one));
  }
  out.overlay_ = std::make_unique<OverlayFiles>(machine.files, std::move(texts));
  out.after_ = std::make_unique<policy::Policy>(policy::Policy::load(*out.overlay_, options));

  std::set<std::string> readers;
  if (!changed_paths.empty()) {
    const auto found = host::includers(*out.after_, changed_paths);
    readers.insert(found.begin(), found.end());
  }
  for (const IntendedFile& file : out.files_) {
    const std::string path = policy_path(machine, file.file);
    if (file.kept || !has_profile(bundle, file.file)) continue;
    if (file.changes() || readers.count(path) != 0) out.changed_.insert(file.file);
    out.modes_.merge(modes_in(*out.after_, path));
  }
  for (const bundle::Profile& profile : bundle.profiles) {
    IntendedProfile one{profile.name, profile.file, mode_of(loaded, profile.name), "",
                        kept.count(profile.file) != 0};
    const auto mode = out.modes_.find(profile.name);
    one.mode_after = one.kept || mode == out.modes_.end() ? one.mode_before : mode->second;
    out.profiles_.push_back(std::move(one));
  }
  return out;
}

const IntendedFile* Intent::file(std::string_view file) const {
  const auto found = std::ranges::find(files_, file, &IntendedFile::file);
  return found == files_.end() ? nullptr : &*found;
}

}  // namespace profgen::inline v0::node
