#include "base/overlay_files.hpp"

#include <set>

namespace profgen::inline v0 {
namespace {

Error not_written(const std::string& path) {
  return {ErrorKind::system, "write", path, "these files are for reading"};
}

}  // namespace

OverlayFiles::OverlayFiles(const Files& below, std::map<std::string, std::string> texts)
    : below_(below), texts_(std::move(texts)) {}

Result<std::string> OverlayFiles::read(const std::string& path) const {
  const auto found = texts_.find(path);
  if (found != texts_.end()) return found->second;
  return below_.read(path);
}

Result<FileInfo> OverlayFiles::info(const std::string& path) const {
  const auto found = texts_.find(path);
  Result<FileInfo> info = below_.info(path);
  if (found == texts_.end()) {
    const auto inside = texts_.lower_bound(path + "/");
    if (info || inside == texts_.end() || !inside->first.starts_with(path + "/")) return info;
    FileInfo directory;
    directory.type = FileInfo::Type::directory;
    return directory;
  }
  FileInfo as_written = info ? *info : FileInfo{};
  as_written.type = FileInfo::Type::file;
  as_written.size = found->second.size();
  return as_written;
}

Result<std::vector<std::string>> OverlayFiles::list(const std::string& path) const {
  const Result<std::vector<std::string>> listed = below_.list(path);
  std::set<std::string> names;
  if (listed) names.insert(listed->begin(), listed->end());
  const std::string prefix = path + "/";
  for (auto it = texts_.lower_bound(prefix); it != texts_.end() && it->first.starts_with(prefix);
       ++it)
    names.insert(
        it->first.substr(prefix.size(), it->first.find('/', prefix.size()) - prefix.size()));
  if (names.empty() && !listed) return listed.error();
  return std::vector<std::string>(names.begin(), names.end());
}

Status OverlayFiles::replace(const std::string& path, const std::string&, std::uint32_t) {
  return not_written(path);
}
Status OverlayFiles::append(const std::string& path, const std::string&) {
  return not_written(path);
}
Status OverlayFiles::make_directories(const std::string& path, std::uint32_t) {
  return not_written(path);
}
Status OverlayFiles::remove(const std::string& path) { return not_written(path); }
Status OverlayFiles::rename(const std::string& from, const std::string&) {
  return not_written(from);
}
Result<std::unique_ptr<FileLock>> OverlayFiles::lock(const std::string& path, double) {
  return not_written(path);
}

}  // namespace profgen::inline v0
