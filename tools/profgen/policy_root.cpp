#include "tools/profgen/policy_root.hpp"

#include <filesystem>

namespace profgen::tool {

Common with_root_beside(const Files& files, const Common& common, const std::string& path) {
  const Result<FileInfo> info = files.info(path);
  std::string folder = path;
  if (!info || info->type != FileInfo::Type::directory)
    folder = std::filesystem::path(path).parent_path().string();
  if (folder.empty()) folder = ".";
  if (!files.exists(folder + "/abstractions") && !files.exists(folder + "/tunables")) return common;
  Common beside = common;
  beside.include_dirs.clear();
  beside.include_dirs.push_back(common.under_root(common.policy_dir));
  for (const std::string& directory : common.include_dirs)
    beside.include_dirs.push_back(common.under_root(directory));
  beside.policy_dir = folder;
  beside.root = "/";
  return beside;
}

}  // namespace profgen::tool
