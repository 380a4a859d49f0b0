#include "tools/profgen/policy_files.hpp"

#include <algorithm>
#include <array>
#include <iostream>
#include <iterator>
#include <string_view>

#include "policy/library.hpp"

namespace profgen::tool {
namespace {

// Deeper folders than these hold no policy; a mount of itself would have no end.
constexpr int deepest = 32;
constexpr std::array<std::string_view, 5> without_policy = {"abi", "cache", "cache.d", "disable",
                                                            "force-complain"};

void add_folder(const Files& files, const std::string& folder, int depth,
                std::vector<std::string>& out) {
  const Result<std::vector<std::string>> names = files.list(folder);
  if (!names || depth > deepest) {
    out.push_back(folder);  // reading it tells why
    return;
  }
  for (const std::string& name : *names) {
    const std::string path = folder + (folder.back() == '/' ? "" : "/") + name;
    const Result<FileInfo> info = files.info(path);
    if (policy::is_skippable(name) || !info || info->symlink) continue;
    if (info->type == FileInfo::Type::file)
      out.push_back(path);
    else if (info->type == FileInfo::Type::directory &&
             std::find(without_policy.begin(), without_policy.end(), name) == without_policy.end())
      add_folder(files, path, depth + 1, out);
  }
}

}  // namespace

std::vector<std::string> policy_files(const Files& files,
                                      const std::vector<std::string>& arguments) {
  std::vector<std::string> out;
  for (const std::string& argument : arguments) {
    const Result<FileInfo> info = files.info(argument);
    if (argument != "-" && info && info->type == FileInfo::Type::directory)
      add_folder(files, argument, 0, out);
    else
      out.push_back(argument);
  }
  return out;
}

std::vector<std::string> profile_files(const Files& files,
                                       const std::vector<std::string>& arguments) {
  std::vector<std::string> out;
  for (const std::string& argument : arguments) {
    const auto info = files.info(argument);
    const auto names = info && info->type == FileInfo::Type::directory
                           ? files.list(argument)
                           : Result<std::vector<std::string>>(std::vector<std::string>{});
    if (!info || info->type != FileInfo::Type::directory || !names) {
      out.push_back(argument);
      continue;
    }
    const std::string folder = argument.back() == '/' ? argument : argument + "/";
    for (const std::string& name : *names) {
      const auto below = files.info(folder + name);
      // A link that leads nowhere is no good file: reading it tells so.
      if (!policy::is_skippable(name) && (!below || below->type == FileInfo::Type::file))
        out.push_back(folder + name);
    }
  }
  return out;
}

Result<std::string> standard_input() {
  return std::string(std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>());
}

}  // namespace profgen::tool
