#include "bundle/owners.hpp"

#include "base/text.hpp"
#include "host/package.hpp"

namespace profgen::inline v0::bundle {

std::vector<std::string> take_distribution_files(const Files& files, Processes& processes,
                                                 const policy::LoadOptions& options,
                                                 std::map<std::string, IncludedFile>& included,
                                                 std::vector<Diagnostic>& diagnostics) {
  std::vector<std::string> asked;
  for (const auto& [name, file] : included) {
    asked.push_back(file.path);
    for (const std::string& directory : options.include_dirs)
      if (const std::string other = directory + "/" + name;
          other != file.path && files.exists(other))
        asked.push_back(other);
  }
  const std::map<std::string, std::string> packages = host::packages_of(processes, asked);
  std::vector<std::string> owned;
  for (auto file = included.begin(); file != included.end();) {
    const auto& [name, found] = *file;
    bool is_owned = packages.count(found.path) != 0;
    for (const std::string& directory : options.include_dirs) {
      const std::string other = directory + "/" + name;
      const auto package = packages.find(other);
      if (is_owned || package == packages.end()) continue;
      const auto text = files.read(other);
      is_owned = text && *text == found.text;
      if (!is_owned)
        diagnostics.push_back(
            {Severity::warning,
             found.path,
             {0, 0},
             "`" + name + "` is a file of the package " + package->second +
                 ", and this text is another: the bundle holds it, and nodes refuse it unless it "
                 "is adopted",
             "distribution-file",
             "put what is yours into local/, or into a file of another name",
             ""});
      break;
    }
    if (is_owned) owned.push_back(name);
    file = is_owned ? included.erase(file) : std::next(file);
  }
  return owned;
}

}  // namespace profgen::inline v0::bundle
