#include <algorithm>
#include <filesystem>

#include "base/text.hpp"
#include "profgen/modes.hpp"
#include "profgen/status.hpp"

namespace profgen::inline v0::host {
namespace {

using policy::Policy;
using policy::Profile;
using Profiles = std::vector<const Profile*>;

bool is_child_name(std::string_view name) { return name.find("//") != std::string_view::npos; }

bool is_below(std::string_view name, std::string_view parent) {
  return name.size() > parent.size() + 2 && name.substr(0, parent.size()) == parent &&
         name.substr(parent.size(), 2) == "//";
}

Profiles in_file(const Policy& policy, const std::string& word) {
  const std::string below = policy.options().policy_dir + "/" + word;
  std::error_code error;
  const std::string whole = std::filesystem::absolute(word, error).lexically_normal().string();
  Profiles out;
  for (const Profile& profile : policy.profiles()) {
    const bool same = profile.file == word || profile.file == below || profile.file == whole;
    if (same && !is_child_name(profile.name)) out.push_back(&profile);
  }
  return out;
}

// The kernel attaches by the path without symbolic links.
const Profile* attached(const HostTools& tools, const Policy& policy, const std::string& word) {
  const std::string program =
      word.find('/') == std::string::npos ? tools.processes.find(word) : word;
  if (program.empty() || program.front() != '/') return nullptr;
  if (const Profile* profile = policy.attached_to(program)) return profile;
  std::error_code error;
  const auto real = std::filesystem::canonical(program, error);
  return error ? nullptr : policy.attached_to(real.string());
}

Error nothing_named(const Policy& policy, const std::string& word) {
  std::vector<std::string_view> names;
  for (const Profile& profile : policy.profiles()) names.emplace_back(profile.name);
  const std::string_view near = text::nearest(word, names);
  return {ErrorKind::usage, "find", word,
          "no profile of " + policy.options().policy_dir +
              " has this name, stands in a file of this name, or is for this program" +
              (near.empty() ? "; `profgen status` lists them"
                            : "; did you mean `" + std::string(near) + "`?")};
}

// A profile of a policy namespace is written ":ns://name", too.
bool is_called(const Profile& profile, const std::string& word) {
  return profile.name == word || kernel_name(profile) == word ||
         (!profile.name_space.empty() && word == ":" + profile.name_space + "://" + profile.name);
}

}  // namespace

Result<Profiles> find_named(const HostTools& tools, const Policy& policy, const std::string& word,
                            bool with_children) {
  Profiles chosen;
  const auto by_name =
      std::find_if(policy.profiles().begin(), policy.profiles().end(),
                   [&](const Profile& profile) { return is_called(profile, word); });
  if (by_name != policy.profiles().end()) chosen = {&*by_name};
  if (chosen.empty()) chosen = in_file(policy, word);
  if (chosen.empty())
    if (const Profile* profile = attached(tools, policy, word)) chosen = {profile};
  if (chosen.empty()) return nothing_named(policy, word);
  if (!with_children) return chosen;
  const Profiles tops = chosen;
  for (const Profile& profile : policy.profiles())
    for (const Profile* top : tops)
      if (profile.name_space == top->name_space && is_below(profile.name, top->name))
        chosen.push_back(&profile);
  return chosen;
}

}  // namespace profgen::inline v0::host
