#include "log/decompressed.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <cerrno>

namespace profgen::inline v0::log {
namespace {

// Decompresses another source with libarchive's filters. The four are named one by one: some of
// libarchive's others start programs, and a log's bytes must not choose a program.
class Decompressed : public ByteSource {
 public:
  Decompressed(std::string path, std::unique_ptr<ByteSource> compressed)
      : path_(std::move(path)),
        compressed_(std::move(compressed)),
        buffer_(std::size_t{64} * 1024, 0),
        archive_(archive_read_new()) {
    archive_read_support_filter_gzip(archive_);
    archive_read_support_filter_xz(archive_);
    archive_read_support_filter_zstd(archive_);
    archive_read_support_filter_bzip2(archive_);
    archive_read_support_format_raw(archive_);
    archive_read_support_format_empty(archive_);
  }
  Decompressed(const Decompressed&) = delete;
  Decompressed& operator=(const Decompressed&) = delete;
  ~Decompressed() override { archive_read_free(archive_); }

  Result<std::size_t> read(char* out, std::size_t size) override {
    if (state_ == State::closed) {
      archive_entry* entry = nullptr;
      if (archive_read_open(archive_, this, nullptr, &refill, nullptr) != ARCHIVE_OK)
        return failed();
      const int status = archive_read_next_header(archive_, &entry);
      state_ = status == ARCHIVE_EOF ? State::ended : State::open;
      if (status != ARCHIVE_OK && status != ARCHIVE_EOF && status != ARCHIVE_WARN) return failed();
    }
    if (state_ == State::ended) return std::size_t{0};
    const la_ssize_t count = archive_read_data(archive_, out, size);
    if (count < 0) return failed();
    read_ += static_cast<std::uint64_t>(count);
    return static_cast<std::size_t>(count);
  }
  std::optional<std::uint64_t> taken() const override { return compressed_->taken(); }

 private:
  enum class State { closed, open, ended };

  static la_ssize_t refill(archive* archive, void* self, const void** out) {
    auto& source = *static_cast<Decompressed*>(self);
    const auto count = source.compressed_->read(source.buffer_.data(), source.buffer_.size());
    if (!count) {
      archive_set_error(archive, EIO, "%s", count.error().reason.c_str());
      return -1;
    }
    *out = source.buffer_.data();
    return static_cast<la_ssize_t>(*count);
  }
  Error failed() {
    state_ = State::ended;
    const char* reason = archive_error_string(archive_);
    return Error{ErrorKind::input, "read", path_,
                 fmt::format("{} after {} bytes of its text; what came before counts",
                             reason ? reason : "damaged", read_)};
  }

  std::string path_;
  std::unique_ptr<ByteSource> compressed_;
  std::string buffer_;
  archive* archive_;
  State state_ = State::closed;
  std::uint64_t read_ = 0;
};

}  // namespace

std::unique_ptr<ByteSource> decompressed(const std::string& path,
                                         std::unique_ptr<ByteSource> compressed) {
  return std::make_unique<Decompressed>(path, std::move(compressed));
}

}  // namespace profgen::inline v0::log
