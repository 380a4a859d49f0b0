#include "log/byte_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "log/decompressed.hpp"

namespace profgen::inline v0::log {
namespace {

Error cannot_read(const std::string& path, std::string reason) {
  return {ErrorKind::input, "read", path, std::move(reason)};
}

class Descriptor : public ByteSource {
 public:
  Descriptor(std::string path, int fd, bool owned)
      : path_(std::move(path)), fd_(fd), owned_(owned), begin_(lseek(fd, 0, SEEK_CUR)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() override {
    if (owned_) close(fd_);
  }

  Result<std::size_t> read(char* out, std::size_t size) override {
    if (!head_.empty()) {
      const std::size_t count = std::min(size, head_.size());
      std::memcpy(out, head_.data(), count);
      head_.erase(0, count);
      return count;
    }
    return read_more(out, size);
  }
  bool seek(std::uint64_t offset) override {
    if (begin_ < 0 || lseek(fd_, begin_ + static_cast<off_t>(offset), SEEK_SET) < 0) return false;
    head_.clear();
    taken_ = offset;
    return true;
  }
  std::optional<std::uint64_t> taken() const override { return taken_; }
  // The first bytes, which read() will give again; fewer at the end of the file.
  Result<std::string> peek(std::size_t size) {
    while (head_.size() < size) {
      std::array<char, 16> more;
      const auto count = read_more(more.data(), std::min(more.size(), size - head_.size()));
      if (!count) return count.error();
      if (*count == 0) break;
      head_.append(more.data(), *count);
    }
    return head_;
  }

 private:
  Result<std::size_t> read_more(char* out, std::size_t size) {
    for (;;) {
      const ssize_t count = ::read(fd_, out, size);
      if (count >= 0) {
        taken_ += static_cast<std::uint64_t>(count);
        return static_cast<std::size_t>(count);
      }
      if (errno != EINTR) return cannot_read(path_, std::strerror(errno));
    }
  }

  std::string path_;
  int fd_;
  bool owned_;
  std::uint64_t taken_ = 0;
  off_t begin_;  // where standard input was when it was given to us; below 0: cannot seek
  std::string head_;
};

bool is_compressed(const std::string& head) {
  using namespace std::string_view_literals;
  return head.starts_with("\x1f\x8b"sv) ||
         head.starts_with(
             "\xfd"
             "7zXZ\0"sv) ||
         head.starts_with("\x28\xb5\x2f\xfd"sv) || head.starts_with("BZh"sv);
}

}  // namespace

Result<OpenedSource> open_source(const std::string& path) {
  const bool standard_input = path == "-";
  const int fd = standard_input ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return cannot_read(path, std::strerror(errno));
  auto descriptor = std::make_unique<Descriptor>(path, fd, !standard_input);
  OpenedSource source;
  struct stat info;
  if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
    source.file = !standard_input;
    source.modified_us = static_cast<std::int64_t>(info.st_mtime) * 1'000'000;
    source.device = info.st_dev;
    source.inode = info.st_ino;
  }
  const auto head = descriptor->peek(8);
  if (!head) return head.error();
  if (head->starts_with("LPKSHHRH")) {
    if (!source.file)
      return cannot_read(path,
                         "a binary journal, which wants a file: name it instead of piping it");
    source.journal = true;
    return source;
  }
  if (is_compressed(*head))
    source.bytes = decompressed(path, std::move(descriptor));
  else
    source.bytes = std::move(descriptor);
  return source;
}

}  // namespace profgen::inline v0::log
