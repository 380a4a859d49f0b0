#include "log/sources.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <tuple>

#include "base/text.hpp"

namespace profgen::inline v0::log {
namespace {

namespace fs = std::filesystem;

bool drop_suffix(std::string_view& text, std::string_view suffix) {
  if (text.size() <= suffix.size() || text.substr(text.size() - suffix.size()) != suffix)
    return false;
  text.remove_suffix(suffix.size());
  return true;
}

struct Age {
  std::string stem;
  int rank = 2;            // 0: numbered, 1: dated, 2: the file in use
  std::int64_t order = 0;  // within the rank, oldest first
  friend bool operator<(const Age& a, const Age& b) {
    return std::tie(a.stem, a.rank, a.order) < std::tie(b.stem, b.rank, b.order);
  }
};

Age age_of(std::string_view path) {
  for (const std::string_view suffix : {".gz", ".xz", ".zst", ".bz2"})
    if (drop_suffix(path, suffix)) break;
  Age age;
  age.stem = std::string(path);
  const std::size_t last = path.find_last_not_of("0123456789");
  if (last == std::string_view::npos || last + 1 == path.size()) return age;
  const auto number = text::to_number(path.substr(last + 1));
  if (!number || *number > 99'999'999'999'999) return age;
  if (path[last] == '.' && path.size() - last <= 5) {
    age.rank = 0;
    age.order = -static_cast<std::int64_t>(*number);
  } else if (path[last] == '-' && path.size() - last > 8) {
    age.rank = 1;
    age.order = static_cast<std::int64_t>(*number);
  } else {
    return age;
  }
  age.stem = std::string(path.substr(0, last));
  return age;
}

void list_folder(const std::string& folder, Sources& out) {
  std::vector<std::string> found;
  std::error_code error;
  fs::recursive_directory_iterator at(folder, fs::directory_options::none, error), end;
  for (; !error && at != end; at.increment(error)) {
    std::error_code ignored;  // a file that went away meanwhile is no file
    if (at->is_regular_file(ignored)) found.push_back(at->path().string());
  }
  if (error)
    out.failures.push_back({ErrorKind::input, "list", folder, error.message()});
  else if (found.empty())
    out.failures.push_back({ErrorKind::input, "list", folder, "no file in this folder"});
  sort_rotated(found);
  out.files.insert(out.files.end(), found.begin(), found.end());
}

}  // namespace

void sort_rotated(std::vector<std::string>& paths) {
  std::vector<std::pair<Age, std::string>> aged;
  aged.reserve(paths.size());
  for (std::string& path : paths) aged.emplace_back(age_of(path), std::move(path));
  std::sort(aged.begin(), aged.end());
  for (std::size_t i = 0; i < paths.size(); ++i) paths[i] = std::move(aged[i].second);
}

bool is_rotation_of(const std::string& name, const std::string& other) {
  return age_of(other).stem == name;
}

std::string why_unreadable(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return std::strerror(errno);
  close(fd);
  return {};
}

Sources expand_sources(const std::vector<std::string>& arguments) {
  Sources out;
  for (const std::string& argument : arguments) {
    std::error_code error;
    if (argument != "-" && fs::is_directory(argument, error))
      list_folder(argument, out);
    else
      out.files.push_back(argument);
  }
  return out;
}

}  // namespace profgen::inline v0::log
