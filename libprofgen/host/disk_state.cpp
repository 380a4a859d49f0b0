#include <algorithm>
#include <set>
#include <utility>

#include "policy/library.hpp"
#include "profgen/lint.hpp"
#include "profgen/status.hpp"

namespace profgen::inline v0::host {
namespace {

constexpr std::pair<policy::Mode, const char*> mode_flags[] = {
    {policy::Mode::enforce, "enforce"}, {policy::Mode::complain, "complain"},
    {policy::Mode::kill, "kill"},       {policy::Mode::unconfined, "unconfined"},
    {policy::Mode::prompt, "prompt"},   {policy::Mode::default_allow, "default_allow"},
};

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// The folder holds links, but any readable file of that name does (parser_main.c,
// test_for_dir_mode()).
std::vector<PolicyLink> links_in(const Files& files, const std::string& policy_dir,
                                 const char* folder) {
  std::vector<PolicyLink> out;
  const std::string directory = policy_dir + "/" + folder;
  const auto names = files.list(directory);
  if (!names) return out;
  for (const std::string& name : *names) {
    if (policy::is_skippable(name)) continue;
    const std::string path = directory + "/" + name;
    out.push_back({name, path, files.exists(path) && files.exists(policy_dir + "/" + name)});
  }
  return out;
}

std::vector<Diagnostic> errors_of(const Files& files, const policy::LoadOptions& options) {
  std::vector<Diagnostic> out;
  const auto names = files.list(options.policy_dir);
  if (!names) return out;
  policy::Checker checker(files, options, std::nullopt);
  for (const std::string& name : *names) {
    const std::string path = options.policy_dir + "/" + name;
    const auto info = files.info(path);
    if (policy::is_skippable(name) || (info && info->type != FileInfo::Type::file) ||
        !links_of(files, options.policy_dir, path).disable.empty())
      continue;
    auto text = files.read(path);
    if (!text) {
      out.push_back({Severity::error,
                     path,
                     {0, 0},
                     "the file cannot be read: " + text.error().reason,
                     "unreadable",
                     "",
                     ""});
      continue;
    }
    for (Diagnostic& one : checker.check(path, std::move(*text)))
      if (one.severity == Severity::error) out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

std::string flag_of(policy::Mode mode) {
  for (const auto& [value, word] : mode_flags)
    if (value == mode) return word;
  return "enforce";
}

std::string loaded_mode(const std::string& flag) {
  if (flag == "prompt") return "user";
  return flag == "default_allow" ? "unconfined" : flag;
}

std::string kernel_name(const policy::Profile& profile) {
  return profile.name_space.empty() ? profile.name : ":" + profile.name_space + ":" + profile.name;
}

FileLinks links_of(const Files& files, const std::string& policy_dir, const std::string& file) {
  const auto link = [&](const char* folder) {
    std::string path = policy_dir + "/" + folder + "/" + base_name(file);
    return files.exists(path) ? path : std::string();
  };
  return {link("disable"), link("force-complain")};
}

DiskState disk_state(const Files& files, const policy::Policy& policy) {
  const policy::LoadOptions& options = policy.options();
  DiskState state;
  state.disabled = links_in(files, options.policy_dir, "disable");
  state.force_complain = links_in(files, options.policy_dir, "force-complain");
  for (const Diagnostic& one : policy.diagnostics())
    if (one.id == "duplicate-profile") state.errors.push_back(one);
  for (Diagnostic& one : errors_of(files, options)) state.errors.push_back(std::move(one));
  for (const policy::Profile& profile : policy.profiles()) {
    const FileLinks links = links_of(files, options.policy_dir, profile.file);
    DiskProfile one{kernel_name(profile), flag_of(profile.mode),  profile.file,
                    profile.attachment,   !links.disable.empty(), !links.force_complain.empty()};
    if (one.force_complain) one.mode = "complain";
    state.profiles.push_back(std::move(one));
  }
  std::sort(state.profiles.begin(), state.profiles.end(),
            [](const DiskProfile& a, const DiskProfile& b) { return a.name < b.name; });
  return state;
}

}  // namespace profgen::inline v0::host
