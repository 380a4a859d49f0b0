// The policy files that formatting is tried on: this host's, the recorded ones, upstream's tests.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace profgen::inline v0::edit::corpus {

namespace fs = std::filesystem;

inline constexpr const char* policy_dir = "/etc/apparmor.d";
inline constexpr const char* extra_dir = "/usr/share/apparmor/extra-profiles";

inline fs::path shared() {
  if (const char* folder = std::getenv("PROFGEN_SHARED")) return folder;
  return fs::path(PROFGEN_SOURCE_DIR).parent_path() / "shared";
}
inline fs::path captures() { return shared() / "captures"; }
inline fs::path simple_tests() { return shared() / "conformance/tst/simple_tests"; }

inline std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Regular files below a folder, sorted; those of folders without policy text left out.
inline std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  if (!fs::exists(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string in = entry.path().parent_path().filename().string();
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || entry.is_symlink() || in == "abi" || in == "cache" ||
        name.front() == '.' || name.find("README") != std::string::npos)
      continue;
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Files that are profiles by themselves: of this host and of the recordings.
inline std::vector<fs::path> profiles() {
  std::vector<fs::path> out;
  for (const char* folder : {policy_dir, extra_dir})
    for (const fs::path& file : files_below(folder))
      if (file.parent_path() == folder) out.push_back(file);
  for (const fs::path& file : files_below(captures()))
    if (file.parent_path().filename() == "profiles") out.push_back(file);
  return out;
}

}  // namespace profgen::inline v0::edit::corpus
