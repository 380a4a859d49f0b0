#include <algorithm>
#include <map>
#include <set>

#include "base/overlay_files.hpp"
#include "base/text.hpp"
#include "bundle/contents.hpp"
#include "bundle/features.hpp"
#include "bundle/included.hpp"
#include "bundle/modes.hpp"
#include "bundle/path.hpp"
#include "bundle/roots.hpp"
#include "host/saves/paths.hpp"
#include "policy/lint/versions.hpp"
#include "profgen/bundle.hpp"
#include "profgen/host.hpp"
#include "profgen/lint.hpp"
#include "profgen/modes.hpp"
#include "profgen/status.hpp"

namespace profgen::inline v0::bundle {
namespace {

Error wrong_usage(std::string reason) {
  return {ErrorKind::usage, "make", "the bundle", std::move(reason)};
}

Status check_modes(const Modes& modes) {
  for (const auto& [profile, mode] : modes)
    if (!host::is_mode(mode))
      return wrong_usage("`" + text::printable(mode) +
                         "` is no mode; the modes are enforce, complain, kill, unconfined, prompt "
                         "and default_allow");
  return Unit{};
}

// As `check` does, and as the installed compiler does.
Status check_texts(const Files& files, Processes& processes, const std::vector<Root>& roots,
                   const policy::LoadOptions& options, std::vector<Diagnostic>& diagnostics) {
  policy::LintOptions lint;
  lint.parser_version = host::parser_version(processes);
  policy::Checker checker(files, options, lint);
  for (const Root& root : roots) {
    std::vector<Diagnostic> ours = checker.check(root.path, root.text);
    const bool refused = has_errors(ours);
    diagnostics.insert(diagnostics.end(), ours.begin(), ours.end());
    // The compiler would say the same again, less clearly.
    if (refused) continue;
    auto verdict = host::ask_parser(processes, root.path, root.text, options);
    if (!verdict) return verdict.error();
    diagnostics.insert(diagnostics.end(), verdict->diagnostics.begin(), verdict->diagnostics.end());
  }
  return Unit{};
}

Result<std::map<std::string, std::string>> texts_in_modes(const Files& files,
                                                          const std::vector<Root>& roots,
                                                          const policy::LoadOptions& options,
                                                          const Modes& modes) {
  ModeEdits edits(modes);
  std::vector<std::string> names;
  for (const Root& root : roots) {
    policy::Policy policy = policy::Policy::empty(files, options);
    policy.add_text(root.path, root.text);
    if (Status added = edits.add(policy); !added) return added.error();
    for (const policy::Profile& profile : policy.profiles())
      names.push_back(host::kernel_name(profile));
  }
  for (const std::string& unused : edits.unused()) {
    const std::string_view near = text::nearest(unused, {names.begin(), names.end()});
    return wrong_usage("a mode is given for `" + text::printable(unused) +
                       "`, but there is no such profile in the files" +
                       (near.empty() ? "" : "; did you mean `" + text::printable(near) + "`?"));
  }
  return edits.texts();
}

class Listing {
 public:
  Listing(const Files& files, const policy::LoadOptions& options,
          std::vector<Diagnostic>& diagnostics)
      : files_(files), options_(options), diagnostics_(diagnostics) {}

  // `held`: paths of the files that the bundle holds.
  void add(const Root& root, const std::set<std::string>& held) {
    policy::Policy policy = policy::Policy::empty(files_, options_);
    policy.add_text(root.path, root.text);
    std::map<std::string, Profile> found;
    for (const policy::Profile& profile : policy.profiles()) {
      const std::string name = host::kernel_name(profile);
      if (!profile.name_space.empty()) {
        refuse(profile, "namespace",
               "the profile `" + text::printable(name) +
                   "` is of a policy namespace: bundles are for the host's own",
               "leave `:" + text::printable(profile.name_space) + ":` away");
      } else if (held.count(profile.file) == 0) {
        refuse(profile, "distribution-file",
               "the profile `" + text::printable(name) +
                   "` stands in a file of the distribution, which the bundle does not hold",
               "name the profile in a file of your own");
      } else if (const std::size_t below = name.find("//"); below != std::string::npos) {
        found[name.substr(0, below)].children.push_back(name);
      } else {
        Profile& top = found[name];
        top.name = name;
        top.file = root.name;
        top.mode = host::flag_of(profile.mode);
        if (!names_.insert(name).second)
          refuse(profile, "profile-twice",
                 "the profile `" + text::printable(name) + "` stands in another file too",
                 "a bundle holds each profile once");
      }
    }
    if (found.empty() && policy.profiles().empty())
      diagnostics_.push_back({Severity::error,
                              root.path,
                              {0, 0},
                              "the file holds no profile",
                              "no-profile",
                              "name files of profiles; what they include is taken by itself",
                              ""});
    for (auto& [name, profile] : found) {
      std::sort(profile.children.begin(), profile.children.end());
      profiles_.push_back(std::move(profile));
    }
  }

