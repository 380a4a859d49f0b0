#include "log/live/file_tail.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace profgen::inline v0::log {
namespace {

constexpr std::size_t tail_block = std::size_t{64} * 1024;
constexpr std::size_t most_tailed_at_once = 4 * tail_block;
// A file may be cut off and grow past where it was between two looks; then these are others.
constexpr std::size_t remembered = 256;

Error cannot_read(const std::string& path, int code) {
  return {ErrorKind::input, "follow", path, std::strerror(code)};
}

// Up to `size` bytes from there.
std::string bytes_at(int fd, std::uint64_t offset, std::size_t size) {
  std::string out(size, '\0');
  const ssize_t count = pread(fd, out.data(), size, static_cast<off_t>(offset));
  out.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
  return out;
}

// Where the last line begins that is not over before `end`.
std::uint64_t last_line_end(int fd, std::uint64_t end) {
  while (end != 0) {
    const std::size_t size = std::min<std::uint64_t>(end, tail_block);
    const std::size_t newline = bytes_at(fd, end - size, size).rfind('\n');
    if (newline != std::string::npos) return end - size + newline + 1;
    end -= size;
  }
  return 0;
}

}  // namespace

FileTail::~FileTail() {
  if (fd_ >= 0) close(fd_);
}

Result<bool> FileTail::open(bool at_end) {
  const int fd = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) return false;
  if (fd < 0) return cannot_read(path_, errno);
  fd_ = fd;
  struct stat info;
  if (fstat(fd_, &info) < 0) return cannot_read(path_, errno);
  if (!S_ISREG(info.st_mode))
    return Error{ErrorKind::input, "follow", path_, "not a file; only files can be followed"};
  device_ = info.st_dev;
  inode_ = info.st_ino;
  if (at_end) {
    offset_ = last_line_end(fd_, static_cast<std::uint64_t>(info.st_size));
    const std::size_t size = std::min<std::uint64_t>(offset_, remembered);
    before_ = bytes_at(fd_, offset_ - size, size);
  }
  return true;
}

bool FileTail::exists() const {
  struct stat info;
  return stat(path_.c_str(), &info) == 0;
}

bool FileTail::replaced() const {
  struct stat info;
  if (stat(path_.c_str(), &info) < 0) return true;
  return info.st_dev != device_ || info.st_ino != inode_;
}

bool FileTail::cut_off() const {
  struct stat info;
  if (fstat(fd_, &info) < 0) return false;
  if (static_cast<std::uint64_t>(info.st_size) < offset_) return true;
  return bytes_at(fd_, offset_ - before_.size(), before_.size()) != before_;
}

Status FileTail::fetch(std::string& text) {
  if (over_) return Unit{};
  if (cut_off()) {
    offset_ = 0;
    before_.clear();
    restarted_ = true;
  }
  std::string buffer(tail_block, '\0');
  for (std::size_t got = 0; got < most_tailed_at_once;) {
    const ssize_t count = pread(fd_, buffer.data(), buffer.size(), static_cast<off_t>(offset_));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      over_ = true;
      return cannot_read(path_, errno);
    }
    if (count == 0) break;
    const auto size = static_cast<std::size_t>(count);
    text.append(buffer, 0, size);
    before_.append(buffer, size - std::min(size, remembered), std::min(size, remembered));
    if (before_.size() > remembered) before_.erase(0, before_.size() - remembered);
    offset_ += size;
    got += size;
  }
  return Unit{};
}

bool FileTail::take_restarted() { return std::exchange(restarted_, false); }

}  // namespace profgen::inline v0::log
