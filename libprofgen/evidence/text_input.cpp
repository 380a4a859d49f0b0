#include "evidence/text_input.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "log/byte_source.hpp"

namespace profgen::inline v0::evidence {
namespace {

constexpr std::size_t read_block = std::size_t{32} * 1024;
// A line holds the counts of each source: some 40 bytes for each of a million.
constexpr std::size_t longest_line = std::size_t{64} << 20;

Error input_refused(std::string context, const std::string& path) {
  return {ErrorKind::input, std::move(context), path, std::strerror(errno)};
}

bool is_plain_file(int fd) {
  struct stat info {};
  std::array<char, 1> first{};
  return fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && pread(fd, first.data(), 1, 0) == 1 &&
         first[0] == '{';
}

}  // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}
Descriptor::~Descriptor() {
  if (fd_ >= 0) close(fd_);
}

Result<Descriptor> temporary_file() {
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(error);
  std::string name = (error ? std::string("/tmp") : folder.string()) + "/profgen.XXXXXX";
  const int fd = mkostemp(name.data(), O_CLOEXEC);
  if (fd < 0)
    return Error{ErrorKind::system, "make a temporary file in", name, std::strerror(errno)};
  unlink(name.c_str());
  return Descriptor(fd);
}

Status write_all(int fd, std::string_view bytes, const std::string& name) {
  while (!bytes.empty()) {
    const ssize_t count = write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Error{ErrorKind::system, "write", name, std::strerror(errno)};
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return Unit{};
}

Result<TextInput> TextInput::open(const std::string& path) {
  const std::string name = path == "-" ? "standard input" : path;
  Descriptor plain(path == "-" ? dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (plain.get() < 0) return input_refused("read", name);
  if (is_plain_file(plain.get())) return TextInput(std::move(plain), name);

  auto source = log::open_source(path);
  if (!source) return source.error();
  Result<Descriptor> copy = temporary_file();
  if (!copy) return copy.error();
  std::string buffer(read_block, '\0');
  for (;;) {
    const auto count = source->bytes->read(buffer.data(), buffer.size());
    if (!count) return count.error();
    if (*count == 0) return TextInput(std::move(*copy), name);
    if (Status written =
            write_all(copy->get(), std::string_view(buffer).substr(0, *count), "a temporary file");
        !written)
      return written.error();
  }
}

Result<TextInput> TextInput::of_text(std::string_view text, const std::string& name) {
  Descriptor memory(memfd_create("evidence", MFD_CLOEXEC));
  if (memory.get() < 0) return input_refused("keep in memory", name);
  if (Status written = write_all(memory.get(), text, name); !written) return written.error();
  return TextInput(std::move(memory), name);
}

void TextInput::rewind() {
  buffer_.clear();
  at_ = 0;
  offset_ = number_ = 0;
  whole_lines_ = true;
}

Result<bool> TextInput::refill() {
  buffer_.erase(0, at_);
  at_ = 0;
  const std::size_t kept = buffer_.size();
  if (kept > longest_line)
    return Error{ErrorKind::input, "read", fmt::format("{}:{}", name_, number_ + 1),
                 "the line has no end: this is no evidence file"};
  buffer_.resize(kept + std::max(kept, read_block));
  for (;;) {
    const ssize_t count = pread(file_.get(), buffer_.data() + kept, buffer_.size() - kept,
                                static_cast<off_t>(offset_));
    if (count < 0 && errno == EINTR) continue;
    buffer_.resize(kept + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count < 0) return input_refused("read", name_);
    offset_ += static_cast<std::uint64_t>(count);
    return count != 0;
  }
}

Result<bool> TextInput::next(std::string_view& line) {
  std::size_t searched = at_;
  for (;;) {
    const std::size_t end = buffer_.find('\n', searched);
    if (end != std::string::npos) {
      line = std::string_view(buffer_).substr(at_, end - at_);
      at_ = end + 1;
      ++number_;
      return true;
    }
    const std::size_t used = buffer_.size() - at_;
    const Result<bool> more = refill();
    if (!more) return more.error();
    searched = used;
    if (*more) continue;
    if (used == 0) return false;
    line = std::string_view(buffer_).substr(0, used);
    at_ = used;
    ++number_;
    whole_lines_ = false;
    return true;
  }
}

}  // namespace profgen::inline v0::evidence
