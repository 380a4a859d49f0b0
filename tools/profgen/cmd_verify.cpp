#include <algorithm>
#include <iostream>
#include <set>

#include "tools/profgen/inputs.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/profile_arguments.hpp"
#include "tools/profgen/verify_views.hpp"

namespace profgen::tool {
namespace {

std::string standing_name(const suggest::ReplayedProfile& profile) {
  const std::string& name = profile.subject.profile;
  return name.substr(0, name.find("//null-"));
}

// Those that were asked for, also where no record is of them.
void choose(std::vector<suggest::ReplayedProfile>& replayed, const policy::Policy& policy,
            const std::set<std::string>& chosen) {
  std::set<std::string> met;
  for (const suggest::ReplayedProfile& profile : replayed) met.insert(profile.subject.profile);
  const auto other = [&chosen](const suggest::ReplayedProfile& profile) {
    return chosen.count(standing_name(profile)) == 0;
  };
  replayed.erase(std::remove_if(replayed.begin(), replayed.end(), other), replayed.end());
  for (const policy::Profile& profile : policy.profiles())
    if (chosen.count(profile.name) != 0 && met.insert(profile.name).second) {
      suggest::ReplayedProfile without;
      without.subject = {profile.name_space, profile.name};
      without.profile = &profile;
      replayed.push_back(std::move(without));
    }
  std::stable_sort(replayed.begin(), replayed.end(),
                   [](const auto& a, const auto& b) { return a.subject < b.subject; });
}

}  // namespace

int run_verify(const Call& given) {
  Call call = given;
  const auto files = real_files();
  const ProfileArguments arguments = take_profiles(*files, call);
  int code = exit_done;
  std::optional<Inputs> inputs = load_inputs(call, code);
  if (!inputs) return code;
  std::set<std::string> chosen;
  if (!choose_profiles(inputs->policy, *inputs->files, arguments, chosen)) return exit_input;
  for (const Diagnostic& diagnostic : inputs->policy.late_diagnostics())
    if (diagnostic.severity == Severity::error) std::cerr << render(diagnostic);

  Verified verified;
  verified.profiles = suggest::replay(inputs->evidence, inputs->policy);
  verified.unseen = suggest::unseen(inputs->evidence);
  if (!chosen.empty()) choose(verified.profiles, inputs->policy, chosen);
  if (call.common.json) {
    print_verify_json(verified);
  } else {
    VerifyText options;
    options.all = call.options.count("all") != 0;
    options.rules = call.options.count("rules") != 0 || call.common.verbose;
    print_verify_text(verified, options, style_for(call.common, 1));
  }
  if (inputs->code != exit_done) return inputs->code;
  const bool covered =
      std::all_of(verified.profiles.begin(), verified.profiles.end(),
                  [](const auto& profile) { return profile.count(suggest::Outcome::absent) == 0; });
  return covered ? exit_done : exit_findings;
}

}  // namespace profgen::tool
