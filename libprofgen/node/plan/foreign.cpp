#include "node/plan/foreign.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "host/package.hpp"
#include "node/plan/modes.hpp"
#include "profgen/status.hpp"

namespace profgen::inline v0::node {
namespace {

bool is_adopted(const Machine& machine, const std::vector<std::string>& adopt,
                const std::string& file, const std::string& profile) {
  return std::ranges::any_of(adopt, [&](const std::string& word) {
    return word == file || word == policy_path(machine, file) ||
           word == machine.policy_dir + "/" + file || (!profile.empty() && word == profile);
  });
}

// As a person would give it to be adopted.
std::string adopt_remedy(const std::string& name) {
  return "keep it out of the bundle, or adopt `" + text::printable(name) + "` by name";
}

// A text that stands there already needs nobody's leave.
std::vector<Problem> foreign_file(Machine& machine, const IntendedFile& file, const State& state) {
  if (!file.before || !file.changes()) return {};
  const std::string path = policy_path(machine, file.file);
  const std::string shown = text::printable(path);
  const std::string package = host::package_of(machine.processes, path);
  if (!package.empty())
    return {{"foreign-file",
             shown + " belongs to the package " + text::printable(package) +
                 ", which would ask at its next upgrade which text to keep",
             adopt_remedy(file.file), true}};
  if (state.owns(file.file)) return {};
  return {{"foreign-file", shown + " is there already and was not written by profgen",
           adopt_remedy(file.file), true}};
}

}  // namespace

std::vector<Problem> foreign_problems(Machine& machine, const IntendedFile& file,
                                      const State& state, const std::vector<std::string>& adopt) {
  if (is_adopted(machine, adopt, file.file, "")) return {};
  return foreign_file(machine, file, state);
}

std::vector<Problem> foreign_problems(Machine& machine, const Intent& intent, const State& state,
                                      const IntendedProfile& profile,
                                      const std::vector<std::string>& adopt) {
  std::vector<Problem> out;
  const std::string path = policy_path(machine, profile.file);
  for (const policy::Profile& one : intent.before().profiles()) {
    if (host::kernel_name(one) != profile.profile || one.file == path) continue;
    out.push_back({"elsewhere",
                   "the profile stands in " + text::printable(one.file) +
                       " too: which of them is loaded at the next start is a matter of chance",
                   "take it out of that file, or call the bundle's file as that one", true});
  }
  if (is_adopted(machine, adopt, profile.file, profile.profile)) return out;
  if (is_reserved_name(profile.profile))
    out.push_back({"reserved-name",
                   "`" + text::printable(profile.profile) +
                       "` is a name that a container runtime or another manager loads by itself",
                   adopt_remedy(profile.profile), true});
  if (const IntendedFile* file = intent.file(profile.file))
    for (Problem& problem : foreign_file(machine, *file, state)) out.push_back(std::move(problem));
  const host::FileLinks links =
      host::links_of(machine.files, intent.before().options().policy_dir, path);
  if (!links.disable.empty())
    out.push_back({"disabled",
                   text::printable(links.disable) + " says that the profile is not to be loaded",
                   "remove that link, or " + adopt_remedy(profile.file), true});
  if (!links.force_complain.empty() && mode_denies(profile.mode_after))
    out.push_back({"disabled",
                   text::printable(links.force_complain) +
                       " says that the profile is to be loaded in complain mode",
                   "remove that link, or " + adopt_remedy(profile.file), true});
  return out;
}

}  // namespace profgen::inline v0::node
