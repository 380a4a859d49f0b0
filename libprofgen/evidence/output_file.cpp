#include "evidence/output_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace profgen::inline v0::evidence {
namespace {

constexpr std::size_t write_block = std::size_t{64} * 1024;

Error output_refused(std::string context, const std::string& path) {
  return {ErrorKind::system, std::move(context), path, std::strerror(errno)};
}

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

bool is_compressed_name(const std::string& path) {
  constexpr std::string_view suffix = ".zst";
  return path.size() > suffix.size() &&
         path.compare(path.size() - suffix.size(), suffix.size(), suffix) == 0;
}

// The temporary file has one name, so that a run that was killed leaves one at most, and the next
// run takes it. Whoever writes it holds its lock.
Result<Descriptor> open_beside(const std::string& target, std::string& name) {
  const std::filesystem::path path(target);
  const std::string beside =
      folder_of(target) + "/." + path.filename().string() + std::string(temporary_suffix);
  for (;;) {
    Descriptor file(
        open(beside.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (file.get() < 0) return output_refused("make a temporary file beside", target);
    // Some network file systems know no locks: there the last one wins.
    while (flock(file.get(), LOCK_EX) != 0)
      if (errno != EINTR) break;
    // While we waited, another run may have given this file its real name.
    struct stat held {
    }, named{};
    if (fstat(file.get(), &held) != 0 || lstat(beside.c_str(), &named) != 0 ||
        held.st_ino != named.st_ino || held.st_dev != named.st_dev)
      continue;
    if (!S_ISREG(held.st_mode) || held.st_nlink != 1)
      return Error{ErrorKind::system, "write", beside, "not a file of our own; remove it"};
    if (ftruncate(file.get(), 0) != 0) return output_refused("write", beside);
    name = beside;
    return file;
  }
}

}  // namespace

Result<std::unique_ptr<OutputFile>> OutputFile::create(const std::string& path) {
  std::unique_ptr<OutputFile> out(new OutputFile());
  out->path_ = path;
  if (path == "-") {
    out->file_ = Descriptor(dup(STDOUT_FILENO));
    if (out->file_.get() < 0) return output_refused("write", "standard output");
    return out;
  }
  std::error_code error;
  const auto real = std::filesystem::canonical(path, error);
  out->target_ = error ? path : real.string();
  out->named_ = true;
  struct stat standing {};
  const bool stands = stat(out->target_.c_str(), &standing) == 0;
  if (stands && !S_ISREG(standing.st_mode)) {
    // A device or a pipe takes bytes at once.
    out->named_ = false;
    out->file_ = Descriptor(open(out->target_.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
    if (out->file_.get() < 0) return output_refused("write", path);
    return out;
  }
  // rename() would put a new file over one that we may not write to: honour what its owner said.
  if (stands && access(out->target_.c_str(), W_OK) != 0) return output_refused("replace", path);
  if (stands) out->mode_ = standing.st_mode & 07777u;
  Result<Descriptor> beside = open_beside(out->target_, out->temporary_);
  if (!beside) return beside.error();
  out->file_ = std::move(*beside);
  if (stands && geteuid() == 0 && fchown(out->file_.get(), standing.st_uid, standing.st_gid) != 0)
    return output_refused("keep the owner of", path);
  if (is_compressed_name(path)) {
    auto opened = zstd_compressor(out->file_.get(), path);
    if (!opened) return opened.error();
    out->compressor_ = std::move(*opened);
  }
  return out;
}

Result<std::unique_ptr<OutputFile>> OutputFile::create_temporary() {
  Result<Descriptor> file = temporary_file();
  if (!file) return file.error();
  std::unique_ptr<OutputFile> out(new OutputFile());
  out->path_ = "a temporary file";
  out->file_ = std::move(*file);
  return out;
}

OutputFile::~OutputFile() {
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

Status OutputFile::flush() {
  std::string bytes;
  bytes.swap(buffer_);
  if (bytes.empty()) return Unit{};
  return compressor_ == nullptr ? write_all(file_.get(), bytes, path_) : compressor_->write(bytes);
}

Status OutputFile::write(std::string_view bytes) {
  buffer_ += bytes;
  return buffer_.size() < write_block ? Status(Unit{}) : flush();
}

Status OutputFile::commit() {
  if (Status written = flush(); !written) return written;
  if (compressor_ != nullptr)
    if (Status closed = compressor_->close(); !closed) return closed;
  if (!named_) return Unit{};
  if (fchmod(file_.get(), mode_) != 0) return output_refused("set the mode of", path_);
  if (fsync(file_.get()) != 0) return output_refused("write", path_);
  if (rename(temporary_.c_str(), target_.c_str()) != 0) return output_refused("replace", path_);
  temporary_.clear();
  // Without this a crash of the machine may still lose the new name.
  const Descriptor parent(open(folder_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (parent.get() < 0 || fsync(parent.get()) != 0) return output_refused("make durable", path_);
  return Unit{};
}

}  // namespace profgen::inline v0::evidence
