#include "profgen/unused.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "policy/matcher.hpp"
#include "suggest/programs.hpp"

namespace profgen::inline v0::suggest {
namespace {

void look_for_program(UnusedIn& one, Programs& programs) {
  const policy::Profile& profile = *one.profile;
  if (profile.name.find("//") != std::string::npos || profile.attachment.empty() ||
      profile.matcher == nullptr)
    return;
  policy::Expander expander(profile.matcher->setup().scope);
  const std::optional<std::string> pattern = expander.expand_path(profile.attachment);
  const HasProgram has = pattern ? programs.any(*pattern) : HasProgram::unknown;
  one.no_program = has == HasProgram::no;
  one.program_unknown = has == HasProgram::unknown;
}

// As ReplayedProfile::unused counts: what a silent deny refuses is not logged.
std::size_t count_rules(const policy::Profile& profile) {
  return static_cast<std::size_t>(
      std::count_if(profile.rules.begin(), profile.rules.end(), [](const auto& rule) {
        const policy::Prefix& prefix = rule.rule.prefix;
        return !rule.from_include && (prefix.decision != policy::Decision::deny || prefix.audit);
      }));
}

}  // namespace

std::vector<UnusedIn> find_unused(const evidence::Evidence& evidence, const policy::Policy& policy,
                                  const Files& files, const std::string& root,
                                  const std::set<std::string>& only) {
  std::map<const policy::Profile*, ReplayedProfile> replayed;
  for (ReplayedProfile& one : replay(evidence, policy))
    if (one.profile != nullptr) replayed.emplace(one.profile, std::move(one));
  Programs programs(files, root);
  std::vector<UnusedIn> out;
  for (const policy::Profile& profile : policy.profiles()) {
    if (!only.empty() && only.count(profile.name) == 0) continue;
    UnusedIn one;
    one.profile = &profile;
    one.rules = count_rules(profile);
    look_for_program(one, programs);
    if (const auto found = replayed.find(&profile); found != replayed.end()) {
      one.accesses = found->second.accesses.size();
      one.unused = std::move(found->second.unused);
    }
    out.push_back(std::move(one));
  }
  std::stable_sort(out.begin(), out.end(), [](const UnusedIn& a, const UnusedIn& b) {
    return a.profile->name < b.profile->name;
  });
  return out;
}

}  // namespace profgen::inline v0::suggest
