#include "suggest/profile_file.hpp"

#include <algorithm>

#include "suggest/proposal_id.hpp"

namespace profgen::inline v0::suggest {
namespace {

bool plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || c == '+' || c == '@';
}

// Names come from logs: only plain characters reach the file system. Where something had to be
// replaced, a digest keeps different names apart.
std::string file_name(std::string_view profile) {
  constexpr std::size_t longest = 120;
  std::string out;
  bool changed = profile.size() > longest;
  while (!profile.empty() && profile.front() == '/') profile.remove_prefix(1);
  for (const char c : profile.substr(0, longest)) {
    const bool dot = c == '/';
    out += dot ? '.' : plain(c) ? c : '_';
    changed = changed || (!dot && !plain(c));
  }
  if (out.empty() || out.front() == '.') out.insert(0, "profile");
  if (changed) out += "-" + digest(profile).substr(0, 8);
  return out;
}

}  // namespace

std::string file_of(const policy::Policy& policy, const evidence::Subject& subject,
                    const policy::Profile* profile) {
  if (profile != nullptr) return profile->file;
  const std::string top = subject.profile.substr(0, subject.profile.find("//"));
  if (const auto* parent = policy.find(top, subject.name_space)) return parent->file;
  return policy.options().policy_dir + "/" + file_name(top);
}

}  // namespace profgen::inline v0::suggest
