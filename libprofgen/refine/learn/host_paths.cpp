#include "refine/learn/host_paths.hpp"

#include <deque>

#include "base/text.hpp"

namespace profgen::inline v0::refine {
namespace {

// As the kernel's own limit (path_resolution(7)).
constexpr int most_links = 40;

std::deque<std::string> link_steps(std::string_view path) {
  std::deque<std::string> parts;
  for (const std::string_view part : text::split(path, '/'))
    if (!part.empty() && part != ".") parts.emplace_back(part);
  return parts;
}

}  // namespace

HostPaths::HostPaths(const Files& files, const DraftOptions& options)
    : files_(files),
      root_(options.root),
      link_target_(options.link_target),
      search_path_(options.search_path) {
  while (!root_.empty() && root_.back() == '/') root_.pop_back();
}

std::string HostPaths::resolved(std::string_view path) const {
  std::deque<std::string> rest = link_steps(path);
  std::string done;
  int links = 0;
  while (!rest.empty()) {
    const std::string part = std::move(rest.front());
    rest.pop_front();
    if (part == "..") {
      done.erase(done.empty() ? 0 : done.rfind('/'));
      continue;
    }
    const std::string next = done + "/" + part;
    const std::string target = link_target_ ? link_target_(below_root(next)) : std::string();
    if (target.empty()) {
      done = next;
      continue;
    }
    if (++links > most_links) return {};
    if (target.front() == '/') done.clear();
    std::deque<std::string> more = link_steps(target);
    rest.insert(rest.begin(), std::make_move_iterator(more.begin()),
                std::make_move_iterator(more.end()));
  }
  return !done.empty() && files_.exists(below_root(done)) ? done : std::string();
}

Result<std::string> HostPaths::read(const std::string& path) const {
  return files_.read(below_root(path));
}

bool HostPaths::is_file(const std::string& path) const {
  const Result<FileInfo> info = files_.info(below_root(path));
  return info && info->type == FileInfo::Type::file;
}

std::vector<std::string> HostPaths::names_in(const std::string& directory) const {
  const auto names = files_.list(below_root(directory));
  return names ? names.value() : std::vector<std::string>{};
}

std::string HostPaths::program(const std::string& word) const {
  if (word.find('/') != std::string::npos) return resolved(word);
  for (const std::string_view directory : text::split(search_path_, ':')) {
    if (directory.empty() || directory.front() != '/') continue;
    std::string found = resolved(std::string(directory) + "/" + word);
    if (!found.empty() && is_file(found)) return found;
  }
  return {};
}

}  // namespace profgen::inline v0::refine
