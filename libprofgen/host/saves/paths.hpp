// Paths as a save keeps them: they mean the same from any working directory.
#pragma once

#include <filesystem>
#include <string>

#include "profgen/policy.hpp"

namespace profgen::inline v0::host {

// Without `.`, `..` and a slash at its end; links stay.
[[nodiscard]] inline std::string absolute_path(const std::string& path) {
  std::string out = std::filesystem::absolute(path).lexically_normal().string();
  if (out.size() > 1 && out.back() == '/') out.pop_back();
  return out;
}

[[nodiscard]] inline policy::LoadOptions absolute_options(policy::LoadOptions options) {
  options.policy_dir = absolute_path(options.policy_dir);
  for (std::string& directory : options.include_dirs) directory = absolute_path(directory);
  return options;
}

}  // namespace profgen::inline v0::host
