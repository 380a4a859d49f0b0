#include "host/saves/reload.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "host/saves/includers.hpp"

namespace profgen::inline v0::host {
namespace {

std::string base_name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// Names of all profiles of each file of a policy, as the kernel calls them.
std::map<std::string, std::set<std::string>> names_by_file(const policy::Policy& policy) {
  std::map<std::string, std::set<std::string>> names;
  for (const policy::Profile& profile : policy.profiles())
    if (profile.name_space.empty()) names[profile.file].insert(profile.name);
  return names;
}

bool any_of(const std::set<std::string>& names, const std::set<std::string>& loaded) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return loaded.count(name) != 0; });
}

// What the links beside the profiles make apparmor_parser do with a file that it finds by itself.
bool is_disabled(const Files& files, const std::string& policy_dir, const std::string& path) {
  return files.exists(policy_dir + "/disable/" + base_name_of(path));
}
std::vector<std::string> compile_arguments(const Files& files, const std::string& policy_dir,
                                           const std::string& path) {
  if (!files.exists(policy_dir + "/force-complain/" + base_name_of(path))) return {};
  return {"--Complain"};
}

}  // namespace

Result<Reload> Reload::prepare(Files& files, Processes& processes, SaveStore& store, Staged& staged,
                               const std::vector<SavedFile>& changes,
                               const policy::LoadOptions& options, const SaveOptions& with) {
  Reload reload;
  if (with.kernel == nullptr) {
    reload.why_not_ = with.why_no_kernel;
    return reload;
  }
  std::set<std::string> changed;
  for (const SavedFile& change : changes)
    if (is_below(change.path, options.policy_dir)) changed.insert(change.path);
  if (changed.empty()) {
    reload.why_not_ = "the files are not below " + text::printable(options.policy_dir);
    return reload;
  }
  const auto profiles = with.kernel->profiles();
  if (!profiles) {
    reload.why_not_ = profiles.error().reason;
    return reload;
  }
  std::set<std::string> loaded;
  for (const LoadedProfile& profile : *profiles) loaded.insert(profile.name);

  const policy::Policy before = policy::Policy::load(files, options);
  const auto names_before = names_by_file(before), names_after = names_by_file(staged.policy());
  std::set<std::string> readers;
  for (std::string& file : staged.readers(changed)) readers.insert(std::move(file));
  for (const SavedFile& change : changes) {
    if (change.after || changed.count(change.path) == 0) continue;
    readers.erase(change.path);
    const auto names = names_before.find(change.path);
    if (names == names_before.end()) continue;
    for (const std::string& name : names->second)
      if (loaded.count(name) != 0) reload.orphans_.push_back(name);
  }

  std::vector<std::string> standing_ones, new_ones;
  for (const std::string& file : readers) {
    if (is_disabled(files, options.policy_dir, file)) continue;
    const auto was = names_before.find(file), is = names_after.find(file);
    const bool has = (was != names_before.end() && any_of(was->second, loaded)) ||
                     (is != names_after.end() && any_of(is->second, loaded));
    if (has)
      standing_ones.push_back(file);
    else if (changed.count(file) != 0)
      new_ones.push_back(file);
  }
  if (standing_ones.empty()) {
    reload.why_not_ = "the kernel has none of these profiles loaded";
    return reload;
  }

  const auto staged_options = staged.parser_options(files, store);
  if (!staged_options) return staged_options.error();
  const auto compile = [&](const std::string& file, bool had) -> Status {
    const auto arguments = compile_arguments(files, options.policy_dir, file);
    const auto text = staged.files().read(file);
    if (!text) return text.error();
    auto fresh = compile_policy(processes, file, *text, *staged_options, arguments);
    if (!fresh) return fresh.error();
    Compiled compiled{file, std::move(*fresh), had, std::nullopt};
    const auto now = files.read(file);
    // A text that does not compile is what somebody wants to be rid of, no reason to refuse.
    if (had && now)
      if (auto old = compile_policy(processes, file, *now, options, arguments))
        compiled.old = std::move(*old);
    reload.compiled_.push_back(std::move(compiled));
    return Unit{};
  };
  for (const std::string& file : standing_ones)
    if (Status done = compile(file, true); !done) return done.error();
  // A profile that was not loaded cannot be taken out again: last, so that it seldom has to be.
  for (const std::string& file : new_ones)
    if (Status done = compile(file, false); !done) return done.error();
  return reload;
}

Status Reload::load(Kernel& kernel) const {
  for (auto next = compiled_.begin(); next != compiled_.end(); ++next) {
    const Status status = kernel.replace(next->fresh);
    if (!status)
      return Error{ErrorKind::system, "load", next->file,
                   status.error().reason + load_back(kernel, next)};
  }
  return Unit{};
}

std::string Reload::load_back(Kernel& kernel) const { return load_back(kernel, compiled_.end()); }

std::string Reload::load_back(Kernel& kernel, std::vector<Compiled>::const_iterator end) const {
  std::string failures;
  while (end != compiled_.begin()) {
    --end;
    const std::string file = text::printable(end->file);
    if (!end->had) {
      failures += "; the profiles of " + file + " are new to the kernel and stay in it";
    } else if (!end->old) {
      failures += "; the old text of " + file + " does not compile and was not loaded back";
    } else if (const Status back = kernel.replace(*end->old); !back) {
      failures +=
          "; the old policy of " + file + " could not be loaded back: " + back.error().reason;
    }
  }
  return failures;
}

std::vector<std::string> Reload::files() const {
  std::vector<std::string> files;
  for (const Compiled& one : compiled_) files.push_back(one.file);
  return files;
}

}  // namespace profgen::inline v0::host
