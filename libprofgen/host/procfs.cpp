#include "host/procfs.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/text.hpp"

namespace profgen::inline v0::host {

std::vector<std::string> proc_names(const std::string& path) {
  std::vector<std::string> names;
  DIR* directory = ::opendir(path.c_str());
  if (directory == nullptr) return names;
  while (const dirent* entry = ::readdir(directory)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  ::closedir(directory);
  return names;
}

Result<std::vector<std::uint32_t>> process_ids(const std::string& proc) {
  DIR* directory = ::opendir(proc.c_str());
  if (directory == nullptr)
    return Error{ErrorKind::system, "list processes in", proc, std::strerror(errno)};
  ::closedir(directory);
  std::vector<std::uint32_t> ids;
  for (const std::string& name : proc_names(proc))
    if (const auto id = text::to_number(name); id && *id <= UINT32_MAX)
      ids.push_back(static_cast<std::uint32_t>(*id));
  std::sort(ids.begin(), ids.end());
  return ids;
}

bool read_proc(const std::string& path, std::string& out) {
  out.clear();
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  std::array<char, 16384> buffer{};
  for (;;) {
    const ssize_t n = ::read(file, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      const int failed = errno;
      ::close(file);
      errno = failed;
      return n == 0;
    }
    out.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

std::string proc_link(const std::string& path) {
  std::array<char, 4096> buffer{};
  const ssize_t n = ::readlink(path.c_str(), buffer.data(), buffer.size());
  return n < 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(n));
}

std::uint64_t start_time(std::string_view stat) {
  // "PID (NAME) STATE …": the name may hold anything; the time is the 22nd field.
  const std::size_t name_end = stat.rfind(") ");
  if (name_end == std::string_view::npos) return 0;
  const auto fields = text::split(stat.substr(name_end + 2), ' ');
  constexpr std::size_t after_name = 22 - 3;
  return fields.size() > after_name ? text::to_number(fields[after_name]).value_or(0) : 0;
}

}  // namespace profgen::inline v0::host
