#include "host/saves/staged.hpp"

#include <filesystem>
#include <map>

#include "host/saves/includers.hpp"

namespace profgen::inline v0::host {
namespace {

std::map<std::string, std::string> texts_after(const std::vector<SavedFile>& changes) {
  std::map<std::string, std::string> texts;
  for (const SavedFile& change : changes)
    if (change.after) texts.emplace(change.path, *change.after);
  return texts;
}

}  // namespace

Staged::Staged(const Files& files, const std::vector<SavedFile>& changes,
               policy::LoadOptions options)
    : overlay_(files, texts_after(changes)), options_(std::move(options)) {
  for (const SavedFile& change : changes)
    if (is_include_file(change.path, options_.policy_dir)) includes_.push_back(change);
}

const policy::Policy& Staged::policy() {
  if (!policy_) policy_ = policy::Policy::load(overlay_, options_);
  return *policy_;
}

std::vector<std::string> Staged::readers(const std::set<std::string>& changed) {
  return includers(policy(), changed);
}

Result<policy::LoadOptions> Staged::parser_options(Files& disk, SaveStore& store) {
  if (includes_.empty()) return options_;
  if (for_parser_) return *for_parser_;
  const auto directory = store.staging();
  if (!directory) return directory.error();
  return parser_options(disk, *directory);
}

Result<policy::LoadOptions> Staged::parser_options(Files& disk, const std::string& directory) {
  if (includes_.empty()) return options_;
  namespace fs = std::filesystem;
  std::map<std::string, std::string> texts;
  for (const SavedFile& change : includes_) {
    const std::string name = change.path.substr(options_.policy_dir.size() + 1);
    if (change.after) texts[name] = *change.after;
    // A directory of this name hides the other one whole, where an include names the directory.
    const fs::path above = fs::path(name).parent_path();
    if (!above.has_parent_path()) continue;
    const std::string beside = options_.policy_dir + "/" + above.string();
    const auto names = overlay_.list(beside);
    if (!names) continue;
    for (const std::string& other : *names)
      if (const auto text = overlay_.read(beside + "/" + other))
        texts.emplace((above / other).string(), *text);
  }
  for (const auto& [name, text] : texts) {
    const fs::path path = fs::path(directory) / name;
    if (Status made = disk.make_directories(path.parent_path().string(), 0700); !made)
      return made.error();
    if (Status written = disk.replace(path.string(), text, 0600); !written) return written.error();
  }
  policy::LoadOptions options = options_;
  options.policy_dir = directory;
  options.include_dirs.insert(options.include_dirs.begin(), options_.policy_dir);
  for_parser_ = options;
  return options;
}

}  // namespace profgen::inline v0::host
