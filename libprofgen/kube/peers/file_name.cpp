#include "kube/peers/file_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "bundle/path.hpp"

namespace profgen::inline v0::kube {
namespace {

// Folders that /etc/apparmor.d has, or may have: a file cannot stand there under their names.
constexpr std::array<std::string_view, 9> policy_folders = {"abi",     "abstractions",   "apparmor",
                                                            "disable", "force-complain", "local",
                                                            "lxc",     "tunables",       "cache.d"};

}  // namespace

std::optional<std::string> imported_file_name(const std::string& name, Position at, Teller& tell) {
  std::string file = name.substr(name.starts_with('/') ? 1 : 0);
  std::ranges::replace(file, '/', '.');
  std::string problem = bundle::path_problem(file);
  if (std::ranges::find(policy_folders, file) != policy_folders.end())
    problem = "`" + file + "` is a folder of the policy directory";
  if (problem.empty()) return file;
  tell.error(
      at,
      fmt::format("no file of policy can be called `{}`: {}", text::printable(file, 80), problem),
      fmt::format("--rename {}=NEW gives it another name", text::printable(name, 60)));
  return std::nullopt;
}

}  // namespace profgen::inline v0::kube
