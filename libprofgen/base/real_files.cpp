#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>

#include "profgen/system.hpp"

namespace profgen::inline v0 {
namespace {

// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

Error refused(ErrorKind kind, std::string context, const std::string& path, int number = errno) {
  return {kind, std::move(context), path, std::strerror(number)};
}

Status write_all(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return refused(ErrorKind::system, "write", path);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return Unit{};
}

// The file that a name stands for: the end of its chain of symbolic links.
std::string target_of(const std::string& path) {
  std::error_code error;
  const auto real = std::filesystem::canonical(path, error);
  return error ? path : real.string();
}

std::string directory_of(const std::string& path) {
  const std::string directory = std::filesystem::path(path).parent_path().string();
  return directory.empty() ? "." : directory;
}

// Without this a crash of the machine may still lose a name that was made, or bring one back.
Status sync_directory(const std::string& directory, const std::string& path) {
  const Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened || ::fsync(opened.get()) != 0)
    return refused(ErrorKind::system, "make durable", path);
  return Unit{};
}

struct HeldLock : FileLock {
  explicit HeldLock(const std::string& path)
      : file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
  Descriptor file;
};

class RealFiles : public Files {
 public:
  [[nodiscard]] Result<std::string> read(const std::string& path) const override {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    if (!file) return refused(ErrorKind::input, "read", path);
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) return refused(ErrorKind::input, "read", path);
    if (S_ISDIR(status.st_mode)) return refused(ErrorKind::input, "read", path, EISDIR);
    std::string text;
    if (S_ISREG(status.st_mode)) text.reserve(static_cast<std::size_t>(status.st_size));
    std::array<char, 65536> buffer{};
    for (;;) {
      const ssize_t n = ::read(file.get(), buffer.data(), buffer.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return refused(ErrorKind::input, "read", path);
      if (n == 0) return text;
      text.append(buffer.data(), static_cast<std::size_t>(n));
    }
  }

  [[nodiscard]] Result<FileInfo> info(const std::string& path) const override {
    struct stat link {
    }, status{};
    if (::lstat(path.c_str(), &link) != 0 || ::stat(path.c_str(), &status) != 0)
      return refused(ErrorKind::input, "look at", path);
    FileInfo info;
    info.type = S_ISREG(status.st_mode)   ? FileInfo::Type::file
                : S_ISDIR(status.st_mode) ? FileInfo::Type::directory
                                          : FileInfo::Type::other;
    info.size = static_cast<std::uint64_t>(status.st_size);
    info.mode = status.st_mode & 07777u;
    info.uid = status.st_uid;
    info.gid = status.st_gid;
    info.device = status.st_dev;
    info.inode = status.st_ino;
    info.modified = status.st_mtim.tv_sec;
    info.symlink = S_ISLNK(link.st_mode);
    return info;
  }

  [[nodiscard]] Result<std::vector<std::string>> list(const std::string& path) const override {
    DIR* directory = ::opendir(path.c_str());
    if (directory == nullptr) return refused(ErrorKind::input, "list", path);
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(directory)) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
    }
    const int failed = errno;
    ::closedir(directory);
    if (failed != 0) return refused(ErrorKind::input, "list", path, failed);
    std::sort(names.begin(), names.end());
    return names;
  }

  [[nodiscard]] Result<FileSpace> space(const std::string& path) const override {
    struct statvfs status {};
    if (::statvfs(path.c_str(), &status) != 0)
      return refused(ErrorKind::input, "ask for the space at", path);
    return FileSpace{std::uint64_t{status.f_bavail} * status.f_frsize,
                     (status.f_flag & ST_RDONLY) != 0};
  }

  Status replace(const std::string& path, const std::string& content, std::uint32_t mode) override {
    const std::string target = target_of(path);
    const std::string where = directory_of(target);
    struct stat standing {};
    const bool stands = ::stat(target.c_str(), &standing) == 0;
    if (stands && !S_ISREG(standing.st_mode))
      return Error{ErrorKind::system, "replace", path, "not a regular file"};
    // rename() would put a new file over one that we may not write to: honour what its owner said.
    if (stands && ::access(target.c_str(), W_OK) != 0)
      return refused(ErrorKind::system, "replace", path);

    // A leading dot: apparmor_parser skips such names if we are killed before the rename.
    std::string temporary = where + "/.profgen.XXXXXX";
    const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
    if (!file) return refused(ErrorKind::system, "make a temporary file beside", path);
    const auto give_up = [&](const Error& error) -> Status {
      ::unlink(temporary.c_str());
      return error;
    };
    if (Status written = write_all(file.get(), content, path); !written)
      return give_up(written.error());
    if (stands && ::geteuid() == 0 && ::fchown(file.get(), standing.st_uid, standing.st_gid) != 0)
      return give_up(refused(ErrorKind::system, "keep the owner of", path));
    if (::fchmod(file.get(), stands ? standing.st_mode & 07777u : mode) != 0)
      return give_up(refused(ErrorKind::system, "set the mode of", path));
    if (::fsync(file.get()) != 0) return give_up(refused(ErrorKind::system, "write", path));
    if (::rename(temporary.c_str(), target.c_str()) != 0)
      return give_up(refused(ErrorKind::system, "replace", path));
    return sync_directory(where, path);
  }

  Status append(const std::string& path, const std::string& bytes) override {
    const auto open = [&] {
      return ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    };
    int fd = open();
    if (fd < 0 && errno == ENOENT) {
      if (Status made = make_directories(directory_of(path), 0700); !made) return made;
      fd = open();
    }
    const Descriptor file(fd);
    if (!file) return refused(ErrorKind::system, "append to", path);
    if (Status written = write_all(file.get(), bytes, path); !written) return written;
    if (::fdatasync(file.get()) != 0) return refused(ErrorKind::system, "write", path);
    return Unit{};
  }

  Status make_directories(const std::string& path, std::uint32_t mode) override {
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return Unit{};
    const std::string above = directory_of(path);
    if (above != path)
      if (Status made = make_directories(above, 0755); !made) return made;
    if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST)
      return refused(ErrorKind::system, "make the directory", path);
    if (::stat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode))
      return refused(ErrorKind::system, "make the directory", path, ENOTDIR);
    return sync_directory(above, path);
  }

  Status remove(const std::string& path) override {
    if (::unlink(path.c_str()) != 0) return refused(ErrorKind::system, "remove", path);
    return sync_directory(directory_of(path), path);
  }

  Status rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) return refused(ErrorKind::system, "rename", from);
    return sync_directory(directory_of(to), to);
  }

  [[nodiscard]] Result<std::unique_ptr<FileLock>> lock(const std::string& path,
                                                       double seconds) override {
    auto held = std::make_unique<HeldLock>(path);
    if (!held->file) return refused(ErrorKind::system, "lock", path);
    constexpr double pause = 0.02;
    for (double waited = 0;; waited += pause) {
      if (::flock(held->file.get(), LOCK_EX | LOCK_NB) == 0)
        return std::unique_ptr<FileLock>(std::move(held));
      if (errno != EWOULDBLOCK && errno != EINTR) return refused(ErrorKind::system, "lock", path);
      if (waited >= seconds)
        return Error{ErrorKind::system, "lock", path, "another profgen holds it; try again later"};
      std::this_thread::sleep_for(std::chrono::duration<double>(pause));
    }
  }
};

}  // namespace

std::unique_ptr<Files> real_files() { return std::make_unique<RealFiles>(); }

}  // namespace profgen::inline v0
