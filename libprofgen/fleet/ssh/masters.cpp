#include "fleet/ssh/masters.hpp"

#include <dirent.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>
#include <vector>

#include "fleet/ssh/remote_command.hpp"

namespace profgen::inline v0::fleet::ssh {
namespace {

// sun_path has 108 bytes, and ssh first binds to the path and 17 more.
constexpr std::size_t longest_directory = 70;
constexpr std::chrono::seconds time_to_end{3};
constexpr std::size_t ended_at_once = 32;

// 0700, as mkdtemp() makes it; "" where that is not possible.
std::string private_directory() {
  std::vector<std::string> parents;
  if (const char* runtime = std::getenv("XDG_RUNTIME_DIR")) parents.emplace_back(runtime);
  parents.emplace_back("/tmp");
  for (const std::string& parent : parents) {
    // ssh expands these in ControlPath.
    if (parent.empty() || parent.front() != '/' || parent.find_first_of("%$~ \"") != parent.npos)
      continue;
    std::string path = parent + "/profgen-XXXXXX";
    if (path.size() <= longest_directory && ::mkdtemp(path.data()) != nullptr) return path;
  }
  return {};
}

// Waits until at most `left` still run, or the time is over.
void wait_for(std::vector<Child>& children, std::size_t left,
              std::chrono::steady_clock::time_point limit) {
  while (std::erase_if(children, [](Child& child) { return child.exited().has_value(); }),
         children.size() > left && std::chrono::steady_clock::now() < limit)
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

}  // namespace

Masters::Masters(const SshOptions& options) : options_(options), directory_(private_directory()) {}

std::string Masters::path_of(std::size_t node) const {
  return directory_ + "/" + std::to_string(node);
}

std::string Masters::path_for(std::size_t node, const Target& target) {
  if (directory_.empty()) return {};
  if (targets_.count(node) == 0) {
    if (targets_.size() >= most) return {};
    targets_[node] = target;
  }
  return path_of(node);
}

std::optional<Child> Masters::drop(std::size_t node) {
  const auto found = targets_.find(node);
  if (found == targets_.end() || ::access(path_of(node).c_str(), F_OK) != 0) return std::nullopt;
  Result<Child> child =
      Child::start(exit_argv(options_, found->second, path_of(node)), without_windows(false));
  if (!child) return std::nullopt;
  return std::move(*child);
}

Masters::~Masters() {
  if (directory_.empty()) return;
  const auto limit = std::chrono::steady_clock::now() + time_to_end;
  std::vector<Child> leaving;
  for (const auto& [node, target] : targets_) {
    if (std::optional<Child> child = drop(node)) leaving.push_back(std::move(*child));
    wait_for(leaving, ended_at_once, limit);
  }
  wait_for(leaving, 0, limit);
  // Sockets of masters that did not listen, and the names that ssh bound to first.
  if (DIR* listing = ::opendir(directory_.c_str())) {
    while (const dirent* entry = ::readdir(listing))
      (void)::unlink((directory_ + "/" + entry->d_name).c_str());
    ::closedir(listing);
  }
  (void)::rmdir(directory_.c_str());
}

}  // namespace profgen::inline v0::fleet::ssh