  [[nodiscard]] std::vector<Profile> profiles() {
    std::sort(profiles_.begin(), profiles_.end(),
              [](const Profile& a, const Profile& b) { return a.name < b.name; });
    return std::move(profiles_);
  }

 private:
  void refuse(const policy::Profile& profile, std::string id, std::string message,
              std::string hint) {
    diagnostics_.push_back({Severity::error, profile.where.file, profile.where.at,
                            std::move(message), std::move(id), std::move(hint), ""});
  }

  const Files& files_;
  const policy::LoadOptions& options_;
  std::vector<Diagnostic>& diagnostics_;
  std::set<std::string> names_;
  std::vector<Profile> profiles_;
};

// The newest abi of the files, and what their rules need.
void add_needs(Bundle& bundle, const std::map<std::string, IncludedFile>& included) {
  policy::Version newest;
  std::set<std::string> features;
  for (const File& file : bundle.files) {
    const auto found = included.find(file.path);
    if (found != included.end() && found->second.is_abi) continue;
    const policy::Tree tree = policy::parse(make_source(file.path, file.text));
    add_features(tree, features);
    for (const policy::Item& item : tree.items)
      if (const auto* abi = std::get_if<policy::Abi>(&item.value))
        newest = std::max(newest, policy::version_in(abi->path));
  }
  bundle.features.assign(features.begin(), features.end());
  if (newest != policy::Version{}) bundle.minimal_abi = policy::version_text(newest);
}

// "usr.sbin.nginx", "usr.sbin.nginx-and-2-more"
std::string name_after(const std::vector<Root>& roots) {
  std::string name = roots.front().name;
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (!is_bundle_name(std::string_view(&c, 1))) c = '-';
  }
  if (roots.size() > 1) name += "-and-" + std::to_string(roots.size() - 1) + "-more";
  return name;
}

// Files that were named stand in the messages as they were named.
void name_as_given(const std::vector<std::string>& paths, std::vector<Diagnostic>& diagnostics) {
  std::map<std::string, std::string> given;
  for (const std::string& path : paths) given.emplace(host::absolute_path(path), path);
  for (Diagnostic& diagnostic : diagnostics)
    if (const auto at = given.find(diagnostic.file); at != given.end())
      diagnostic.file = at->second;
}

}  // namespace

Result<Made> make(const Files& files, Processes& processes, const std::vector<std::string>& paths,
                  const policy::LoadOptions& given_options, const MakeOptions& with) {
  if (Status modes = check_modes(with.modes); !modes) return modes.error();
  if (!with.name.empty() && !is_bundle_name(with.name))
    return wrong_usage("the name `" + text::printable(with.name) +
                       "` is not of a-z, 0-9, `.` and `-` alone");
  const policy::LoadOptions options = host::absolute_options(given_options);
  Made made;
  std::vector<Diagnostic>& told = made.diagnostics;
  auto roots = choose_roots(files, processes, paths, options, with.profiles, told);
  if (!roots) return roots.error();
  if (roots->empty() && !has_errors(told)) return wrong_usage("there is no file to make it of");
  const auto edited = texts_in_modes(files, *roots, options, with.modes);
  if (!edited) return edited.error();
  for (Root& root : *roots)
    if (const auto text = edited->find(root.path); text != edited->end()) root.text = text->second;
  const OverlayFiles after(files, *edited);

  if (Status checked = check_texts(after, processes, *roots, options, told); !checked)
    return checked.error();
  Inclusions inclusions(after, processes, options);
  for (const Root& root : *roots) inclusions.add(root.path, root.text, told);
  inclusions.finish(told);
  const Inclusions::Found& included = inclusions.files();
  for (const auto& [name, file] : inclusions.distribution()) made.from_distribution.push_back(name);

  std::set<std::string> held;
  Bundle& bundle = made.bundle;
  for (const Root& root : *roots) {
    held.insert(root.path);
    bundle.files.push_back({root.name, root.text});
  }
  for (const auto& [name, file] : included) {
    held.insert(file.path);
    bundle.files.push_back({name, file.text});
  }
  std::sort(bundle.files.begin(), bundle.files.end(),
            [](const File& a, const File& b) { return a.path < b.path; });
  Listing listing(after, options, told);
  for (const Root& root : *roots) listing.add(root, held);
  bundle.profiles = listing.profiles();
  name_as_given(paths, told);
  made.accepted = !has_errors(told);
  if (!made.accepted) return made;

  add_needs(bundle, included);
  bundle.name = with.name.empty() ? name_after(*roots) : with.name;
  bundle.selector = with.selector;
  bundle.provenance = with.provenance;
  bundle.evidence = with.evidence;
  if (const std::string problem = contents_problem(bundle); !problem.empty())
    return wrong_usage(problem);
  return made;
}

}  // namespace profgen::inline v0::bundle
