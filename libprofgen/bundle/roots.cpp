#include "bundle/roots.hpp"

#include <filesystem>
#include <map>
#include <set>

#include "base/overlay_files.hpp"
#include "base/text.hpp"
#include "bundle/path.hpp"
#include "host/profile_item.hpp"
#include "host/saves/includers.hpp"
#include "host/saves/paths.hpp"
#include "profgen/modes.hpp"

namespace profgen::inline v0::bundle {
namespace {

Result<std::set<std::string>> files_of_words(const Files& files, Processes& processes,
                                             const std::set<std::string>& paths,
                                             const policy::LoadOptions& options,
                                             const std::vector<std::string>& words) {
  OverlayFiles same(files, {});  // find_named() wants files that could be written
  policy::Policy policy = policy::Policy::empty(files, options);
  for (const std::string& path : paths)
    if (Status added = policy.add_file(path); !added) return added.error();
  std::set<std::string> chosen;
  for (const std::string& word : words) {
    const auto found = host::find_named({same, processes, nullptr, {}}, policy, word, false);
    if (!found) return found.error();
    for (const policy::Profile* profile : *found)
      chosen.insert(host::loaded_from(policy, *profile));
  }
  return chosen;
}

// Of a file elsewhere its own name: it is written into the policy directory.
std::string name_of_root(const std::string& path, const policy::LoadOptions& options) {
  if (host::is_below(path, options.policy_dir)) return path.substr(options.policy_dir.size() + 1);
  return std::filesystem::path(path).filename().string();
}

std::string root_problem(const std::string& name) {
  if (std::string why = path_problem(name); !why.empty()) return why;
  if (!is_profile_file(name))
    return "it stands in a folder of the policy directory, where it is only included";
  return {};
}

}  // namespace

Result<std::vector<Root>> choose_roots(const Files& files, Processes& processes,
                                       const std::vector<std::string>& paths,
                                       const policy::LoadOptions& options,
                                       const std::vector<std::string>& words,
                                       std::vector<Diagnostic>& diagnostics) {
  std::set<std::string> chosen;
  for (const std::string& path : paths) chosen.insert(host::absolute_path(path));
  if (!words.empty()) {
    auto named = files_of_words(files, processes, chosen, options, words);
    if (!named) return named.error();
    chosen = std::move(*named);
  }
  std::map<std::string, Root> roots;
  for (const std::string& path : chosen) {
    auto text = files.read(path);
    if (!text) return text.error();
    const auto refuse = [&](std::string message, std::string hint) {
      diagnostics.push_back(
          {Severity::error, path, {0, 0}, std::move(message), "bundle-path", std::move(hint), ""});
    };
    const std::string name = name_of_root(path, options);
    if (const std::string why = root_problem(name); !why.empty())
      refuse("the file cannot be in a bundle as `" + text::printable(name) + "`: " + why,
             "name files of profiles; what they include is taken by itself");
    else if (text->find('\0') != std::string::npos)
      refuse("the file has a NUL byte: it is no policy", "");
    else if (const auto [at, is_new] = roots.try_emplace(name, Root{path, name, std::move(*text)});
             !is_new)
      refuse("`" + text::printable(at->second.path) +
                 "` has the same name: one of them would "
                 "replace the other",
             "give one of them another name");
  }
  std::vector<Root> out;
  out.reserve(roots.size());
  for (auto& [name, root] : roots) out.push_back(std::move(root));
  return out;
}

}  // namespace profgen::inline v0::bundle
