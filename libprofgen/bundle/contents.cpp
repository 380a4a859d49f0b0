#include "bundle/contents.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "bundle/path.hpp"
#include "profgen/edit.hpp"
#include "profgen/modes.hpp"

namespace profgen::inline v0::bundle {
namespace {

std::string quoted(std::string_view bytes) { return "`" + text::printable(bytes) + "`"; }

// The top profiles that a text declares.
struct Declared {
  std::map<std::string, std::string> modes;  // name: mode
  std::set<std::string> conditional;         // some of them: below `if`
  bool has_variables = false;                // in a name: only where it is loaded it is known
  std::string in_namespace;                  // one of another policy namespace
};

std::string mode_of(const policy::ProfileHeader& header) {
  for (const std::string& flag : header.flags)
    if (host::is_mode(flag)) return flag;
  return "enforce";
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the tree.
void declared_in(const std::vector<policy::Item>& items, bool conditional, Declared& out) {
  for (const policy::Item& item : items) {
    if (std::holds_alternative<policy::Conditional>(item.value))
      declared_in(item.children, true, out);
    const auto* header = std::get_if<policy::ProfileHeader>(&item.value);
    if (header == nullptr) continue;
    std::string name = edit::compiled_name(header->name);
    if (name.starts_with(":")) out.in_namespace = name;
    if (name.find("@{") != std::string::npos) {
      out.has_variables = true;
      continue;
    }
    if (conditional) out.conditional.insert(name);
    out.modes.emplace(std::move(name), mode_of(*header));
  }
}

std::string files_problem(const Bundle& bundle) {
  const File* before = nullptr;
  for (const File& file : bundle.files) {
    if (std::string why = path_problem(file.path); !why.empty())
      return "the path " + quoted(file.path) + ": " + why;
    if (file.text.find('\0') != std::string::npos)
      return "the text of " + quoted(file.path) + " has a NUL byte: it is no policy";
    if (before != nullptr && before->path >= file.path)
      return "the file " + quoted(file.path) + " stands twice or is not in its place";
    before = &file;
  }
  std::set<std::string_view> paths;
  for (const File& file : bundle.files) paths.insert(file.path);
  for (const File& file : bundle.files)
    for (std::size_t at = file.path.find('/'); at != std::string::npos;
         at = file.path.find('/', at + 1))
      if (paths.count(std::string_view(file.path).substr(0, at)) != 0)
        return quoted(file.path.substr(0, at)) + " is a file and a folder";
  return {};
}

std::string profile_problem(const Profile& profile) {
  const std::string name = quoted(profile.name);
  if (profile.name.empty() || profile.name.find('\0') != std::string::npos ||
      profile.name.find("//") != std::string::npos)
    return name + " is no name of a top profile";
  if (profile.name.front() == ':')
    return "the profile " + name + " is of a policy namespace: bundles are for the host's own";
  if (!host::is_mode(profile.mode))
    return "the profile " + name + " has no mode, but " + quoted(profile.mode);
  for (std::size_t i = 0; i < profile.children.size(); ++i) {
    const std::string& child = profile.children[i];
    if (!child.starts_with(profile.name + "//") || child.find('\0') != std::string::npos)
      return quoted(child) + " is no child of " + name;
    if (i > 0 && profile.children[i - 1] >= child)
      return "the children of " + name + " are not sorted, or one stands twice";
  }
  return {};
}

// Its list is shown, approved and held against names that are reserved: it must be that of the
// texts.
std::string profiles_problem(const Bundle& bundle) {
  std::map<std::string, Declared> declared;  // by path
  for (const File& file : bundle.files) {
    const policy::Tree tree = policy::parse(make_source(file.path, file.text));
    declared_in(tree.items, false, declared[file.path]);
  }
  std::map<std::string_view, const Profile*> listed;
  const Profile* before = nullptr;
  for (const Profile& profile : bundle.profiles) {
    if (std::string problem = profile_problem(profile); !problem.empty()) return problem;
    const std::string name = quoted(profile.name);
    if (before != nullptr && before->name >= profile.name)
      return "the profile " + name + " stands twice or is not in its place";
    before = &profile;
    listed.emplace(profile.name, &profile);
    const auto file = declared.find(profile.file);
    if (file == declared.end() || !is_profile_file(profile.file))
      return "the profile " + name + " is said to stand in " + quoted(profile.file) +
             ", which is no profile file of the bundle";
    const bool stands = std::any_of(declared.begin(), declared.end(), [&](const auto& one) {
      return (one.first == profile.file || !is_profile_file(one.first)) &&
             (one.second.has_variables || one.second.modes.count(profile.name) != 0);
    });
    if (!stands) return "the profile " + name + " is in none of the files";
  }
  for (const auto& [path, profiles] : declared) {
    if (!is_profile_file(path)) continue;
    if (!profiles.in_namespace.empty())
      return quoted(path) + " holds " + quoted(profiles.in_namespace) +
             ", a profile of a policy namespace: bundles are for the host's own";
    for (const auto& [name, mode] : profiles.modes) {
      if (profiles.conditional.count(name) != 0) continue;
      const auto profile = listed.find(name);
      if (profile == listed.end() || profile->second->file != path)
        return quoted(path) + " holds the profile " + quoted(name) +
               ", which the list of profiles leaves out";
      if (profile->second->mode != mode)
        return "the profile " + quoted(name) + " is listed in " + profile->second->mode +
               " mode, its text says " + mode;
    }
  }
  return {};
}

bool is_abi(std::string_view text) {
  const auto parts = text::split(text, '.');
  return parts.size() == 2 && text::to_number(parts[0]) && text::to_number(parts[1]);
}

std::string head_problem(const Bundle& bundle) {
  if (!is_bundle_name(bundle.name))
    return "its name is " + quoted(bundle.name) + "; names are of a-z, 0-9, `.` and `-`";
  if (!is_plain(bundle.selector)) return "its selector is no plain text";
  if (!bundle.minimal_abi.empty() && !is_abi(bundle.minimal_abi))
    return "its abi is " + quoted(bundle.minimal_abi) + ", not as `4.0`";
  if (!bundle.evidence.empty() &&
      (!bundle.evidence.starts_with("sha256:") || bundle.evidence.size() != 71 ||
       bundle.evidence.find_first_not_of("0123456789abcdef", 7) != std::string::npos))
    return "the digest of its evidence is " + quoted(bundle.evidence) +
           ", not sha256: and 64 hexadecimal digits";
  for (std::size_t i = 0; i < bundle.features.size(); ++i)
    if (!is_plain(bundle.features[i]) || bundle.features[i].empty() ||
        (i > 0 && bundle.features[i - 1] >= bundle.features[i]))
      return "its features are not sorted words";
  for (const auto& [key, value] : bundle.provenance)
    if (key.empty() || !is_plain(key) || !is_plain(value))
      return "its provenance " + quoted(key) + " is no plain text";
  return {};
}

}  // namespace

std::string contents_problem(const Bundle& bundle) {
  if (std::string problem = head_problem(bundle); !problem.empty()) return problem;
  if (std::string problem = files_problem(bundle); !problem.empty()) return problem;
  return profiles_problem(bundle);
}

}  // namespace profgen::inline v0::bundle
