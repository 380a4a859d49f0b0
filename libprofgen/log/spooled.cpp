#include "log/spooled.hpp"

namespace profgen::inline v0::log {

Spooled::Spooled(std::unique_ptr<ByteSource> source)
    : source_(std::move(source)), file_(std::tmpfile()) {}

Result<std::size_t> Spooled::read(char* out, std::size_t size) {
  if (again_) {
    const std::size_t count = std::fread(out, 1, size, file_.get());
    if (count != 0) return count;
    again_ = false;
    file_.reset();
  }
  if (error_) return *error_;
  Result<std::size_t> count = source_->read(out, size);
  if (!count)
    error_ = count.error();
  else if (file_ && std::fwrite(out, 1, *count, file_.get()) != *count)
    file_.reset();
  return count;
}

bool Spooled::rewind() {
  if (!file_ || std::fflush(file_.get()) != 0 || std::fseek(file_.get(), 0, SEEK_SET) != 0)
    return false;
  again_ = true;
  return true;
}

}  // namespace profgen::inline v0::log
