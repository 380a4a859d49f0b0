#include "refine/aa_saving.hpp"

#include <algorithm>
#include <map>

#include "profgen/edit.hpp"
#include "profgen/policy.hpp"

namespace profgen::inline v0::refine {
namespace {

// The text of each outermost profile of a file.
std::map<std::string, std::string> profile_texts(const std::string& path, const std::string& text) {
  std::map<std::string, std::string> out;
  const policy::Tree tree = policy::parse(make_source(path, text));
  for (const policy::Item& item : tree.items)
    if (const auto* header = std::get_if<policy::ProfileHeader>(&item.value))
      out[edit::compiled_name(header->name)] = tree.source->text(item.span);
  return out;
}

std::string in_canonical_layout(const std::string& path, const std::string& text) {
  const auto formatted = edit::format(policy::parse(make_source(path, text)));
  return formatted ? formatted.value() : text;
}

}  // namespace

std::vector<AaChanged> aa_changed_profiles(const std::vector<FileChange>& changes) {
  std::vector<AaChanged> out;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const FileChange& change = changes[i];
    const auto before = profile_texts(change.path, change.before.value_or(""));
    const std::size_t known = out.size();
    for (const auto& [name, text] : profile_texts(change.path, change.after)) {
      const auto old = before.find(name);
      if (old == before.end() || old->second != text) out.push_back({name, i});
    }
    if (out.size() == known) out.push_back({change.path, i});  // nothing is saved unseen
  }
  std::stable_sort(out.begin(), out.end(), [](const AaChanged& one, const AaChanged& other) {
    return one.profile < other.profile;
  });
  return out;
}

std::string aa_diff(const FileChange& change, bool clean) {
  const bool is_new = !change.before;
  std::string before = change.before.value_or("");
  std::string after = change.after;
  if (clean) {
    if (!is_new) before = in_canonical_layout(change.path, before);
    after = in_canonical_layout(change.path, after);
  }
  return edit::unified_diff(change.path, before, after, is_new);
}

}  // namespace profgen::inline v0::refine
