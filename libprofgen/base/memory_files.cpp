#include "base/memory_files.hpp"

namespace profgen::inline v0 {
namespace {

Error missing(std::string context, const std::string& path) {
  return {ErrorKind::input, std::move(context), path, "No such file or directory"};
}

std::string as_directory(const std::string& path) {
  return path.empty() || path.back() == '/' ? path : path + "/";
}

bool is_directory(const std::map<std::string, std::string>& content, const std::string& path) {
  const std::string prefix = as_directory(path);
  const auto first = content.lower_bound(prefix);
  return first != content.end() && first->first.compare(0, prefix.size(), prefix) == 0;
}

}  // namespace

Result<std::string> MemoryFiles::read(const std::string& path) const {
  const auto it = content.find(path);
  if (it != content.end()) return it->second;
  if (is_directory(content, path)) return Error{ErrorKind::input, "read", path, "Is a directory"};
  return missing("read", path);
}

Result<FileInfo> MemoryFiles::info(const std::string& path) const {
  FileInfo info;
  info.mode = 0644;
  const auto it = content.find(path);
  if (it != content.end()) {
    info.type = FileInfo::Type::file;
    info.size = it->second.size();
    return info;
  }
  if (!is_directory(content, path)) return missing("look at", path);
  info.type = FileInfo::Type::directory;
  info.mode = 0755;
  return info;
}

Result<std::vector<std::string>> MemoryFiles::list(const std::string& path) const {
  if (!is_directory(content, path)) return missing("list", path);
  const std::string prefix = as_directory(path);
  std::vector<std::string> names;
  for (auto it = content.lower_bound(prefix);
       it != content.end() && it->first.compare(0, prefix.size(), prefix) == 0; ++it) {
    const std::string rest = it->first.substr(prefix.size());
    std::string name = rest.substr(0, rest.find('/'));
    if (names.empty() || names.back() != name) names.push_back(std::move(name));
  }
  return names;
}

Status MemoryFiles::replace(const std::string& path, const std::string& text, std::uint32_t) {
  if (unwritable.count(path) != 0)
    return Error{ErrorKind::system, "replace", path, "Permission denied"};
  content[path] = text;
  return Unit{};
}

Status MemoryFiles::append(const std::string& path, const std::string& bytes) {
  if (unwritable.count(path) != 0)
    return Error{ErrorKind::system, "append to", path, "Permission denied"};
  content[path] += bytes;
  return Unit{};
}

Status MemoryFiles::make_directories(const std::string&, std::uint32_t) { return Unit{}; }

Status MemoryFiles::remove(const std::string& path) {
  if (content.erase(path) == 0) return missing("remove", path);
  return Unit{};
}

Status MemoryFiles::rename(const std::string& from, const std::string& to) {
  auto moved = content.extract(from);
  if (moved.empty()) return missing("rename", from);
  content[to] = std::move(moved.mapped());
  return Unit{};
}

Result<std::unique_ptr<FileLock>> MemoryFiles::lock(const std::string&, double) {
  return std::make_unique<FileLock>();
}

}  // namespace profgen::inline v0
