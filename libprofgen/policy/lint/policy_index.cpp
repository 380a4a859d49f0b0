#include "policy/lint/policy_index.hpp"

#include <algorithm>

#include "policy/aare_sets.hpp"
#include "policy/names.hpp"

namespace profgen::inline v0::policy {
namespace {

// A directory with more files is not looked through for one file's sake.
constexpr std::size_t most_files = 5000;

}  // namespace

std::string_view literal_prefix(std::string_view pattern) {
  return pattern.substr(0, pattern.find_first_of("*?[{\\"));
}

bool prefixes_meet(std::string_view a, std::string_view b) {
  const std::size_t common = std::min(a.size(), b.size());
  return a.substr(0, common) == b.substr(0, common);
}

IndexedProfile index_entry(std::string name, const std::string& attachment,
                           const EnvironmentPtr& environment) {
  IndexedProfile entry;
  entry.name = std::move(name);
  if (attachment.empty()) return entry;
  Expander expander({environment, entry.name, attachment});
  auto pattern = expander.expand_path(attachment);
  if (!pattern || aare_error(*pattern)) return entry;
  entry.literal = aare_literal(*pattern).has_value();
  entry.attachment = std::move(*pattern);
  entry.prefix = literal_prefix(entry.attachment);
  entry.length = aare_shortest(entry.attachment);
  return entry;
}

void PolicyIndex::load() {
  loaded_ = true;
  const auto names = library_.files().list(options_.policy_dir);
  if (!names || names->size() > most_files) return;
  // What is wrong with other files is told when they are checked.
  std::vector<Diagnostic> unheard;
  Resolver resolver(library_, unheard);
  for (const std::string& name : *names) {
    const std::string path = options_.policy_dir + "/" + name;
    const auto info = library_.files().info(path);
    if (is_skippable(name) || !info || info->type != FileInfo::Type::file) continue;
    const SourceFile* file = library_.open(path, unheard);
    if (file == nullptr) continue;
    const bool disabled = library_.files().exists(options_.policy_dir + "/disable/" + name);
    const EnvironmentPtr environment = resolver.environment_of(*file);
    for (const Item& item : file->tree.items) {
      const auto* header = std::get_if<ProfileHeader>(&item.value);
      if (header == nullptr) continue;
      ProfileName written = profile_name(header->name, environment);
      const std::string attachment = attachment_of(*header, written.name);
      profiles_.push_back(index_entry(std::move(written.name), attachment, environment));
      profiles_.back().name_space = std::move(written.name_space);
      profiles_.back().disabled = disabled;
      profiles_.back().where = {path, file->tree.source->position(item.span.begin), item.span};
      by_name_.emplace(profiles_.back().name, profiles_.size() - 1);
    }
  }
}

const std::vector<IndexedProfile>& PolicyIndex::profiles() {
  if (!loaded_) load();
  return profiles_;
}

bool PolicyIndex::has(std::string_view name) {
  if (!loaded_) load();
  return by_name_.count(std::string(name)) != 0;
}

bool PolicyIndex::attaches(std::string_view pattern) {
  const std::string_view prefix = literal_prefix(pattern);
  for (const IndexedProfile& profile : profiles())
    if (!profile.attachment.empty() && prefixes_meet(prefix, profile.prefix) &&
        aare_overlaps(profile.attachment, pattern, pattern_pair_limit).value_or(true))
      return true;
  return false;
}

}  // namespace profgen::inline v0::policy
