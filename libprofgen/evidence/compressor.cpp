#include "evidence/compressor.hpp"

#include <archive.h>
#include <archive_entry.h>

#include "evidence/text_input.hpp"

namespace profgen::inline v0::evidence {
namespace {

// libarchive pads its last block otherwise.
la_ssize_t take_compressed(archive*, void* fd, const void* bytes, std::size_t size) {
  const Status written =
      write_all(*static_cast<int*>(fd), {static_cast<const char*>(bytes), size}, "");
  return written ? static_cast<la_ssize_t>(size) : -1;
}

class Zstd : public Compressor {
 public:
  Zstd(int fd, std::string path) : path_(std::move(path)), fd_(fd), archive_(archive_write_new()) {}
  Zstd(const Zstd&) = delete;
  Zstd& operator=(const Zstd&) = delete;
  ~Zstd() override { archive_write_free(archive_); }

  Status open() {
    archive_write_set_format_raw(archive_);
    archive_write_add_filter_zstd(archive_);
    archive_write_set_bytes_in_last_block(archive_, 1);
    archive_entry* entry = archive_entry_new();
    archive_entry_set_filetype(entry, AE_IFREG);
    const bool opened =
        archive_write_open(archive_, &fd_, nullptr, &take_compressed, nullptr) == ARCHIVE_OK &&
        archive_write_header(archive_, entry) == ARCHIVE_OK;
    archive_entry_free(entry);
    if (!opened) return Error{ErrorKind::system, "compress", path_, archive_error_string(archive_)};
    return Unit{};
  }
  Status write(std::string_view bytes) override {
    const la_ssize_t written = archive_write_data(archive_, bytes.data(), bytes.size());
    return written == static_cast<la_ssize_t>(bytes.size()) ? Status(Unit{}) : failed();
  }
  Status close() override {
    return archive_write_close(archive_) == ARCHIVE_OK ? Status(Unit{}) : failed();
  }

 private:
  [[nodiscard]] Status failed() const {
    return Error{ErrorKind::system, "write", path_, "the device is full or failed"};
  }

  std::string path_;
  int fd_;
  archive* archive_;
};

}  // namespace

Result<std::unique_ptr<Compressor>> zstd_compressor(int fd, const std::string& path) {
  auto made = std::make_unique<Zstd>(fd, path);
  if (Status opened = made->open(); !opened) return opened.error();
  return std::unique_ptr<Compressor>(std::move(made));
}

}  // namespace profgen::inline v0::evidence
