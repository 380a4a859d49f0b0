#include "host/saves/write.hpp"

#include <filesystem>

namespace profgen::inline v0::host {
namespace {

Error not_written(const std::string& path, std::string reason) {
  return {ErrorKind::system, "save", path, std::move(reason)};
}

Status as_before(const Files& files, const SavedFile& change) {
  const auto now = standing(files, change.path);
  if (!now) return now.error();
  if (*now == change.before) return Unit{};
  return not_written(
      change.path,
      change.before ? "somebody else changed it since it was read; nothing is written, start again"
                    : "it stands already, and was to be a new file; nothing is written");
}

Status make(Files& files, const std::string& path, const std::optional<std::string>& text) {
  if (!text) return files.remove(path);
  const std::string directory = std::filesystem::path(path).parent_path().string();
  if (!directory.empty() && !files.exists(directory))
    if (Status made = files.make_directories(directory); !made) return made;
  return files.replace(path, *text);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as what was staged.
Status remove_files_below(Files& files, const std::string& directory) {
  const auto names = files.list(directory);
  if (!names) return Unit{};  // it is not there
  for (const std::string& name : *names) {
    const std::string path = directory + "/" + name;
    const auto info = files.info(path);
    const bool folder = info && info->type == FileInfo::Type::directory && !info->symlink;
    if (Status done = folder ? remove_files_below(files, path) : files.remove(path); !done)
      return done;
  }
  return Unit{};
}

}  // namespace

Result<std::optional<std::string>> standing(const Files& files, const std::string& path) {
  if (!files.exists(path)) return std::optional<std::string>();
  Result<std::string> text = files.read(path);
  if (!text) return text.error();
  return std::optional<std::string>(std::move(*text));
}

Status all_as_before(const Files& files, const std::vector<SavedFile>& changes) {
  for (const SavedFile& change : changes)
    if (Status status = as_before(files, change); !status) return status;
  return Unit{};
}

Status write_files(Files& files, const std::vector<SavedFile>& changes) {
  for (const SavedFile& change : changes) {
    if (Status status = as_before(files, change); !status) return status;
    if (Status status = make(files, change.path, change.after); !status) return status;
  }
  return Unit{};
}

PutBack put_back(Files& files, const std::vector<SavedFile>& changes) {
  PutBack result;
  for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
    const auto now = standing(files, change->path);
    if (!now) {
      result.failed.push_back(now.error());
    } else if (*now == change->after) {
      if (Status status = make(files, change->path, change->before); !status)
        result.failed.push_back(status.error());
      else
        result.done.push_back(change->path);
    } else if (*now != change->before) {
      result.left.push_back(change->path);
    }
  }
  return result;
}

void remove_leavings(Files& files, const std::string& directory) {
  constexpr std::string_view mark = ".profgen.";
  const auto names = files.list(directory);
  if (!names) return;
  for (const std::string& name : *names)
    if (name.starts_with(mark) && name.size() == mark.size() + 6)
      (void)files.remove(directory + "/" + name);
}

Status empty_directory(Files& files, const std::string& directory) {
  if (Status emptied = remove_files_below(files, directory); !emptied) return emptied;
  return files.make_directories(directory, 0700);
}

}  // namespace profgen::inline v0::host
