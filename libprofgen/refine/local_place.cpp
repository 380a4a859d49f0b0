#include "refine/local_place.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace profgen::inline v0::refine {
namespace {

// The last one: local/ files are included at the end, where they win. Folders (NAME.d) hold
// several.
std::string local_include_of(const policy::Item& profile) {
  std::string found;
  for (const policy::Item& child : profile.children)
    if (const auto* include = std::get_if<policy::Include>(&child.value))
      if (include->magic && include->path.starts_with("local/") && !include->path.ends_with(".d"))
        found = include->path;
  return found;
}

const policy::Profile* other_reader(const policy::Policy& policy, const std::string& include,
                                    const std::string& profile) {
  for (const policy::Profile& other : policy.profiles())
    if (other.name != profile &&
        std::find(other.includes.begin(), other.includes.end(), include) != other.includes.end())
      return &other;
  return nullptr;
}

std::ptrdiff_t profiles_in(const policy::Tree& tree) {
  return std::count_if(tree.items.begin(), tree.items.end(), [](const policy::Item& item) {
    return std::holds_alternative<policy::ProfileHeader>(item.value);
  });
}

bool can_be_included(const std::string& name) {
  return name.find_first_of("<>\"\\") == std::string::npos && text::printable(name) == name;
}

LocalPlace in_profile(const std::string& reason) {
  LocalPlace place;
  place.note = "the lines go into the profile itself: " + reason;
  return place;
}

}  // namespace

LocalPlace local_place(const policy::Policy& policy, const policy::Tree& tree,
                       const policy::Item& item, const std::string& profile) {
  LocalPlace place;
  place.include = local_include_of(item);
  if (place.include.empty()) {
    if (profile.find("//") != std::string::npos)
      return in_profile("a child or hat that includes no local/ file");
    if (profiles_in(tree) > 1)
      return in_profile("it includes no local/ file, and its file holds other profiles");
    const std::string& file = tree.source->name();
    const std::string name = file.substr(file.rfind('/') + 1);
    if (!can_be_included(name)) return in_profile("its file has a name that cannot be included");
    place.include = "local/" + name;
    place.include_missing = true;
    place.note = "`include if exists <" + place.include + ">` is added to the profile";
  }
  if (const policy::Profile* other = other_reader(policy, place.include, profile))
    return in_profile(place.include + " is read by " + other->name + ", too");
  const policy::LoadOptions& options = policy.options();
  place.file = options.policy_dir + "/" + place.include;
  place.tree = policy.tree(place.file);
  if (place.tree == nullptr)
    for (const std::string& directory : options.include_dirs)
      if (policy.tree(directory + "/" + place.include) != nullptr)
        return in_profile("its local/ file stands in " + directory);
  if (place.tree == nullptr && policy.stands(place.file))
    return in_profile(place.include + " stands there, and it does not include that");
  return place;
}

}  // namespace profgen::inline v0::refine
