#include "node/change/loaded.hpp"

#include <algorithm>

namespace profgen::inline v0::node {
namespace {

bool is_of_family(std::string_view name, std::string_view top) {
  return name.starts_with(top) && (name.size() == top.size() || name.substr(top.size(), 2) == "//");
}

template <typename Is>
bool any_of_family(const Modes& modes, std::string_view profile, Is is) {
  const std::string top = family_of(profile);
  // Others may sort between them ("a-b" between "a" and "a//c").
  for (auto at = modes.lower_bound(top); at != modes.end() && at->first.starts_with(top); ++at)
    if (is_of_family(at->first, top) && is(at->second)) return true;
  return false;
}

}  // namespace

Result<Modes> loaded_modes(const host::Kernel& kernel) {
  const auto list = kernel.profiles();
  if (!list) return list.error();
  Modes modes;
  for (const host::LoadedProfile& profile : *list) modes[profile.name] = profile.mode;
  return modes;
}

std::string mode_in(const Modes& modes, const std::string& profile) {
  const auto found = modes.find(profile);
  return found == modes.end() ? std::string() : found->second;
}

std::string family_of(std::string_view profile) {
  return std::string(profile.substr(0, profile.find("//")));
}

bool family_denies(const Modes& modes, std::string_view profile) {
  return any_of_family(modes, profile, mode_denies);
}

bool family_is_loaded(const Modes& modes, std::string_view profile) {
  return any_of_family(modes, profile, [](std::string_view mode) { return !mode.empty(); });
}

std::string flag_for(std::string_view kernel_mode) {
  return kernel_mode == "user" ? "prompt" : std::string(kernel_mode);
}

std::map<std::string, std::string> profile_hashes(const host::Kernel& kernel) {
  std::map<std::string, std::string> out;
  const auto hashes = kernel.hashes();
  if (!hashes) return out;
  for (const auto& [name, hash] : *hashes) out[name] = hash.profile;
  return out;
}

std::vector<host::ConfinedProcess> users_of(const std::vector<host::ConfinedProcess>& processes,
                                            std::string_view profile) {
  std::vector<host::ConfinedProcess> out;
  for (const host::ConfinedProcess& process : processes) {
    std::string_view rest = process.label;
    while (!rest.empty()) {
      const std::size_t end = rest.find("//&");
      if (is_of_family(rest.substr(0, end), profile)) {
        out.push_back(process);
        break;
      }
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 3);
    }
  }
  return out;
}

}  // namespace profgen::inline v0::node
